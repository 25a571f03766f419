--------------------------- MODULE MCTruncateByEpoch ---------------------------
(***************************************************************************)
(* TruncateByEpoch within the bounds of MCReplication.                     *)
(***************************************************************************)
EXTENDS TruncateByEpoch, MCReplication

ElectionsNext == Prioritised(Elections \/ Epochs)

===============================================================================
