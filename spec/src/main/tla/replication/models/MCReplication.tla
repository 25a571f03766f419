----------------------------- MODULE MCReplication -----------------------------
(***************************************************************************)
(* Bounds that the models of all replication protocols share: so many      *)
(* appends, crashes, leader epochs and versions of the partition record,   *)
(* and one fetch in flight for each follower, as in the implementation.    *)
(* Within them everything is explored.                                     *)
(*                                                                         *)
(* The n-th append is of record n, so that every append can be told apart. *)
(***************************************************************************)
EXTENDS Replication, TLC

CONSTANTS
    MaxAppends,
    MaxCrashes,
    MaxLeaderEpoch,
    MaxPartitionEpoch,
    Features    \* which of the steps that are not part of the core protocol are taken as well: a set of their names

VARIABLES
    appends,    \* how many records were appended
    crashes     \* how many crashes, power losses and shutdowns there were

budgetVars == <<appends, crashes>>

MCBatches == {<<n>> : n \in 1..MaxAppends}

MCInit == Init /\ appends = 0 /\ crashes = 0

\* The partition exists and every broker has learnt of it: for the larger bounds.
CreatedInit ==
    /\ EmptyInit
    /\ \E l \in Replicas :
           /\ metadataLog = <<Created(l, Replicas)>>
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
    /\ Failures \/ ("ShutDown" \in Features /\ Shutdown)
    /\ crashes' = crashes + 1
    /\ UNCHANGED appends

\* Flush and the checkpoints only narrow what a power loss may take, and the high watermark of a restarted broker: a
\* model without Disk has every behaviour of the logs in which that broker knows nothing of what is committed.
AdministrationNext ==
    \/ "ElectPreferredLeader" \in Features /\ \E newLeader \in Replicas : ElectPreferredLeader(newLeader)
    \/ "ReassignReplicas" \in Features /\ \E target \in SUBSET Replicas, preferred \in Replicas : ReassignReplicas(target, preferred)
    \/ \E newLeader \in Replicas : CompleteReassignment(newLeader)
    \/ \E r \in Replicas, version \in DOMAIN metadataLog : StopReplica(r, version)

SharedNext == Controller \/ Leader \/ Follower \/ Recovery \/ Network

-------------------------------------------------------------------------------
\* Messages and versions that can have no effect any more are not told apart. This view is sound: what it hides is read
\* by no guard, and stays without effect for ever, because leader epochs, partition epochs and broker epochs only rise.

IsLiveFetch(m) ==
    /\ Running(m.leader)
    /\ \/ m.leaderEpoch = leaderEpoch[m.leader]
       \/ \E version \in (partitionEpoch[m.leader] + 1)..Len(metadataLog) :
              metadataLog[version].leader = m.leader /\ metadataLog[version].leaderEpoch = m.leaderEpoch
    /\ m.brokerEpoch >= followerBrokerEpoch[m.leader][m.follower]

\* Where leaders do not compare epochs, a fetch has an effect as long as its addressee may lead again.
IsLiveUnfencedFetch(m) ==
    /\ Running(m.leader)
    /\ m.brokerEpoch >= followerBrokerEpoch[m.leader][m.follower]

\* Whether the broker that asked to join still waits for the answer.
IsExpected(m) == status[m.broker] = "starting" /\ m.incarnation = incarnation[m.broker]

IsLive(m) ==
    CASE m.type = "Fetch" -> IsLiveFetch(m)
      [] m.type \in {"FetchResponse", "DivergingEpoch", "OffsetsForLeaderEpoch", "EpochEndOffset"} ->
             m.leaderEpoch = leaderEpoch[m.follower] /\ m.brokerEpoch = brokerEpoch[m.follower]
      [] m.type = "AlterPartition" -> IsUpToDate(m)
      [] m.type = "IneligibleReplica" -> [m EXCEPT !.type = "AlterPartition"] \in proposal[m.leader]
      [] m.type = "RegistrationRequest" ->
             m.incarnation > registeredIncarnation[m.broker] \/ (IsRepeated(m) /\ IsExpected(m))
      [] m.type = "Registration" -> IsExpected(m)

LiveMessages == {m \in messages : IsLive(m)}

\* The preferred leader is read by ElectPreferredLeader only, and the last known leader by unclean elections.
Visible(version) ==
    [version EXCEPT !.preferred = IF "ElectPreferredLeader" \in Features THEN @ ELSE None,
                    !.lastKnownLeader = IF UncleanElection THEN @ ELSE None]

LiveMetadata ==
    LET applicable == {partitionEpoch[r] + 1 : r \in {s \in Replicas : Running(s)}} \cup {Len(metadataLog)}
    IN  [version \in Min(applicable)..Len(metadataLog) |-> IF version = 0 THEN None ELSE Visible(metadataLog[version])]

LiveView ==
    <<LiveMetadata, Len(metadataLog), [r \in Replicas |-> IF IsLeader(r) THEN LossesKnownTo(r) ELSE 0], unfenced,
      registrationVars, diskVars, memoryVars, LiveMessages, clientVars, budgetVars>>

IsFetch(m) == m.type \in {"Fetch", "FetchResponse", "DivergingEpoch", "OffsetsForLeaderEpoch", "EpochEndOffset"}

InFlight(f) == {m \in LiveMessages : IsFetch(m) /\ m.follower = f}

WithinBounds ==
    /\ Len(metadataLog) <= MaxPartitionEpoch
    /\ metadataLog # <<>> => Current.leaderEpoch <= MaxLeaderEpoch
    /\ \A f \in Replicas : Cardinality(InFlight(f)) <= 1
    /\ \A r \in Replicas : registeredEpoch[r] <= MaxCrashes

Symmetry == Permutations(Replicas)

-------------------------------------------------------------------------------
\* For the larger bounds, interleavings that no client can tell apart are left out:
\*  - A follower without a fetch in flight sends one at once. What it asks depends on its own state only; where the
\*    protocol would have sent it later, this one is dropped and sent again.
\*  - An answer that tells neither side anything new is not given: the fetch might as well be under way still.
\*  - A crashed broker opens its log just before it registers, and learns the answer at once: in between it does nothing.
\*  - Proposals are not dropped, for one that is sent again is one that came late; and none is made that the bound on
\*    versions would not let the controller decide.

NeedsFetch(f) == IsFollower(f) /\ ~truncating[f] /\ InFlight(f) = {}

IsCurrentFetch(m) == m.type = "Fetch" /\ IsFollower(m.follower) /\ ~truncating[m.follower] /\ m = FetchRequest(m.follower)

TellsNothing(l, m, endOffset) ==
    /\ endOffset = m.fetchOffset
    /\ followerEndOffset[l][m.follower] = m.fetchOffset
    /\ followerBrokerEpoch[l][m.follower] = m.brokerEpoch
    /\ highWatermark[m.follower] = Min({highWatermark[l], m.fetchOffset})

ReducedController ==
    \/ \E r \in Replicas, newLeader \in Replicas \cup {None} : FenceBroker(r, newLeader)
    \/ \E r \in Replicas, newLeader \in Replicas \cup {None} : UnfenceBroker(r, newLeader)
    \/ \E m \in messages : AlterPartition(m)
    \/ \E m \in messages : RefuseIneligibleReplica(m)

ReducedLeader ==
    \/ \E r \in Replicas, version \in DOMAIN metadataLog : BecomeLeader(r, version)
    \/ \E l \in Replicas, version \in DOMAIN metadataLog : LearnIsr(l, version)
    \/ \E l \in Replicas, request \in UNION {pendingProduce[r] : r \in Replicas} : Acknowledge(l, request)
    \/ \E l \in Replicas : AdvanceHighWatermark(l)
    \/ Len(metadataLog) < MaxPartitionEpoch /\ \E l \in Replicas, f \in Replicas : ExpandIsr(l, f)
    \/ Len(metadataLog) < MaxPartitionEpoch /\ \E l \in Replicas, newIsr \in SUBSET Replicas : ShrinkIsr(l, newIsr)
    \/ \E l \in Replicas, m \in messages : WithdrawProposal(l, m)

ReducedRecovery == \E r \in Replicas \ unfenced : \E endOffset \in 0..LogEndOffset(r) : Restart(r, endOffset)

ReducedNetwork == \E m \in LiveMessages : IsFetch(m) /\ ~IsCurrentFetch(m) /\ Drop(m)

ReducedShared ==
    \/ ReducedController
    \/ ReducedLeader
    \/ ReducedRecovery
    \/ ReducedNetwork
    \/ \E f \in Replicas, m \in messages : ApplyFetch(f, m)

HasAsked(r) == \E m \in messages : m.type \in {"RegistrationRequest", "Registration"} /\ m.broker = r /\ m.incarnation = incarnation[r]

RegisterAtOnce ==
    \/ \E r \in Replicas : ~HasAsked(r) /\ SendRegistration(r)
    \/ \E m \in messages, newLeader \in Replicas \cup {None} : Register(m, newLeader)
    \/ \E r \in Replicas, m \in messages : CompleteRegistration(r, m)

\* What comes first comes alone.
Prioritised(Others) ==
    IF \E r \in Replicas : status[r] = "starting" THEN RegisterAtOnce /\ UNCHANGED budgetVars
    ELSE IF \E f \in Replicas : NeedsFetch(f) THEN (\E f \in Replicas : NeedsFetch(f) /\ SendFetch(f)) /\ UNCHANGED budgetVars
    ELSE AppendNext \/ FailNext \/ (Others /\ UNCHANGED budgetVars)

-------------------------------------------------------------------------------
\* To refute a protocol fast: brokers do not crash, and the ISR changes only with elections, and when a broker returns.
\* What these steps lose, the protocol loses.

Elections ==
    \/ \E r \in Replicas, newLeader \in Replicas : r = Current.leader /\ FenceBroker(r, newLeader)
    \/ \E r \in Replicas, version \in DOMAIN metadataLog : BecomeLeader(r, version)
    \/ \E l \in Replicas : AdvanceHighWatermark(l)
    \/ \E f \in Replicas, m \in messages : ApplyFetch(f, m)
    \/ ReducedNetwork

Returns ==
    \/ \E r \in Replicas \ Current.isr, newLeader \in Replicas \cup {None} : UnfenceBroker(r, newLeader)
    \/ Len(metadataLog) < MaxPartitionEpoch /\ \E l \in Replicas, f \in Replicas \ Current.isr : ExpandIsr(l, f)
    \/ \E m \in messages : AlterPartition(m)

-------------------------------------------------------------------------------
\* Baits: each must be violated, or the models do not get to where the protocol is put to the test.

BaitNothingIsCommittedInv == committed = <<<<>>>>
BaitNothingIsAcknowledgedInv == acknowledged = {}
BaitNoIsrGrowsBackInv == \A i, j \in DOMAIN metadataLog : i < j => ~(metadataLog[i].isr \subseteq metadataLog[j].isr /\ metadataLog[i].isr # metadataLog[j].isr)
BaitNothingIsLostInv == Len(committed) = 1
BaitNoElectionFromElrInv ==
    \A i \in 2..Len(metadataLog) : metadataLog[i].leader # None => metadataLog[i].leader \notin metadataLog[i - 1].elr
BaitNoCleanReturnInv ==
    \A r \in Replicas : previousBrokerEpoch[r] = -1
BaitNoReassignmentInv == \A i \in DOMAIN metadataLog : metadataLog[i].replicas = Replicas
BaitNoRefusalInv == \A m \in messages : m.type # "IneligibleReplica"

===============================================================================
