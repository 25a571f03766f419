-------------------------- MODULE MCFencedReplication --------------------------
(***************************************************************************)
(* FencedReplication within the bounds of MCReplication.                   *)
(***************************************************************************)
EXTENDS FencedReplication, MCReplication

\* Everything but the disk's own actions.
NextWithoutDisk ==
    \/ AppendNext
    \/ FailNext
    \/ ((SharedNext \/ AdministrationNext \/ Fencing) /\ UNCHANGED budgetVars)

MCNext == NextWithoutDisk \/ (Disk /\ UNCHANGED budgetVars)

ReducedFencing ==
    \/ \E r \in Replicas, version \in DOMAIN metadataLog : BecomeFollower(r, version)
    \/ \E l \in Replicas, m \in messages : \E endOffset \in 0..LogEndOffset(l) :
           IsFetchFor(l, m) /\ ~TellsNothing(l, m, endOffset) /\ AnswerFetch(l, m, endOffset)
    \/ \E l \in Replicas, m \in messages : AnswerDivergingFetch(l, m)
    \/ \E f \in Replicas, m \in messages : TruncateOnDivergence(f, m)

ReducedNext == Prioritised(ReducedShared \/ AdministrationNext \/ ReducedFencing)

\* The disk's own actions as well: flushes, checkpoints, and what a power loss leaves.
ReducedNextWithDisk == Prioritised(ReducedShared \/ ReducedFencing \/ Disk)

\* A bait, as in MCReplication.
BaitNoDivergenceInv == \A m \in messages : m.type # "DivergingEpoch"

===============================================================================
