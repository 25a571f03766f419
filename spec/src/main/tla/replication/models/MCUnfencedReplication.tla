------------------------- MODULE MCUnfencedReplication -------------------------
(***************************************************************************)
(* UnfencedReplication within the bounds of MCReplication.                 *)
(***************************************************************************)
EXTENDS UnfencedReplication, MCReplication

ElectionsNext == Prioritised(Elections \/ Comparing)

ReturnsNext == Prioritised(Elections \/ Returns \/ Comparing)

===============================================================================
