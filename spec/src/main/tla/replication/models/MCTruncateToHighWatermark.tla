----------------------- MODULE MCTruncateToHighWatermark -----------------------
(***************************************************************************)
(* TruncateToHighWatermark within the bounds of MCReplication.             *)
(***************************************************************************)
EXTENDS TruncateToHighWatermark, MCReplication

ElectionsNext == Prioritised(Elections \/ Offsets)

===============================================================================
