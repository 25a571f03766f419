--------------------------- MODULE MCReplicationBugs ---------------------------
(***************************************************************************)
(* What breaks if a guard of FencedReplication is dropped?  Each Next here *)
(* is the protocol with one bug, and each model must be refuted: the       *)
(* properties of Replication are able to fail.                             *)
(***************************************************************************)
EXTENDS MCFencedReplication

Others == ReducedShared \/ ReducedFencing

\* No fencing: the leader compares neither epochs nor logs.
AnswerUnfenced(l, m, endOffset) ==
    /\ IsFetchFor(l, m)
    /\ IsLeader(l)
    /\ m.fetchOffset <= LogEndOffset(l)

    /\ Answer(l, m, endOffset)

UnfencedNext ==
    Prioritised(Others \/ \E l \in Replicas, m \in messages : \E endOffset \in 0..LogEndOffset(l) : AnswerUnfenced(l, m, endOffset))

\* The leader commits what it has, whoever else has it.
CommitAlone(l) ==
    /\ IsLeader(l)
    /\ highWatermark[l] < LogEndOffset(l)

    /\ highWatermark' = [highWatermark EXCEPT ![l] = LogEndOffset(l)]
    /\ committed' = IF LogEndOffset(l) > Len(committed) THEN RecordsOf(log[l]) ELSE committed
    /\ UNCHANGED <<controllerVars, diskVars, brokerEpoch, status, roleVars, leaderVars, messages, acknowledged>>

EarlyHighWatermarkNext == Prioritised(Others \/ \E l \in Replicas : CommitAlone(l))

\* The leader does not wait for those whom it has proposed: the controller may have agreed already.
CommitWithoutProposed(l) ==
    LET EndOffset(r) == IF r = l THEN LogEndOffset(l) ELSE followerEndOffset[l][r]
        newHighWatermark == Min({EndOffset(r) : r \in isr[l] \cup {l}})
        covered == RecordsOf(SubSeq(log[l], 1, newHighWatermark))
    IN  /\ IsLeader(l)
        /\ newHighWatermark > highWatermark[l]

        /\ highWatermark' = [highWatermark EXCEPT ![l] = newHighWatermark]
        /\ committed' = IF Len(covered) > Len(committed) THEN covered ELSE committed
        /\ UNCHANGED <<controllerVars, diskVars, brokerEpoch, status, roleVars, leaderVars, messages, acknowledged>>

ForgottenProposalNext == Prioritised(Others \/ \E l \in Replicas : CommitWithoutProposed(l))

\* The producer is told before the ISR has its records.
AcknowledgeAtOnce(l, request) ==
    /\ IsLeader(l)
    /\ request \in pendingProduce[l]

    /\ pendingProduce' = [pendingProduce EXCEPT ![l] = @ \ {request}]
    /\ acknowledged' = acknowledged \cup
           {[offset |-> o, record |-> log[l][o + 1].record, acks |-> request.acks] :
                o \in request.baseOffset..(request.endOffset - 1)}
    /\ UNCHANGED <<controllerVars, diskVars, brokerEpoch, status, roleVars, isr, proposal, followerVars, highWatermark,
                   messages, committed>>

EarlyAcknowledgementNext ==
    Prioritised(Others \/ \E l \in Replicas : \E request \in pendingProduce[l] : AcknowledgeAtOnce(l, request))

\* A new leader without a new epoch.
ElectInSameEpoch(r, newLeader) ==
    /\ r \in unfenced
    /\ Current.leader = r
    /\ newLeader \in Current.isr \ {r}

    /\ unfenced' = unfenced \ {r}
    /\ metadataLog' = Append(metadataLog, [leader |-> newLeader, leaderEpoch |-> Current.leaderEpoch, isr |-> Current.isr \ {r}])
    /\ UNCHANGED <<registeredEpoch, diskVars, memoryVars, messages, clientVars>>

BecomeLeaderAgain(r, version) ==
    /\ CanApply(r, version)
    /\ metadataLog[version].leader = r

    /\ TakeRole(r, version)
    /\ UNCHANGED truncating
    /\ epochCache' = [epochCache EXCEPT ![r] = AssignEpoch(@, metadataLog[version].leaderEpoch, LogEndOffset(r))]
    /\ UNCHANGED <<controllerVars, log, flushedOffset, pageCacheLost, checkpointVars, brokerEpoch, status, highWatermark,
                   messages, clientVars>>

SameEpochNext ==
    Prioritised(\/ Others
                \/ \E r \in Replicas, newLeader \in Replicas : ElectInSameEpoch(r, newLeader)
                \/ \E r \in Replicas, version \in DOMAIN metadataLog : BecomeLeaderAgain(r, version))

\* The controller does not ask which incarnation of a broker the leader has heard of (before KIP-903).
AlterPartitionForAnyEpoch(m) ==
    /\ m \in messages
    /\ m.type = "AlterPartition"
    /\ IsUpToDate(m)
    /\ m.isr \subseteq unfenced

    /\ Decide(m.leader, m.isr)
    /\ messages' = messages \ {m}
    /\ UNCHANGED <<unfenced, registeredEpoch, diskVars, memoryVars, clientVars>>

StaleBrokerNext == Prioritised(Others \/ \E m \in messages : AlterPartitionForAnyEpoch(m))

\* A broker that has lost its page cache stays in the ISR (KAFKA-15586).
RegisterForgetful(r) ==
    /\ r \notin unfenced
    /\ status[r] = "starting"

    /\ unfenced' = unfenced \cup {r}
    /\ WelcomeBack(r, Current.isr)
    /\ registeredEpoch' = [registeredEpoch EXCEPT ![r] = @ + 1]
    /\ messages' = messages \cup {[type |-> "Registration", broker |-> r, brokerEpoch |-> registeredEpoch[r] + 1,
                                   partitionEpoch |-> Len(metadataLog')]}
    /\ UNCHANGED <<diskVars, memoryVars, clientVars>>

LostPageCacheNext ==
    IF \E r \in Replicas : status[r] = "starting"
    THEN (RegisterAtOnce \/ \E r \in Replicas : RegisterForgetful(r)) /\ UNCHANGED budgetVars
    ELSE Prioritised(Others)

\* The checkpoint is written before the flush.
CheckpointBeforeFlush(r) ==
    /\ status[r] # "crashed"
    /\ recoveryPointCheckpoint[r] # LogEndOffset(r)

    /\ recoveryPointCheckpoint' = [recoveryPointCheckpoint EXCEPT ![r] = LogEndOffset(r)]
    /\ UNCHANGED <<controllerVars, log, epochCache, flushedOffset, highWatermarkCheckpoint, pageCacheLost, memoryVars,
                   messages, clientVars>>

EarlyCheckpointNext == Prioritised(Others \/ \E r \in Replicas : CheckpointBeforeFlush(r))

\* A follower does not note the epochs of what it fetches.
ApplyWithoutEpochs(f, m) ==
    /\ m \in messages
    /\ m.type = "FetchResponse"
    /\ IsFollower(f)
    /\ Answers(m, FetchRequest(f))

    /\ log' = [log EXCEPT ![f] = @ \o m.entries]
    /\ messages' = messages \ {m}
    /\ UNCHANGED <<controllerVars, epochCache, flushedOffset, checkpointVars, pageCacheLost, memoryVars, clientVars>>

ForgottenEpochsNext == Prioritised(Others \/ \E f \in Replicas, m \in messages : ApplyWithoutEpochs(f, m))

===============================================================================
