------------------------- MODULE MCUnguidedReplication -------------------------
(***************************************************************************)
(* MCReplication offers many steps only where they matter.  Here nothing   *)
(* but the guards of the spec keeps a step from being taken, so that a     *)
(* guard that is dropped is missed (tidemark check --guards                *)
(* FencedReplication).  Each model takes a part of the protocol, most of   *)
(* them from the middle of a story.                                        *)
(***************************************************************************)
EXTENDS MCFencedReplication

CONSTANTS
    r1, r2, r3,     \* the brokers of the stories
    MaxMessages

Few ==
    /\ Len(metadataLog) <= MaxPartitionEpoch
    /\ metadataLog # <<>> => Current.leaderEpoch <= MaxLeaderEpoch
    /\ Cardinality(messages) <= MaxMessages
    /\ \A r \in Replicas : registeredEpoch[r] <= MaxCrashes

Quietly(Steps) == Steps /\ UNCHANGED budgetVars

-------------------------------------------------------------------------------
\* What else holds: each says what a guard is there for.

\* Only a leader knows of an ISR, of followers, of requests; who has no process has no role.
OnlyLeadersLeadInv ==
    \A r \in Replicas :
        /\ ~Running(r) => leader[r] = None /\ leaderEpoch[r] = -1 /\ brokerEpoch[r] = -1
        /\ ~IsLeader(r) => /\ isr[r] = {} /\ proposal[r] = {} /\ pendingProduce[r] = {}
                           /\ \A f \in Replicas : followerEndOffset[r][f] = -1

\* Whoever leads is in sync, as it knows itself, and as the controller knows; and who is in sync is there.
LeadersAreInSyncInv ==
    /\ \A l \in Replicas : IsLeader(l) => l \in isr[l]
    /\ metadataLog # <<>> => (Current.leader = None \/ Current.leader \in Current.isr) /\ Current.isr \subseteq unfenced

\* The leader waits for everybody who is in sync, and whom the controller may yet take for that.
MembersCountInv ==
    \A l \in Replicas : IsLeader(l) /\ leaderEpoch[l] = Current.leaderEpoch =>
        /\ Current.isr \subseteq MaximalIsr(l)
        /\ \A m \in messages : m.type = "AlterPartition" /\ IsUpToDate(m) => m.isr \subseteq MaximalIsr(l)

\* A fetch is to somebody else.
FetchesAreToOthersInv == \A m \in messages : m.type = "Fetch" => m.leader \in Replicas \ {m.follower}

\* Who runs has opened its log, and is the start that was registered under its broker epoch.
JoinedAsRegisteredInv ==
    \A r \in Replicas :
        /\ Running(r) => ~pageCacheLost[r] /\ cleanShutdown[r] = -1
        /\ brokerEpoch[r] <= registeredEpoch[r]
        /\ Running(r) /\ brokerEpoch[r] = registeredEpoch[r] => incarnation[r] = registeredIncarnation[r]

\* While a broker is stopped its disk does not change.
StoppedKeepsDiskProp ==
    [][\A r \in Replicas : status[r] = "stopped" /\ status'[r] = "stopped" =>
           /\ log'[r] = log[r]
           /\ <<flushedOffset'[r], recoveryPointCheckpoint'[r], highWatermarkCheckpoint'[r]>> =
                  <<flushedOffset[r], recoveryPointCheckpoint[r], highWatermarkCheckpoint[r]>>]_vars

-------------------------------------------------------------------------------
\* Stories.  r1 leads; everybody is there and has heard of everything, but for what is said.

Known == [leaderEpoch |-> 0, startOffset |-> 0]

StoryInit(versions, logs, caches, isr1, ends, epochs, underWay, committed1) ==
    LET last == Last(versions)
    IN  /\ metadataLog = versions
        /\ unfenced = Replicas
        /\ registeredEpoch = epochs
        /\ registeredIncarnation = epochs
        /\ log = logs
        /\ epochCache = caches
        /\ flushedOffset = [r \in Replicas |-> 0]
        /\ recoveryPointCheckpoint = [r \in Replicas |-> 0]
        /\ highWatermarkCheckpoint = [r \in Replicas |-> 0]
        /\ cleanShutdown = [r \in Replicas |-> -1]
        /\ pageCacheLost = [r \in Replicas |-> FALSE]
        /\ brokerEpoch = epochs
        /\ status = [r \in Replicas |-> "running"]
        /\ incarnation = epochs
        /\ previousBrokerEpoch = [r \in Replicas |-> -1]
        /\ leader = [r \in Replicas |-> last.leader]
        /\ leaderEpoch = [r \in Replicas |-> last.leaderEpoch]
        /\ partitionEpoch = [r \in Replicas |-> Len(versions)]
        /\ truncating = [r \in Replicas |-> FALSE]
        /\ isr = [r \in Replicas |-> IF r = last.leader THEN isr1 ELSE {}]
        /\ proposal = [r \in Replicas |-> {}]
        /\ highWatermark = [r \in Replicas |-> 0]
        /\ followerEndOffset = [r \in Replicas |-> [f \in Replicas |-> IF r = last.leader /\ f # r THEN ends[f] ELSE -1]]
        /\ followerBrokerEpoch = [r \in Replicas |-> [f \in Replicas |-> IF r = last.leader /\ f # r THEN epochs[f] ELSE -1]]
        /\ pendingProduce = [r \in Replicas |-> {}]
        /\ messages = underWay
        /\ acknowledged = {}
        /\ committed = <<committed1>>
        /\ appends = 2
        /\ crashes = 0

Zero == [r \in Replicas |-> 0]
EmptyLogs == [r \in Replicas |-> <<>>]
LeaderCaches == [r \in Replicas |-> IF r = r1 THEN <<Known>> ELSE <<>>]
InSync(members) == [Created(r1, Replicas) EXCEPT !.isr = members]

\* Somebody is not in sync, and could be.
OutOfSyncInit == StoryInit(<<InSync(Replicas \ {r2})>>, EmptyLogs, LeaderCaches, Replicas \ {r2}, Zero, Zero, {}, <<>>)

\* r1 has a record that r2 lost when it restarted; a fetch of the broker that r2 was then is still under way.
LateFetchInit ==
    LET entry == [leaderEpoch |-> 0, record |-> 1]
        epochs == [r \in Replicas |-> IF r = r2 THEN 1 ELSE 0]
        late == [type |-> "Fetch", follower |-> r2, brokerEpoch |-> 0, leader |-> r1, leaderEpoch |-> 0, fetchOffset |-> 1, lastFetchedEpoch |-> 0]
    IN  StoryInit(<<InSync(Replicas)>>, [EmptyLogs EXCEPT ![r1] = <<entry>>], LeaderCaches, Replicas, Zero, epochs, {late}, <<>>)

\* r2 led, committed a record, and left; r1 leads, has not heard that the record is committed, and r2 lost it when it restarted.
NewLeaderInit ==
    LET entry == [leaderEpoch |-> 0, record |-> 1]
        second == [InSync({r1}) EXCEPT !.leaderEpoch = 1]
    IN  StoryInit(<<[InSync(Replicas) EXCEPT !.leader = r2], second>>, [EmptyLogs EXCEPT ![r1] = <<entry>>],
                  [r \in Replicas |-> IF r = r1 THEN <<Known, [leaderEpoch |-> 1, startOffset |-> 1]>> ELSE <<>>], {r1}, Zero, Zero, {}, <<1>>)

\* r2 led, and has a record that nobody else has; r1 leads in the next epoch, and has another one instead.
DivergedInit ==
    StoryInit(<<[InSync(Replicas) EXCEPT !.leader = r2], [InSync({r1}) EXCEPT !.leaderEpoch = 1]>>,
              [r \in Replicas |-> <<[leaderEpoch |-> IF r = r1 THEN 1 ELSE 0, record |-> IF r = r1 THEN 2 ELSE 1]>>],
              [r \in Replicas |-> <<[leaderEpoch |-> IF r = r1 THEN 1 ELSE 0, startOffset |-> 0]>>], {r1}, [r \in Replicas |-> -1], Zero, {}, <<>>)

\* r1 has a record that only it has to commit.
BehindInit ==
    StoryInit(<<InSync({r1})>>, [EmptyLogs EXCEPT ![r1] = <<[leaderEpoch |-> 0, record |-> 1]>>], LeaderCaches, {r1}, Zero, Zero, {}, <<>>)

\* r2 was no replica once.
ReturnedInit ==
    StoryInit(<<[InSync({r1}) EXCEPT !.replicas = {r1}], InSync(Replicas)>>, [r \in Replicas |-> <<[leaderEpoch |-> 0, record |-> 1]>>],
              [r \in Replicas |-> <<Known>>], Replicas, [r \in Replicas |-> 1], Zero, {}, <<1>>)

\* r1 leads, and the reassignment that brought it here may yet be undone.
AddedInit == StoryInit(<<[InSync(Replicas) EXCEPT !.adding = {r1}]>>, EmptyLogs, LeaderCaches, Replicas, Zero, Zero, {}, <<>>)

AdministeredInit == NewLeaderInit \/ BehindInit \/ ReturnedInit \/ AddedInit

\* The contract begins with nothing committed; what NewLeaderInit is about, invariants tell.
StoriesInit == LateFetchInit \/ DivergedInit

-------------------------------------------------------------------------------

\* From the beginning; before there is a partition nothing else is possible.
UnguidedCreationNext == Quietly(Controller \/ Administration \/ Leader \/ Follower \/ Fencing)

\* Everything that goes on between brokers.
UnguidedNext == AppendNext \/ Quietly(Controller \/ Leader \/ Follower \/ Fencing)

\* The same, and the partition may move.
UnguidedNewLeaderNext == Quietly(Controller \/ Administration \/ Leader \/ Follower \/ Fencing)

\* Fetches overtake each other.
UnguidedFetchingNext == AppendNext \/ Quietly(Follower \/ Fencing)

\* The ISR changes, and nobody fetches.
UnguidedIsrNext == Quietly(Controller \/ Leader)

\* Brokers start, join, and are fenced.
UnguidedJoiningNext == FailNext \/ Quietly(Controller \/ Recovery)

\* The same, and a leader proposes.
UnguidedReturningNext == FailNext \/ Quietly(Controller \/ Recovery \/ Leader)

\* Replicas come and go.
UnguidedMovingNext ==
    FailNext \/ Quietly(Administration \/ Leader \/ \E r \in Replicas, version \in DOMAIN metadataLog : BecomeFollower(r, version))

\* Disks.
UnguidedDiskNext == AppendNext \/ FailNext \/ Quietly(Disk \/ Recovery \/ \E l \in Replicas : AdvanceHighWatermark(l))

===============================================================================
