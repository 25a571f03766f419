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

\* The partition exists and every broker has learnt of it.
CreatedInit ==
    /\ EmptyInit
    /\ \E l \in Replicas :
           /\ metadataLog = <<[leader |-> l, leaderEpoch |-> 0, isr |-> Replicas]>>
           /\ leader = [r \in Replicas |-> l]
           /\ leaderEpoch = [r \in Replicas |-> 0]
           /\ partitionEpoch = [r \in Replicas |-> 1]
           /\ isr = [r \in Replicas |-> IF r = l THEN Replicas ELSE {}]
           /\ epochCache = [r \in Replicas |-> IF r = l THEN <<[leaderEpoch |-> 0, startOffset |-> 0]>> ELSE <<>>]
    /\ appends = 0
    /\ crashes = 0

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

-------------------------------------------------------------------------------
\* Messages and versions that can have no effect any more are not told apart.  This view is sound: what it hides is
\* read by no guard, and stays without effect for ever, because leader epochs, partition epochs and broker epochs only rise.

IsLive(m) ==
    CASE m.type = "Fetch" ->
             /\ Running(m.leader)
             /\ \/ m.leaderEpoch = leaderEpoch[m.leader]
                \/ \E version \in (partitionEpoch[m.leader] + 1)..Len(metadataLog) :
                       metadataLog[version].leader = m.leader /\ metadataLog[version].leaderEpoch = m.leaderEpoch
             /\ m.brokerEpoch >= followerBrokerEpoch[m.leader][m.follower]
      [] m.type \in {"FetchResponse", "DivergingEpoch"} ->
             m.leaderEpoch = leaderEpoch[m.follower] /\ m.brokerEpoch = brokerEpoch[m.follower]
      [] m.type = "AlterPartition" -> IsUpToDate(m)
      [] m.type = "IneligibleReplica" -> [m EXCEPT !.type = "AlterPartition"] \in proposal[m.leader]
      [] m.type = "Registration" -> status[m.broker] = "starting"

LiveMessages == {m \in messages : IsLive(m)}

LiveMetadata ==
    LET applicable == {partitionEpoch[r] + 1 : r \in {s \in Replicas : Running(s)}} \cup {Len(metadataLog)}
    IN  [version \in Min(applicable)..Len(metadataLog) |-> IF version = 0 THEN None ELSE metadataLog[version]]

LiveView ==
    <<LiveMetadata, Len(metadataLog), unfenced, registeredEpoch, diskVars, memoryVars, LiveMessages, clientVars, budgetVars>>

InFlight(f) == {m \in LiveMessages : m.type \in {"Fetch", "FetchResponse", "DivergingEpoch"} /\ m.follower = f}

-------------------------------------------------------------------------------
\* For the larger bounds, interleavings that no client can tell apart are left out.  Each of these is safe because the
\* step that is put first commutes with all others and hides nothing that a property reads:
\*  - A follower without a fetch in flight sends one at once.  What it asks depends on its own state only; where the
\*    protocol would have sent it later, this one is dropped and sent again.
\*  - A crashed broker opens its log just before it registers, and it learns the answer at once: in between it can do
\*    nothing.
\*  - Proposals and their refusals are not dropped: a lost one that is sent again is one that came late.
NeedsFetch(f) == IsFollower(f) /\ InFlight(f) = {}
NeedsRegistration(r) == status[r] = "starting"

SendAtOnce == \E f \in Replicas : NeedsFetch(f) /\ SendFetch(f)

RegisterAtOnce ==
    \/ \E r \in Replicas : Register(r)
    \/ \E r \in Replicas, m \in messages : CompleteRegistration(r, m)

ReducedController ==
    \/ \E l \in Replicas : CreatePartition(l)
    \/ \E r \in Replicas, newLeader \in Replicas \cup {None} : FenceBroker(r, newLeader)
    \/ \E r \in Replicas : UnfenceBroker(r)
    \/ \E m \in messages : AlterPartition(m)
    \/ \E m \in messages : RefuseIneligibleReplica(m)

ReducedRecovery == \E r \in Replicas \ unfenced : \E endOffset \in 0..LogEndOffset(r) : Restart(r, endOffset)

DropFetch == \E m \in LiveMessages : m.type \in {"Fetch", "FetchResponse", "DivergingEpoch"} /\ Drop(m)

ReducedNext ==
    IF \E r \in Replicas : NeedsRegistration(r) THEN RegisterAtOnce /\ UNCHANGED budgetVars
    ELSE IF \E f \in Replicas : NeedsFetch(f) THEN SendAtOnce /\ UNCHANGED budgetVars
    ELSE \/ AppendNext
         \/ FailNext
         \/ ((ReducedController \/ Leader \/ Follower \/ Fencing \/ ReducedRecovery \/ DropFetch)
               /\ UNCHANGED budgetVars)

WithinBounds ==
    /\ Len(metadataLog) <= MaxPartitionEpoch
    /\ metadataLog # <<>> => Current.leaderEpoch <= MaxLeaderEpoch
    /\ \A f \in Replicas : Cardinality(InFlight(f)) <= 1
    /\ \A r \in Replicas : registeredEpoch[r] <= MaxCrashes

Symmetry == Permutations(Replicas)

===============================================================================
