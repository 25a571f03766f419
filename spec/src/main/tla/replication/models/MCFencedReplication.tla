-------------------------- MODULE MCFencedReplication --------------------------
(***************************************************************************)
(* Bounds for FencedReplication: so many appends, crashes, leader epochs   *)
(* and versions of the partition record, and one fetch in flight for each  *)
(* follower, as in the implementation.  Everything within the bounds is    *)
(* explored.                                                               *)
(*                                                                         *)
(* The n-th append is of record n, so that every append can be told apart. *)
(***************************************************************************)
EXTENDS FencedReplication, TLC

CONSTANTS
    MaxAppends,
    MaxCrashes,
    MaxLeaderEpoch,
    MaxPartitionEpoch

VARIABLES
    appends,    \* how many records were appended
    crashes     \* how many crashes and power losses there were

budgetVars == <<appends, crashes>>

MCBatches == {<<n>> : n \in 1..MaxAppends}

MCInit == Init /\ appends = 0 /\ crashes = 0

AppendNext ==
    /\ appends < MaxAppends
    /\ \E l \in Replicas, acks \in Acks : AppendRecords(l, <<appends + 1>>, acks)
    /\ appends' = appends + 1
    /\ UNCHANGED crashes

FailNext ==
    /\ crashes < MaxCrashes
    /\ Failures
    /\ crashes' = crashes + 1
    /\ UNCHANGED appends

\* Flush and the checkpoints only narrow what a power loss may take: a model without them has every behaviour of the logs.
MCNextWithoutDisk ==
    \/ AppendNext
    \/ FailNext
    \/ ((Controller \/ Leader \/ Follower \/ Fencing \/ Recovery \/ Network) /\ UNCHANGED budgetVars)

MCNext == MCNextWithoutDisk \/ (Disk /\ UNCHANGED budgetVars)

InFlight(f) == {m \in messages : m.type \in {"Fetch", "FetchResponse", "DivergingEpoch"} /\ m.follower = f}

WithinBounds ==
    /\ Len(metadataLog) <= MaxPartitionEpoch
    /\ metadataLog # <<>> => Current.leaderEpoch <= MaxLeaderEpoch
    /\ \A f \in Replicas : Cardinality(InFlight(f)) <= 1

Symmetry == Permutations(Replicas)

===============================================================================
