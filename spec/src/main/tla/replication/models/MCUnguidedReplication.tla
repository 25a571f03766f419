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
\* Stories.  r1 leads; everybody is there and has heard of everything, but for what is said.  A leader knows the ISR that
\* the version it has applied begins with.

Known == [leaderEpoch |-> 0, startOffset |-> 0]

LateStoryInit(versions, applied, logs, caches, ends, epochs, underWay, committed1) ==
    LET Role(r) == versions[applied[r]]
        Leads(r) == Role(r).leader = r
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
        /\ leader = [r \in Replicas |-> Role(r).leader]
        /\ leaderEpoch = [r \in Replicas |-> Role(r).leaderEpoch]
        /\ partitionEpoch = applied
        /\ truncating = [r \in Replicas |-> FALSE]
        /\ isr = [r \in Replicas |-> IF Leads(r) THEN Role(r).isr ELSE {}]
        /\ proposal = [r \in Replicas |-> {}]
        /\ highWatermark = [r \in Replicas |-> 0]
        /\ followerEndOffset = [r \in Replicas |-> [f \in Replicas |-> IF Leads(r) /\ f # r THEN ends[f] ELSE -1]]
        /\ followerBrokerEpoch = [r \in Replicas |-> [f \in Replicas |-> IF Leads(r) /\ f # r THEN epochs[f] ELSE -1]]
        /\ pendingProduce = [r \in Replicas |-> {}]
        /\ messages = underWay
        /\ acknowledged = {}
        /\ committed = <<committed1>>
        /\ appends = 2
        /\ crashes = 0

StoryInit(versions, logs, caches, ends, epochs, underWay, committed1) ==
    LateStoryInit(versions, [r \in Replicas |-> Len(versions)], logs, caches, ends, epochs, underWay, committed1)

Zero == [r \in Replicas |-> 0]
Unknown == [r \in Replicas |-> -1]
EmptyLogs == [r \in Replicas |-> <<>>]
LeaderCaches == [r \in Replicas |-> IF r = r1 THEN <<Known>> ELSE <<>>]
InSync(members) == [Created(r1, Replicas) EXCEPT !.isr = members]

\* Somebody is not in sync, and could be.
OutOfSyncInit == StoryInit(<<InSync(Replicas \ {r2})>>, EmptyLogs, LeaderCaches, Zero, Zero, {}, <<>>)

\* r1 has a record that r2 lost when it restarted; a fetch of the broker that r2 was then is still under way.
LateFetchInit ==
    LET entry == [leaderEpoch |-> 0, record |-> 1]
        epochs == [r \in Replicas |-> IF r = r2 THEN 1 ELSE 0]
        late == [type |-> "Fetch", follower |-> r2, brokerEpoch |-> 0, leader |-> r1, leaderEpoch |-> 0, fetchOffset |-> 1, lastFetchedEpoch |-> 0]
    IN  StoryInit(<<InSync(Replicas)>>, [EmptyLogs EXCEPT ![r1] = <<entry>>], LeaderCaches, Zero, epochs, {late}, <<>>)

\* r2 led, committed a record, and left; r1 leads, has not heard that the record is committed, and r2 lost it when it restarted.
NewLeaderInit ==
    LET entry == [leaderEpoch |-> 0, record |-> 1]
        second == [InSync({r1}) EXCEPT !.leaderEpoch = 1]
    IN  StoryInit(<<[InSync(Replicas) EXCEPT !.leader = r2], second>>, [EmptyLogs EXCEPT ![r1] = <<entry>>],
                  [r \in Replicas |-> IF r = r1 THEN <<Known, [leaderEpoch |-> 1, startOffset |-> 1]>> ELSE <<>>], Zero, Zero, {}, <<1>>)

\* r2 led, and has a record that nobody else has; r1 leads in the next epoch, and has another one instead.
DivergedInit ==
    StoryInit(<<[InSync(Replicas) EXCEPT !.leader = r2], [InSync({r1}) EXCEPT !.leaderEpoch = 1]>>,
              [r \in Replicas |-> <<[leaderEpoch |-> IF r = r1 THEN 1 ELSE 0, record |-> IF r = r1 THEN 2 ELSE 1]>>],
              [r \in Replicas |-> <<[leaderEpoch |-> IF r = r1 THEN 1 ELSE 0, startOffset |-> 0]>>], Unknown, Zero, {}, <<>>)

\* The same, but r2 is still in sync, as far as anybody knows.
DivergedInSyncInit ==
    StoryInit(<<[InSync(Replicas) EXCEPT !.leader = r2], [InSync({r1, r2}) EXCEPT !.leaderEpoch = 1]>>,
              [EmptyLogs EXCEPT ![r1] = <<[leaderEpoch |-> 1, record |-> 2]>>, ![r2] = <<[leaderEpoch |-> 0, record |-> 1]>>],
              [EmptyLogs EXCEPT ![r1] = <<[leaderEpoch |-> 1, startOffset |-> 0]>>, ![r2] = <<Known>>], Unknown, Zero, {}, <<>>)

\* r1 led, then r2, as is preferred; then r2 was fenced, is back, and r1 leads again.
LeadsAgain ==
    <<[InSync(Replicas) EXCEPT !.preferred = r2], [InSync(Replicas) EXCEPT !.preferred = r2, !.leader = r2, !.leaderEpoch = 1],
      [InSync({r1, r3}) EXCEPT !.preferred = r2, !.leaderEpoch = 2]>>

\* r1 has a record of its second leadership; r2 has not heard that its own is over, and r3 not that the first one is.
LateFollowerInit ==
    LateStoryInit(LeadsAgain, [r \in Replicas |-> CASE r = r1 -> 3 [] r = r2 -> 2 [] r = r3 -> 1],
                  [EmptyLogs EXCEPT ![r1] = <<[leaderEpoch |-> 2, record |-> 1]>>],
                  [EmptyLogs EXCEPT ![r1] = <<[leaderEpoch |-> 2, startOffset |-> 0]>>, ![r2] = <<[leaderEpoch |-> 1, startOffset |-> 0]>>],
                  Unknown, Zero, {}, <<>>)

\* r1 has not heard that its first leadership is over, and may commit the record of it that everybody has.  The others have
\* one of r2's leadership as well, and follow r1 again.
LateLeaderInit ==
    LET first == [leaderEpoch |-> 0, record |-> 1]
        second == [leaderEpoch |-> 1, record |-> 2]
    IN  LateStoryInit(LeadsAgain, [r \in Replicas |-> IF r = r1 THEN 1 ELSE 3],
                      [r \in Replicas |-> IF r = r1 THEN <<first>> ELSE <<first, second>>],
                      [r \in Replicas |-> IF r = r1 THEN <<Known>> ELSE <<Known, [leaderEpoch |-> 1, startOffset |-> 1]>>],
                      [r \in Replicas |-> 1], Zero, {}, <<>>)

LateInit == LateFollowerInit \/ LateLeaderInit \/ DivergedInSyncInit

\* r1 has a record that only it has to commit.
BehindInit ==
    StoryInit(<<InSync({r1})>>, [EmptyLogs EXCEPT ![r1] = <<[leaderEpoch |-> 0, record |-> 1]>>], LeaderCaches, Zero, Zero, {}, <<>>)

\* r2 was no replica once.
ReturnedInit ==
    StoryInit(<<[InSync({r1}) EXCEPT !.replicas = {r1}], InSync(Replicas)>>, [r \in Replicas |-> <<[leaderEpoch |-> 0, record |-> 1]>>],
              [r \in Replicas |-> <<Known>>], [r \in Replicas |-> 1], Zero, {}, <<1>>)

\* r1 leads, and the reassignment that brought it here may yet be undone.
AddedInit == StoryInit(<<[InSync(Replicas) EXCEPT !.adding = {r1}]>>, EmptyLogs, LeaderCaches, Zero, Zero, {}, <<>>)

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

\* Fetches, and what is committed by them.
UnguidedLateNext == Quietly(Follower \/ Fencing \/ \E l \in Replicas : AdvanceHighWatermark(l))

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
