------------------------ MODULE MCTruncateByCommonEpoch ------------------------
(***************************************************************************)
(* TruncateByCommonEpoch within the bounds of MCReplication.               *)
(***************************************************************************)
EXTENDS TruncateByCommonEpoch, MCReplication

ElectionsNext == Prioritised(Elections \/ CommonEpochs)

ReturnsNext == Prioritised(Elections \/ Returns \/ CommonEpochs)

===============================================================================
