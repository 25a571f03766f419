------------------------------ MODULE Replication ------------------------------
(***************************************************************************)
(* How does one partition stay the same on several replicas?  This module  *)
(* holds the state and the actions that every generation of Kafka's        *)
(* replication protocol shares; it has no Next.  A protocol is a module    *)
(* that extends this one and chooses its actions; comparing protocols is   *)
(* comparing Next.  In the order of history: TruncateToHighWatermark,      *)
(* TruncateByEpoch, TruncateByCommonEpoch, UnfencedReplication, and        *)
(* FencedReplication, the only one that is not refuted.                    *)
(*                                                                         *)
(* A partition has one record of who leads it, in the controller's log     *)
(* (KRaft).  Brokers learn of it late and may skip versions.  A fetch is   *)
(* three steps: a request, the leader's answer, its application.  An ISR   *)
(* change is four: proposed, decided, written, learnt.  Each message may   *)
(* be lost or come late.                                                   *)
(*                                                                         *)
(* Abstracted away: time (every timer may fire at any moment), record      *)
(* batches (a batch is appended in one step, its records are entries),     *)
(* log start offset.                                                       *)
(*                                                                         *)
(* Offsets count from 0; log[r][o + 1] is the entry at offset o.           *)
(* Sources: Partition.scala, ReplicationControlManager,                    *)
(* ClusterControlManager, KIP-101, KIP-455 (reassignment), KIP-497,        *)
(* KIP-903 (broker epochs), KIP-966 (eligible leader replicas).            *)
(***************************************************************************)
EXTENDS PartitionChange

CONSTANTS
    Batches,    \* what a producer may send at once: non-empty sequences of records
    Acks        \* the acks settings that producers use: a subset of {"0", "1", "all"}

ASSUME AcksAssumption == Acks \subseteq {"0", "1", "all"}

VARIABLES
    \* The controller, durable.
    metadataLog,                \* its decisions: a sequence of records (PartitionChange); the index is the partition epoch
    unfenced,                   \* the brokers whose session is valid
    registeredEpoch,            \* replica -> the broker epoch of its last registration
    registeredIncarnation,      \* replica -> which start of the broker that was

    \* A broker's disk, durable.
    log,                        \* replica -> sequence of [leaderEpoch, record]; in the page cache as from the append
    epochCache,                 \* replica -> sequence of [leaderEpoch, startOffset]; leader-epoch-checkpoint
    flushedOffset,              \* replica -> everything below is on the platter
    recoveryPointCheckpoint,    \* replica -> where recovery will begin to scan; recovery-point-offset-checkpoint
    highWatermarkCheckpoint,    \* replica -> replication-offset-checkpoint
    cleanShutdown,              \* replica -> the broker epoch in .kafka_cleanshutdown; -1 if there is no such file
    pageCacheLost,              \* replica -> whether the power has failed since its log was open

    \* A broker's memory, volatile.
    brokerEpoch,                \* replica -> the epoch under which it joined; -1 until it has
    status,                     \* replica -> "running", "stopped", or "starting": its log is open, but it has not joined
    incarnation,                \* replica -> which of its starts this is
    previousBrokerEpoch,        \* replica -> what the clean-shutdown file said when it started; -1 when it has joined
    leader,                     \* replica -> whom it follows; itself if it leads; or None
    leaderEpoch,                \* replica -> the epoch of that leadership; -1 after a restart
    partitionEpoch,             \* replica -> the version of the partition's record that it has applied
    truncating,                 \* replica -> whether it must ask its leader where to cut its log before it may fetch
    isr,                        \* replica -> the in-sync replicas as a leader knows them; {} otherwise
    proposal,                   \* replica -> the AlterPartition request that a leader awaits the outcome of: at most one
    highWatermark,              \* replica -> everything below is committed, as far as it knows
    followerEndOffset,          \* replica -> replica -> a leader's knowledge of a follower's log end; -1 if none
    followerBrokerEpoch,        \* replica -> replica -> the broker epoch of the fetch that told so; -1 if none
    pendingProduce,             \* replica -> a leader's unanswered produce requests: a set of [baseOffset, endOffset, acks]

    \* The network.
    messages,                   \* what is in flight

    \* The clients.
    acknowledged,               \* what producers were told: a set of [offset, record, acks, losses]
    committed                   \* history variable: for each number of losses, the records that a high watermark has covered

registrationVars == <<registeredEpoch, registeredIncarnation>>
controllerVars == <<metadataLog, unfenced, registrationVars>>
checkpointVars == <<recoveryPointCheckpoint, highWatermarkCheckpoint>>
shutdownVars == <<cleanShutdown, pageCacheLost>>
diskVars == <<log, epochCache, flushedOffset, shutdownVars, checkpointVars>>
membershipVars == <<brokerEpoch, status, incarnation, previousBrokerEpoch>>
roleVars == <<leader, leaderEpoch, partitionEpoch, truncating>>
followerVars == <<followerEndOffset, followerBrokerEpoch>>
leaderVars == <<isr, proposal, followerVars, pendingProduce>>
memoryVars == <<membershipVars, roleVars, leaderVars, highWatermark>>
clientVars == <<acknowledged, committed>>
vars == <<controllerVars, diskVars, memoryVars, messages, clientVars>>

-------------------------------------------------------------------------------
\* Helpers.

Min(S) == CHOOSE x \in S : \A y \in S : x <= y
Last(s) == s[Len(s)]
IsPrefix(s, t) == Len(s) <= Len(t) /\ s = SubSeq(t, 1, Len(s))
RecordsOf(entries) == [i \in 1..Len(entries) |-> entries[i].record]

Current == Last(metadataLog)
LogEndOffset(r) == Len(log[r])

Running(r) == status[r] = "running"
IsLeader(r) == Running(r) /\ leader[r] = r
IsFollower(r) == Running(r) /\ leader[r] \notin {r, None}

\* Members whom a leader must wait for: those in the ISR, and those that may be in it by now (KIP-497).
MaximalIsr(l) == isr[l] \cup UNION {request.isr : request \in proposal[l]}

\* How many losses there had been when a leader was elected: it says so to whom it shows or promises records.
LossesKnownTo(l) == metadataLog[partitionEpoch[l]].losses

\* What is committed when a leader has covered so many records, after so many losses.
CommittedBy(l, losses, endOffset) ==
    [committed EXCEPT ![losses + 1] = IF endOffset > Len(@) THEN RecordsOf(SubSeq(log[l], 1, endOffset)) ELSE @]

\* LeaderEpochFileCache.assign: an entry that the new one contradicts goes.
AssignEpoch(cache, epoch, startOffset) ==
    IF cache # <<>> /\ Last(cache).leaderEpoch = epoch /\ Last(cache).startOffset <= startOffset
    THEN cache
    ELSE LET Older(entry) == entry.leaderEpoch < epoch /\ entry.startOffset < startOffset
         IN  Append(SelectSeq(cache, Older), [leaderEpoch |-> epoch, startOffset |-> startOffset])

\* Also when nothing is cut from the log: an epoch without records goes (KAFKA-10706).
TruncateEpochs(cache, endOffset) ==
    LET Survives(entry) == entry.startOffset < endOffset
    IN  SelectSeq(cache, Survives)

RECURSIVE AssignEpochs(_, _)
AssignEpochs(cache, starts) ==
    IF starts = <<>> THEN cache
    ELSE AssignEpochs(AssignEpoch(cache, Head(starts).leaderEpoch, Head(starts).startOffset), Tail(starts))

\* Where epochs begin in entries that are appended at an offset.
EpochStarts(entries, baseOffset) ==
    LET Begins(i) == i = 1 \/ entries[i].leaderEpoch # entries[i - 1].leaderEpoch
        first == SelectSeq([i \in 1..Len(entries) |-> i], Begins)
    IN  [n \in 1..Len(first) |-> [leaderEpoch |-> entries[first[n]].leaderEpoch, startOffset |-> baseOffset + first[n] - 1]]

LatestEpoch(r) == IF epochCache[r] = <<>> THEN -1 ELSE Last(epochCache[r]).leaderEpoch

\* LeaderEpochFileCache.endOffsetFor: the largest epoch at or below the one asked for, and where it ends.
EndOffsetFor(r, epoch) ==
    LET cache == epochCache[r]
        atOrBelow == {i \in DOMAIN cache : cache[i].leaderEpoch <= epoch}
        floor == Cardinality(atOrBelow)
    IN  IF cache = <<>> \/ epoch > Last(cache).leaderEpoch THEN [leaderEpoch |-> -1, endOffset |-> -1]
        ELSE IF epoch = Last(cache).leaderEpoch THEN [leaderEpoch |-> epoch, endOffset |-> LogEndOffset(r)]
        ELSE IF floor = 0 THEN [leaderEpoch |-> epoch, endOffset |-> cache[1].startOffset]
        ELSE [leaderEpoch |-> cache[floor].leaderEpoch, endOffset |-> cache[floor + 1].startOffset]

\* What a follower asks for.  An answer counts only while the follower would still ask the same.
FetchRequest(f) ==
    [type |-> "Fetch", follower |-> f, brokerEpoch |-> brokerEpoch[f], leader |-> leader[f],
     leaderEpoch |-> leaderEpoch[f], fetchOffset |-> LogEndOffset(f), lastFetchedEpoch |-> LatestEpoch(f)]

Answers(m, request) ==
    /\ m.follower = request.follower
    /\ m.brokerEpoch = request.brokerEpoch
    /\ m.leader = request.leader
    /\ m.leaderEpoch = request.leaderEpoch
    /\ m.fetchOffset = request.fetchOffset
    /\ m.lastFetchedEpoch = request.lastFetchedEpoch

-------------------------------------------------------------------------------

\* A broker's memory when it starts: it knows of no leader and follows nobody.
ForgetfulInit ==
    /\ leader = [r \in Replicas |-> None]
    /\ leaderEpoch = [r \in Replicas |-> -1]
    /\ partitionEpoch = [r \in Replicas |-> 0]
    /\ isr = [r \in Replicas |-> {}]

EmptyInit ==
    /\ unfenced = Replicas
    /\ registeredEpoch = [r \in Replicas |-> 0]
    /\ registeredIncarnation = [r \in Replicas |-> 0]
    /\ log = [r \in Replicas |-> <<>>]
    /\ flushedOffset = [r \in Replicas |-> 0]
    /\ recoveryPointCheckpoint = [r \in Replicas |-> 0]
    /\ highWatermarkCheckpoint = [r \in Replicas |-> 0]
    /\ cleanShutdown = [r \in Replicas |-> -1]
    /\ pageCacheLost = [r \in Replicas |-> FALSE]
    /\ brokerEpoch = [r \in Replicas |-> 0]
    /\ status = [r \in Replicas |-> "running"]
    /\ incarnation = [r \in Replicas |-> 0]
    /\ previousBrokerEpoch = [r \in Replicas |-> -1]
    /\ truncating = [r \in Replicas |-> FALSE]
    /\ proposal = [r \in Replicas |-> {}]
    /\ highWatermark = [r \in Replicas |-> 0]
    /\ followerEndOffset = [r \in Replicas |-> [f \in Replicas |-> -1]]
    /\ followerBrokerEpoch = [r \in Replicas |-> [f \in Replicas |-> -1]]
    /\ pendingProduce = [r \in Replicas |-> {}]
    /\ messages = {}
    /\ acknowledged = {}
    /\ committed = <<<<>>>>

Init ==
    /\ EmptyInit
    /\ ForgetfulInit
    /\ metadataLog = <<>>
    /\ epochCache = [r \in Replicas |-> <<>>]

-------------------------------------------------------------------------------
\* The controller.  Each decision is in its log before anyone is told, so that a restart changes nothing.

\* One partition record, if anything changes.  An unclean election begins a new count of what is committed.
Decide(next) ==
    /\ metadataLog' = IF next = Current THEN metadataLog ELSE Append(metadataLog, next)
    /\ committed' = IF next.losses = Current.losses THEN committed ELSE Append(committed, <<>>)

\* The partition is created on the brokers that are there, in sync because it is empty.
CreatePartition(l) ==
    /\ metadataLog = <<>>
    /\ l \in unfenced  \* Redundant: nobody is fenced before there is a partition

    /\ metadataLog' = <<Created(l, unfenced)>>
    /\ UNCHANGED <<unfenced, registrationVars, diskVars, memoryVars, messages, clientVars>>

\* A broker's session has expired, whether it is dead or only silent; or it has asked for leave, before it shuts down.  It
\* leaves the ISR, and leadership goes to another member; without one the partition has no leader.
FenceBroker(r, newLeader) ==
    LET newIsr == Current.isr \ {r}
    IN  /\ r \in unfenced  \* Redundant: a broker that is fenced already is in no ISR
        /\ metadataLog # <<>>
        /\ newLeader \in Electable(Current, newIsr, {}, (unfenced \ {r}) \cap Current.replicas)

        /\ unfenced' = unfenced \ {r}
        /\ Decide(Changed(Current, newIsr, {}, newLeader))
        /\ UNCHANGED <<registrationVars, diskVars, memoryVars, messages, acknowledged>>

\* A heartbeat comes through again from a broker that was only silent.  It may have been late: the controller cannot see
\* whether its sender is still there.  A partition without a leader gets one if the broker is eligible.
UnfenceBroker(r, newLeader) ==
    /\ r \notin unfenced  \* Redundant: whoever may lead does already
    /\ metadataLog # <<>>  \* Redundant: nobody is fenced before there is a partition
    /\ newLeader \in Electable(Current, Current.isr, {}, (unfenced \cup {r}) \cap Current.replicas)

    /\ unfenced' = unfenced \cup {r}
    /\ Decide(Changed(Current, Current.isr, {}, newLeader))
    /\ UNCHANGED <<registrationVars, diskVars, memoryVars, messages, acknowledged>>

\* Which of the controller's answers a request to join gets: that of the last one again, if it was not heard.
IsRepeated(m) == m.incarnation = registeredIncarnation[m.broker]

\* A start that is not the registered one must wait until that one's session has expired; an earlier one is over.
IsWelcome(m) == m.incarnation > registeredIncarnation[m.broker] /\ m.broker \notin unfenced

Welcome(m, brokerEpoch1, partitionEpoch1) ==
    (messages \ {m}) \cup {[type |-> "Registration", broker |-> m.broker, incarnation |-> m.incarnation,
                            brokerEpoch |-> brokerEpoch1, partitionEpoch |-> partitionEpoch1]}

\* A broker that restarted joins again.  Only if it shut down in peace, as the very broker that is registered, it still has
\* all that it had; otherwise it may have lost what is committed, and is not eligible any more, even as the last one
\* (KAFKA-15586, KAFKA-18635).
Register(m, newLeader) ==
    LET r == m.broker
        lossy == IF m.previousBrokerEpoch = registeredEpoch[r] THEN {} ELSE {r}
        newIsr == Current.isr \ lossy
    IN  /\ m \in messages
        /\ m.type = "RegistrationRequest"
        /\ IsWelcome(m)
        /\ metadataLog # <<>>  \* Redundant: nobody is fenced before there is a partition
        /\ newLeader \in Electable(Current, newIsr, lossy, (unfenced \cup {r}) \cap Current.replicas)

        /\ unfenced' = unfenced \cup {r}
        /\ Decide(Changed(Current, newIsr, lossy, newLeader))
        /\ registeredEpoch' = [registeredEpoch EXCEPT ![r] = @ + 1]
        /\ registeredIncarnation' = [registeredIncarnation EXCEPT ![r] = m.incarnation]
        /\ messages' = Welcome(m, registeredEpoch[r] + 1, Len(metadataLog'))
        /\ UNCHANGED <<diskVars, memoryVars, acknowledged>>

RepeatRegistration(m) ==
    /\ m \in messages
    /\ m.type = "RegistrationRequest"
    /\ IsRepeated(m)
    /\ metadataLog # <<>>  \* Redundant: nobody has registered before there is a partition

    /\ messages' = Welcome(m, registeredEpoch[m.broker], Len(metadataLog))
    /\ UNCHANGED <<controllerVars, diskVars, memoryVars, clientVars>>

\* DUPLICATE_BROKER_REGISTRATION: the broker will ask again.
RefuseRegistration(m) ==
    /\ m \in messages
    /\ m.type = "RegistrationRequest"
    /\ ~IsRepeated(m)  \* Redundant: a request that is refused is one that was lost
    /\ ~IsWelcome(m)  \* Redundant: a request that is refused is one that was lost

    /\ messages' = messages \ {m}
    /\ UNCHANGED <<controllerVars, diskVars, memoryVars, clientVars>>

\* The replica that is to lead if all is well, does again: leadership does not stay where failures have left it.
ElectPreferredLeader(newLeader) ==
    /\ metadataLog # <<>>
    /\ newLeader = Current.preferred  \* Redundant: for safety, whoever is valid may lead
    /\ newLeader \in Valid(Current, Current.isr, {}, unfenced) \ {Current.leader}

    /\ Decide(Changed(Current, Current.isr, {}, newLeader))
    /\ UNCHANGED <<unfenced, registrationVars, diskVars, memoryVars, messages, acknowledged>>

\* The partition is to move.  A reassignment that is under way is replaced; one back to where it came from cancels it.
\* Whoever is dropped may neither lead nor be the only one in sync.
ReassignReplicas(target, preferred) ==
    LET next == Reassigned(Current, target, preferred)
    IN  /\ metadataLog # <<>>
        /\ Cardinality(target) >= MinIsr  \* Redundant: below min.insync.replicas nothing is committed
        /\ preferred \in target  \* Redundant: the preferred replica is elected only if it is in sync
        /\ next # Current  \* Redundant: then nothing is written
        /\ Current.leader \in next.isr

        /\ Decide(next)
        /\ UNCHANGED <<unfenced, registrationVars, diskVars, memoryVars, messages, acknowledged>>

\* The whole target is in sync: those that are not in it go.
CompleteReassignment(newLeader) ==
    /\ metadataLog # <<>>
    /\ IsReassigning(Current)  \* Redundant: otherwise nobody goes
    /\ IsWholeTargetInSync(Current)
    /\ newLeader \in Electable(Current, Target(Current), {}, unfenced \cap Target(Current))

    /\ Decide(Completed(Current, newLeader))
    /\ UNCHANGED <<unfenced, registrationVars, diskVars, memoryVars, messages, acknowledged>>

\* A proposal is up to date if it builds on the last decision.
IsUpToDate(m) ==
    /\ m.leader = Current.leader
    /\ m.leaderEpoch = Current.leaderEpoch
    /\ m.partitionEpoch = Len(metadataLog)

\* Each member holds the partition, is there, and is the incarnation that the leader has heard of (KIP-903).
IsEligible(m) ==
    \A r \in m.isr : r \in unfenced \cap Current.replicas /\ m.brokerEpochs[r] \in {-1, registeredEpoch[r]}

\* A leader that asks has recovered, from whatever it was elected after.
AlterPartition(m) ==
    /\ m \in messages
    /\ m.type = "AlterPartition"
    /\ IsUpToDate(m)
    /\ IsEligible(m)

    /\ Decide([Changed(Current, m.isr, {}, m.leader) EXCEPT !.recovery = "recovered"])
    /\ messages' = messages \ {m}
    /\ UNCHANGED <<unfenced, registrationVars, diskVars, memoryVars, acknowledged>>

\* FENCED_LEADER_EPOCH, INVALID_UPDATE_VERSION: the leader has to wait for what the controller has decided meanwhile.
\* It may not take its proposal back: the decision that made this one stale may be an earlier copy of it.
RefuseStaleAlterPartition(m) ==
    /\ m \in messages
    /\ m.type = "AlterPartition"
    /\ ~IsUpToDate(m)  \* Redundant: a proposal that is refused is one that was lost

    /\ messages' = messages \ {m}
    /\ UNCHANGED <<controllerVars, diskVars, memoryVars, clientVars>>

\* INELIGIBLE_REPLICA: a member is fenced, or has restarted since it fetched.  The leader may take its proposal back.
RefuseIneligibleReplica(m) ==
    /\ m \in messages
    /\ m.type = "AlterPartition"
    /\ IsUpToDate(m)
    /\ ~IsEligible(m)  \* Redundant: nobody has agreed to a proposal that builds on the last decision

    /\ messages' = (messages \ {m}) \cup {[m EXCEPT !.type = "IneligibleReplica"]}
    /\ UNCHANGED <<controllerVars, diskVars, memoryVars, clientVars>>

\* What the controller knows is what is in its log: when it reads that back, nothing has changed.
RestartController == UNCHANGED vars

-------------------------------------------------------------------------------
\* Brokers learn what was decided.

CanApply(r, version) == Running(r) /\ version \in (partitionEpoch[r] + 1)..Len(metadataLog)

\* The broker takes on the role that a version of the record gives it; what it knew as a leader is gone.
TakeRole(r, version) ==
    /\ leader' = [leader EXCEPT ![r] = metadataLog[version].leader]
    /\ leaderEpoch' = [leaderEpoch EXCEPT ![r] = metadataLog[version].leaderEpoch]
    /\ partitionEpoch' = [partitionEpoch EXCEPT ![r] = version]
    /\ isr' = [isr EXCEPT ![r] = IF metadataLog[version].leader = r THEN metadataLog[version].isr ELSE {}]
    /\ proposal' = [proposal EXCEPT ![r] = {}]
    /\ followerEndOffset' = [followerEndOffset EXCEPT ![r] = [f \in Replicas |-> -1]]
    /\ followerBrokerEpoch' = [followerBrokerEpoch EXCEPT ![r] = [f \in Replicas |-> -1]]
    /\ pendingProduce' = [pendingProduce EXCEPT ![r] = {}]

\* It neither leads nor follows.
LeaveRole(r) ==
    /\ leader' = [leader EXCEPT ![r] = None]
    /\ leaderEpoch' = [leaderEpoch EXCEPT ![r] = -1]
    /\ truncating' = [truncating EXCEPT ![r] = FALSE]
    /\ isr' = [isr EXCEPT ![r] = {}]
    /\ proposal' = [proposal EXCEPT ![r] = {}]
    /\ followerEndOffset' = [followerEndOffset EXCEPT ![r] = [f \in Replicas |-> -1]]
    /\ followerBrokerEpoch' = [followerBrokerEpoch EXCEPT ![r] = [f \in Replicas |-> -1]]
    /\ pendingProduce' = [pendingProduce EXCEPT ![r] = {}]
    /\ highWatermark' = [highWatermark EXCEPT ![r] = 0]

\* The new epoch is recorded even before it has a record: a follower may ask where the last one ended.  After a loss, what
\* the leader takes for committed is what is left of it.
BecomeLeader(r, version) ==
    /\ CanApply(r, version)
    /\ metadataLog[version].leader = r
    \* Redundant: within an epoch a leader forgets only what it will be told again, or owes a producer
    /\ metadataLog[version].leaderEpoch > leaderEpoch[r]

    /\ TakeRole(r, version)
    /\ truncating' = [truncating EXCEPT ![r] = FALSE]
    /\ epochCache' = [epochCache EXCEPT ![r] = AssignEpoch(@, metadataLog[version].leaderEpoch, LogEndOffset(r))]
    /\ committed' = CommittedBy(r, metadataLog[version].losses, highWatermark[r])
    /\ UNCHANGED <<controllerVars, log, flushedOffset, shutdownVars, checkpointVars, membershipVars, highWatermark,
                   messages, acknowledged>>

\* The part of becoming a follower that all protocols share; what happens to the log, and when, is the protocol's choice.
FollowNewLeader(r, version) ==
    /\ CanApply(r, version)
    /\ metadataLog[version].leader # r
    /\ metadataLog[version].leaderEpoch > leaderEpoch[r]  \* Redundant: within an epoch a follower stays what it is
    /\ r \in metadataLog[version].replicas  \* Redundant: whoever is no replica is in no ISR, whatever it fetches

    /\ TakeRole(r, version)

\* The partition is here no more, and neither is what there was of it.  Should it come back, it will be a new replica.
StopReplica(r, version) ==
    /\ CanApply(r, version)
    /\ r \notin metadataLog[version].replicas

    /\ LeaveRole(r)
    /\ partitionEpoch' = [partitionEpoch EXCEPT ![r] = version]
    /\ log' = [log EXCEPT ![r] = <<>>]
    /\ epochCache' = [epochCache EXCEPT ![r] = <<>>]
    /\ flushedOffset' = [flushedOffset EXCEPT ![r] = 0]
    /\ recoveryPointCheckpoint' = [recoveryPointCheckpoint EXCEPT ![r] = 0]
    /\ highWatermarkCheckpoint' = [highWatermarkCheckpoint EXCEPT ![r] = 0]
    /\ UNCHANGED <<controllerVars, shutdownVars, membershipVars, messages, clientVars>>

\* A leader learns of a change of the ISR within its epoch, be it its own proposal or the controller's doing.
LearnIsr(l, version) ==
    /\ CanApply(l, version)
    /\ IsLeader(l)
    /\ metadataLog[version].leaderEpoch = leaderEpoch[l]

    /\ partitionEpoch' = [partitionEpoch EXCEPT ![l] = version]
    /\ isr' = [isr EXCEPT ![l] = metadataLog[version].isr]
    /\ proposal' = [proposal EXCEPT ![l] = {}]
    /\ UNCHANGED <<controllerVars, diskVars, membershipVars, leader, leaderEpoch, truncating, followerVars,
                   pendingProduce, highWatermark, messages, clientVars>>

-------------------------------------------------------------------------------
\* The leader.

\* Produce: the records are in the leader's page cache.  With acks=all the ISR must be large enough beforehand.
AppendRecords(l, records, acks) ==
    LET entries == [i \in 1..Len(records) |-> [leaderEpoch |-> leaderEpoch[l], record |-> records[i]]]
        request == [baseOffset |-> LogEndOffset(l), endOffset |-> LogEndOffset(l) + Len(records), acks |-> acks]
    IN  /\ IsLeader(l)
        /\ acks = "all" => Cardinality(isr[l]) >= MinIsr  \* Redundant: what is appended is not acknowledged before enough are in sync

        /\ log' = [log EXCEPT ![l] = @ \o entries]
        /\ epochCache' = [epochCache EXCEPT ![l] = AssignEpoch(@, leaderEpoch[l], LogEndOffset(l))]
        /\ pendingProduce' = [pendingProduce EXCEPT ![l] = IF acks = "0" THEN @ ELSE @ \cup {request}]
        /\ UNCHANGED <<controllerVars, flushedOffset, shutdownVars, checkpointVars, membershipVars, roleVars, isr,
                       proposal, followerVars, highWatermark, messages, clientVars>>

\* The producer gets its answer: with acks=1 at once, with acks=all when the high watermark has passed its records.
Acknowledge(l, request) ==
    /\ IsLeader(l)  \* Redundant: only a leader has requests pending
    /\ request \in pendingProduce[l]
    /\ request.acks = "all" => /\ highWatermark[l] >= request.endOffset
                               /\ Cardinality(MaximalIsr(l)) >= MinIsr

    /\ pendingProduce' = [pendingProduce EXCEPT ![l] = @ \ {request}]
    /\ acknowledged' = acknowledged \cup
           {[offset |-> o, record |-> log[l][o + 1].record, acks |-> request.acks, losses |-> LossesKnownTo(l)] :
                o \in request.baseOffset..(request.endOffset - 1)}
    /\ UNCHANGED <<controllerVars, diskVars, membershipVars, roleVars, isr, proposal, followerVars, highWatermark,
                   messages, committed>>

\* A record is committed when the whole maximal ISR has it.  Below the minimum ISR nothing more is committed (KIP-966).
AdvanceHighWatermark(l) ==
    LET EndOffset(r) == IF r = l THEN LogEndOffset(l) ELSE followerEndOffset[l][r]
        newHighWatermark == Min({EndOffset(r) : r \in MaximalIsr(l) \cup {l}})
    IN  /\ IsLeader(l)  \* Redundant: who does not lead has no ISR
        /\ Cardinality(isr[l]) >= MinIsr
        /\ newHighWatermark > highWatermark[l]

        /\ highWatermark' = [highWatermark EXCEPT ![l] = newHighWatermark]
        /\ committed' = CommittedBy(l, LossesKnownTo(l), newHighWatermark)
        /\ UNCHANGED <<controllerVars, diskVars, membershipVars, roleVars, leaderVars, messages, acknowledged>>

\* One proposal at a time.  Until its outcome is known, its members count.
ProposeIsr(l, newIsr) ==
    LET EpochOf(r) == IF r = l THEN brokerEpoch[l] ELSE followerBrokerEpoch[l][r]
        request == [type |-> "AlterPartition", leader |-> l, leaderEpoch |-> leaderEpoch[l],
                    partitionEpoch |-> partitionEpoch[l], isr |-> newIsr,
                    brokerEpochs |-> [r \in newIsr |-> EpochOf(r)]]
    IN  /\ proposal' = [proposal EXCEPT ![l] = {request}]
        /\ messages' = messages \cup {request}
        /\ UNCHANGED <<controllerVars, diskVars, membershipVars, roleVars, isr, followerVars, pendingProduce,
                       highWatermark, clientVars>>

\* A follower has caught up to the high watermark, and to where this epoch began: it may hold all that is committed.
ExpandIsr(l, f) ==
    LET epochStart == Last(epochCache[l]).startOffset
    IN  /\ IsLeader(l)  \* Redundant: only a leader knows where the logs of others end
        /\ proposal[l] = {}
        /\ f \in Replicas \ isr[l]  \* Redundant: for safety, a proposal of the same ISR changes nothing
        /\ followerEndOffset[l][f] >= highWatermark[l]
        /\ followerEndOffset[l][f] >= epochStart

        /\ ProposeIsr(l, isr[l] \cup {f})

\* Followers have not caught up for replica.lag.time.max.ms.  They count until the controller has agreed.
ShrinkIsr(l, newIsr) ==
    /\ IsLeader(l)  \* Redundant: who does not lead has no ISR
    /\ proposal[l] = {}
    /\ newIsr \subseteq isr[l]
    /\ newIsr # isr[l]  \* Redundant: for safety, a proposal of the same ISR changes nothing
    /\ l \in newIsr

    /\ ProposeIsr(l, newIsr)

\* The proposal or its answer was lost with the connection: send the very same again.
RetryAlterPartition(l) ==
    /\ IsLeader(l)  \* Redundant: only a leader has a proposal
    /\ proposal[l] # {}  \* Redundant: then nothing is sent
    /\ \A request \in proposal[l] : messages \cap {request, [request EXCEPT !.type = "IneligibleReplica"]} = {}

    /\ messages' = messages \cup proposal[l]
    /\ UNCHANGED <<controllerVars, diskVars, memoryVars, clientVars>>

\* The controller refused the proposal for good: the ISR is what it was.
WithdrawProposal(l, m) ==
    /\ m \in messages
    /\ m.type = "IneligibleReplica"
    /\ IsLeader(l)  \* Redundant: only a leader has a proposal
    /\ [m EXCEPT !.type = "AlterPartition"] \in proposal[l]

    /\ proposal' = [proposal EXCEPT ![l] = {}]
    /\ messages' = messages \ {m}
    /\ UNCHANGED <<controllerVars, diskVars, membershipVars, roleVars, isr, followerVars, pendingProduce,
                   highWatermark, clientVars>>

\* The leader hands out its entries from the fetch offset on, as far as one answer reaches, and its high watermark.
\* The fetch offset is the proof that the follower holds everything before it; a late fetch of the broker that it was
\* before a restart proves nothing any more (KIP-903).
Answer(l, m, endOffset) ==
    /\ m.brokerEpoch >= followerBrokerEpoch[l][m.follower]
    /\ endOffset \in m.fetchOffset..LogEndOffset(l)  \* Redundant: a fetch that does not diverge begins within the log, and an answer may be empty

    /\ followerEndOffset' = [followerEndOffset EXCEPT ![l][m.follower] = m.fetchOffset]
    /\ followerBrokerEpoch' = [followerBrokerEpoch EXCEPT ![l][m.follower] = m.brokerEpoch]
    /\ messages' = (messages \ {m}) \cup
           {[type |-> "FetchResponse", follower |-> m.follower, brokerEpoch |-> m.brokerEpoch, leader |-> l,
             leaderEpoch |-> m.leaderEpoch, fetchOffset |-> m.fetchOffset, lastFetchedEpoch |-> m.lastFetchedEpoch,
             entries |-> SubSeq(log[l], m.fetchOffset + 1, endOffset), highWatermark |-> highWatermark[l]]}
    /\ UNCHANGED <<controllerVars, diskVars, membershipVars, roleVars, isr, proposal, pendingProduce,
                   highWatermark, clientVars>>

-------------------------------------------------------------------------------
\* The follower.

SendFetch(f) ==
    /\ IsFollower(f)
    /\ ~truncating[f]  \* Redundant: a follower that asks before it fetches is the older protocols'

    /\ messages' = messages \cup {FetchRequest(f)}
    /\ UNCHANGED <<controllerVars, diskVars, memoryVars, clientVars>>

\* The entries go to the page cache; the leader's high watermark is taken as far as the log reaches.
ApplyFetch(f, m) ==
    LET newLog == log[f] \o m.entries
    IN  /\ m \in messages
        /\ m.type = "FetchResponse"
        /\ IsFollower(f)  \* Redundant: what answers its own fetch is for a follower
        /\ Answers(m, FetchRequest(f))

        /\ log' = [log EXCEPT ![f] = newLog]
        /\ epochCache' = [epochCache EXCEPT ![f] = AssignEpochs(@, EpochStarts(m.entries, LogEndOffset(f)))]
        /\ highWatermark' = [highWatermark EXCEPT ![f] = Min({m.highWatermark, Len(newLog)})]
        /\ messages' = messages \ {m}
        /\ UNCHANGED <<controllerVars, flushedOffset, shutdownVars, checkpointVars, membershipVars, roleVars,
                       leaderVars, clientVars>>

\* What every truncation does.  The checkpoint of the recovery point is lowered with the log: if it stayed above,
\* recovery would trust what is appended there later without looking at it.
TruncateLog(r, endOffset) ==
    /\ log' = [log EXCEPT ![r] = SubSeq(@, 1, endOffset)]
    /\ epochCache' = [epochCache EXCEPT ![r] = TruncateEpochs(@, endOffset)]
    /\ flushedOffset' = [flushedOffset EXCEPT ![r] = Min({@, endOffset})]
    /\ recoveryPointCheckpoint' = [recoveryPointCheckpoint EXCEPT ![r] = Min({@, endOffset})]
    /\ highWatermark' = [highWatermark EXCEPT ![r] = Min({@, endOffset})]
    /\ UNCHANGED <<highWatermarkCheckpoint, shutdownVars>>

-------------------------------------------------------------------------------
\* The disk.

Flush(r, endOffset) ==
    /\ status[r] # "stopped"
    /\ endOffset \in (flushedOffset[r] + 1)..LogEndOffset(r)

    /\ flushedOffset' = [flushedOffset EXCEPT ![r] = endOffset]
    /\ UNCHANGED <<controllerVars, log, epochCache, shutdownVars, checkpointVars, memoryVars, messages, clientVars>>

\* Only what is flushed may be called flushed, or a crash in between leaves a hole that recovery does not look at.
CheckpointRecoveryPoint(r) ==
    /\ status[r] # "stopped"
    /\ recoveryPointCheckpoint[r] # flushedOffset[r]  \* Redundant: then nothing changes

    /\ recoveryPointCheckpoint' = [recoveryPointCheckpoint EXCEPT ![r] = flushedOffset[r]]
    /\ UNCHANGED <<controllerVars, log, epochCache, flushedOffset, highWatermarkCheckpoint, shutdownVars, memoryVars,
                   messages, clientVars>>

CheckpointHighWatermark(r) ==
    /\ status[r] # "stopped"
    /\ highWatermarkCheckpoint[r] # highWatermark[r]  \* Redundant: then nothing changes

    /\ highWatermarkCheckpoint' = [highWatermarkCheckpoint EXCEPT ![r] = highWatermark[r]]
    /\ UNCHANGED <<controllerVars, log, epochCache, flushedOffset, recoveryPointCheckpoint, shutdownVars, memoryVars,
                   messages, clientVars>>

\* Whether a message is on its way to a broker.
IsFor(r, m) ==
    CASE m.type \in {"Fetch", "OffsetsForLeaderEpoch"} -> m.leader = r
      [] m.type \in {"FetchResponse", "DivergingEpoch", "EpochEndOffset"} -> m.follower = r
      [] m.type = "IneligibleReplica" -> m.leader = r
      [] m.type = "Registration" -> m.broker = r
      [] OTHER -> FALSE

\* What a broker loses when its process ends: its memory, and what was on its way to it.  What it has sent may arrive.
LoseMemory(r) ==
    /\ brokerEpoch' = [brokerEpoch EXCEPT ![r] = -1]
    /\ status' = [status EXCEPT ![r] = "stopped"]
    /\ partitionEpoch' = [partitionEpoch EXCEPT ![r] = 0]
    /\ previousBrokerEpoch' = [previousBrokerEpoch EXCEPT ![r] = -1]
    /\ UNCHANGED incarnation
    /\ LeaveRole(r)
    /\ messages' = {m \in messages : ~IsFor(r, m)}

\* A broker opens its log again; the clean-shutdown file is read, and gone before anything is written.  After a process crash the page cache still has everything; after a power loss any
\* suffix of what was not flushed may be gone, cut at the first damaged batch.  An epoch without records is forgotten.
Restart(r, endOffset) ==
    /\ status[r] = "stopped"
    /\ IF pageCacheLost[r] THEN endOffset \in flushedOffset[r]..LogEndOffset(r) ELSE endOffset = LogEndOffset(r)

    /\ status' = [status EXCEPT ![r] = "starting"]
    /\ log' = [log EXCEPT ![r] = SubSeq(@, 1, endOffset)]
    /\ epochCache' = [epochCache EXCEPT ![r] = TruncateEpochs(@, endOffset)]
    /\ flushedOffset' = [flushedOffset EXCEPT ![r] = recoveryPointCheckpoint[r]]
    /\ highWatermark' = [highWatermark EXCEPT ![r] = Min({highWatermarkCheckpoint[r], endOffset})]
    /\ incarnation' = [incarnation EXCEPT ![r] = @ + 1]
    /\ previousBrokerEpoch' = [previousBrokerEpoch EXCEPT ![r] = cleanShutdown[r]]
    /\ cleanShutdown' = [cleanShutdown EXCEPT ![r] = -1]
    /\ pageCacheLost' = [pageCacheLost EXCEPT ![r] = FALSE]
    /\ UNCHANGED <<controllerVars, checkpointVars, brokerEpoch, roleVars, leaderVars, messages, clientVars>>

\* The broker asks to join, and says which of its starts this is, and as whom it had shut down in peace.
SendRegistration(r) ==
    /\ status[r] = "starting"  \* Redundant: the controller knows the start that it has registered, and who is stopped asks as if late

    /\ messages' = messages \cup {[type |-> "RegistrationRequest", broker |-> r, incarnation |-> incarnation[r],
                                   previousBrokerEpoch |-> previousBrokerEpoch[r]]}
    /\ UNCHANGED <<controllerVars, diskVars, memoryVars, clientVars>>

\* The broker is a member again.  It ignores versions older than its registration: they speak of the broker it was.
CompleteRegistration(r, m) ==
    /\ m \in messages
    /\ m.type = "Registration"
    /\ m.broker = r
    /\ m.incarnation = incarnation[r]
    /\ status[r] = "starting"

    /\ status' = [status EXCEPT ![r] = "running"]
    /\ brokerEpoch' = [brokerEpoch EXCEPT ![r] = m.brokerEpoch]
    /\ partitionEpoch' = [partitionEpoch EXCEPT ![r] = m.partitionEpoch - 1]
    /\ previousBrokerEpoch' = [previousBrokerEpoch EXCEPT ![r] = -1]
    /\ messages' = messages \ {m}
    /\ UNCHANGED <<controllerVars, diskVars, incarnation, leader, leaderEpoch, truncating, leaderVars, highWatermark,
                   clientVars>>

\* A broker stops in peace: all is flushed, and the file says so, and as whom.  Whether it has left the ISR before, and
\* somebody else leads, is a matter of how long that takes (FenceBroker), not of safety.
ShutDown(r) ==
    /\ Running(r)

    /\ LoseMemory(r)
    /\ flushedOffset' = [flushedOffset EXCEPT ![r] = LogEndOffset(r)]
    /\ recoveryPointCheckpoint' = [recoveryPointCheckpoint EXCEPT ![r] = LogEndOffset(r)]
    /\ highWatermarkCheckpoint' = [highWatermarkCheckpoint EXCEPT ![r] = highWatermark[r]]
    /\ cleanShutdown' = [cleanShutdown EXCEPT ![r] = brokerEpoch[r]]
    /\ UNCHANGED <<controllerVars, log, epochCache, pageCacheLost, clientVars>>

-------------------------------------------------------------------------------
\* The environment.

\* The process ends; the page cache, which is the operating system's, stays.
Crash(r) ==
    /\ status[r] # "stopped"  \* Redundant: who is stopped has lost its memory

    /\ LoseMemory(r)
    /\ UNCHANGED <<controllerVars, diskVars, clientVars>>

\* The machine ends.  How much of the page cache is gone shows when the log is opened again (Restart).
LosePower(r) ==
    /\ ~(status[r] = "stopped" /\ pageCacheLost[r])  \* Redundant: who is stopped has lost its memory

    /\ LoseMemory(r)
    /\ pageCacheLost' = [pageCacheLost EXCEPT ![r] = TRUE]
    /\ UNCHANGED <<controllerVars, log, epochCache, flushedOffset, checkpointVars, cleanShutdown, clientVars>>

\* The network loses a message, or its receiver ignores it because it came too late.
Drop(m) ==
    /\ m \in messages

    /\ messages' = messages \ {m}
    /\ UNCHANGED <<controllerVars, diskVars, memoryVars, clientVars>>

-------------------------------------------------------------------------------
\* Next, in parts: a protocol takes all of them and adds how followers and leaders reconcile their logs.

Controller ==
    \/ \E l \in Replicas : CreatePartition(l)
    \/ \E r \in Replicas, newLeader \in Replicas \cup {None} : FenceBroker(r, newLeader)
    \/ \E r \in Replicas, newLeader \in Replicas \cup {None} : UnfenceBroker(r, newLeader)
    \/ \E m \in messages, newLeader \in Replicas \cup {None} : Register(m, newLeader)
    \/ \E m \in messages : RepeatRegistration(m)
    \/ \E m \in messages : RefuseRegistration(m)
    \/ \E m \in messages : AlterPartition(m)
    \/ \E m \in messages : RefuseStaleAlterPartition(m)
    \/ \E m \in messages : RefuseIneligibleReplica(m)
    \/ RestartController

Administration ==
    \/ \E newLeader \in Replicas : ElectPreferredLeader(newLeader)
    \/ \E target \in SUBSET Replicas, preferred \in Replicas : ReassignReplicas(target, preferred)
    \/ \E newLeader \in Replicas : CompleteReassignment(newLeader)
    \/ \E r \in Replicas, version \in DOMAIN metadataLog : StopReplica(r, version)

Leader ==
    \/ \E r \in Replicas, version \in DOMAIN metadataLog : BecomeLeader(r, version)
    \/ \E l \in Replicas, version \in DOMAIN metadataLog : LearnIsr(l, version)
    \/ \E l \in Replicas, request \in UNION {pendingProduce[r] : r \in Replicas} : Acknowledge(l, request)
    \/ \E l \in Replicas : AdvanceHighWatermark(l)
    \/ \E l \in Replicas, f \in Replicas : ExpandIsr(l, f)
    \/ \E l \in Replicas, newIsr \in SUBSET Replicas : ShrinkIsr(l, newIsr)
    \/ \E l \in Replicas : RetryAlterPartition(l)
    \/ \E l \in Replicas, m \in messages : WithdrawProposal(l, m)

Follower ==
    \/ \E f \in Replicas : SendFetch(f)
    \/ \E f \in Replicas, m \in messages : ApplyFetch(f, m)

Recovery ==
    \/ \E r \in Replicas : \E endOffset \in 0..LogEndOffset(r) : Restart(r, endOffset)
    \/ \E r \in Replicas : SendRegistration(r)
    \/ \E r \in Replicas, m \in messages : CompleteRegistration(r, m)

Shutdown == \E r \in Replicas : ShutDown(r)

Disk ==
    \/ \E r \in Replicas : \E endOffset \in 0..LogEndOffset(r) : Flush(r, endOffset)
    \/ \E r \in Replicas : CheckpointRecoveryPoint(r)
    \/ \E r \in Replicas : CheckpointHighWatermark(r)

Clients == \E l \in Replicas, records \in Batches, acks \in Acks : AppendRecords(l, records, acks)

Failures ==
    \/ \E r \in Replicas : Crash(r)
    \/ \E r \in Replicas : LosePower(r)

Network == \E m \in messages : Drop(m)

-------------------------------------------------------------------------------
\* What holds in every state of a sound protocol.

TypeOK ==
    /\ \A i \in DOMAIN metadataLog :
           /\ metadataLog[i].leader \in Replicas \cup {None}
           /\ metadataLog[i].leaderEpoch \in Nat
           /\ metadataLog[i].replicas \subseteq Replicas
           /\ metadataLog[i].isr \cup metadataLog[i].elr \subseteq metadataLog[i].replicas
           /\ metadataLog[i].isr \cap metadataLog[i].elr = {}
           /\ metadataLog[i].lastKnownLeader \in metadataLog[i].replicas \cup {None}
           /\ metadataLog[i].recovery \in {"recovered", "recovering"}
           /\ metadataLog[i].losses \in Nat
           /\ metadataLog[i].preferred \in Replicas
    /\ unfenced \subseteq Replicas
    /\ \A r \in Replicas :
           /\ status[r] \in {"running", "stopped", "starting"}
           /\ leader[r] \in Replicas \cup {None}
           /\ leaderEpoch[r] \in Nat \cup {-1}
           /\ partitionEpoch[r] \in 0..Len(metadataLog)
           /\ truncating[r] \in BOOLEAN
           /\ isr[r] \subseteq Replicas
           /\ Cardinality(proposal[r]) <= 1
           /\ pageCacheLost[r] \in BOOLEAN
           /\ cleanShutdown[r] \in Nat \cup {-1}
           /\ previousBrokerEpoch[r] \in Nat \cup {-1}
           /\ \A f \in Replicas : followerEndOffset[r][f] \in Nat \cup {-1}
           /\ \A request \in pendingProduce[r] : request.acks \in {"1", "all"}

\* The three offsets of a replica are in order: what is checkpointed as flushed is flushed, and is there.
OffsetsAreOrderedInv ==
    \A r \in Replicas :
        /\ recoveryPointCheckpoint[r] <= flushedOffset[r]
        /\ flushedOffset[r] <= LogEndOffset(r)
        /\ highWatermark[r] \in 0..LogEndOffset(r)

\* At most one replica leads in an epoch.
OneLeaderPerEpochInv ==
    \A r, s \in Replicas : IsLeader(r) /\ IsLeader(s) /\ leaderEpoch[r] = leaderEpoch[s] => r = s

\* The epoch cache says where each epoch that has records begins, and nothing else about records.
EpochCacheMatchesLogInv ==
    \A r \in Replicas :
        /\ \A i \in 1..(Len(epochCache[r]) - 1) :
               /\ epochCache[r][i].leaderEpoch < epochCache[r][i + 1].leaderEpoch
               /\ epochCache[r][i].startOffset < epochCache[r][i + 1].startOffset
        /\ \A i \in DOMAIN epochCache[r] : epochCache[r][i].startOffset <= LogEndOffset(r)
        /\ \A o \in DOMAIN log[r] :
               (o = 1 \/ log[r][o].leaderEpoch # log[r][o - 1].leaderEpoch) =>
                   [leaderEpoch |-> log[r][o].leaderEpoch, startOffset |-> o - 1] \in {epochCache[r][i] : i \in DOMAIN epochCache[r]}

\* Two logs that have an entry of the same epoch at the same offset are equal up to there.
LogsMatchInv ==
    \A r, s \in Replicas : \A o \in DOMAIN log[r] \cap DOMAIN log[s] :
        log[r][o].leaderEpoch = log[s][o].leaderEpoch =>
            log[r][o] = log[s][o] /\ (o > 1 => log[r][o - 1] = log[s][o - 1])

\* Two replicas do not differ in what both take for committed, as long as nothing was lost.
ReplicasAgreeInv ==
    Len(committed) = 1 =>
        \A r, s \in Replicas : \A o \in 1..Min({highWatermark[r], highWatermark[s]}) :
            log[r][o].record = log[s][o].record

\* Whether all that is committed, since the last loss, is in a replica's log, at the same offsets.
HoldsCommitted(r) ==
    LET records == Last(committed)
    IN  Len(records) <= LogEndOffset(r) /\ \A o \in DOMAIN records : log[r][o].record = records[o]

\* Whether the controller will take a broker for the one that it has registered, when it hears of it.
IsTrusted(r) == registeredEpoch[r] \in {brokerEpoch[r], cleanShutdown[r], previousBrokerEpoch[r]}

\* Whoever may be elected holds everything that is committed.
IsrHoldsCommittedInv ==
    metadataLog # <<>> =>
        \A r \in Current.isr \cup Current.elr : IsTrusted(r) => HoldsCommitted(r)

\* The leader that the controller means holds everything that is committed.
LeaderHoldsCommittedInv ==
    \A l \in Replicas :
        IsLeader(l) /\ leaderEpoch[l] = Current.leaderEpoch => HoldsCommitted(l)

\* Each loss is announced, and there is none where none is allowed.
LossesAreAnnouncedInv ==
    /\ metadataLog # <<>> => Len(committed) = Current.losses + 1
    /\ ~UncleanElection => Len(committed) = 1

-------------------------------------------------------------------------------
Records == UNION {{records[i] : i \in DOMAIN records} : records \in Batches}

\* Refinement: only a leader serves consumers, up to its high watermark; only acks=all is a promise.

Contract == INSTANCE CommittedLog WITH
    Servers <- Replicas,
    Logs <- Seq(Records),
    LossesAllowed <- UncleanElection,
    acknowledged <- {[offset |-> a.offset, record |-> a.record, losses |-> a.losses] : a \in {b \in acknowledged : b.acks = "all"}},
    readable <- [r \in Replicas |-> IF IsLeader(r)
                                    THEN [losses |-> LossesKnownTo(r), records |-> RecordsOf(SubSeq(log[r], 1, highWatermark[r]))]
                                    ELSE [losses |-> 0, records |-> <<>>]]

===============================================================================
