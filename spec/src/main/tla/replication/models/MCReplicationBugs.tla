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
    /\ committed' = CommittedBy(l, LossesKnownTo(l), LogEndOffset(l))
    /\ UNCHANGED <<controllerVars, diskVars, membershipVars, roleVars, leaderVars, messages, acknowledged>>

EarlyHighWatermarkNext == Prioritised(Others \/ \E l \in Replicas : CommitAlone(l))

\* The leader does not wait for those whom it has proposed: the controller may have agreed already.
CommitWithoutProposed(l) ==
    LET EndOffset(r) == IF r = l THEN LogEndOffset(l) ELSE followerEndOffset[l][r]
        newHighWatermark == Min({EndOffset(r) : r \in isr[l] \cup {l}})
    IN  /\ IsLeader(l)
        /\ newHighWatermark > highWatermark[l]

        /\ highWatermark' = [highWatermark EXCEPT ![l] = newHighWatermark]
        /\ committed' = CommittedBy(l, LossesKnownTo(l), newHighWatermark)
        /\ UNCHANGED <<controllerVars, diskVars, membershipVars, roleVars, leaderVars, messages, acknowledged>>

ForgottenProposalNext == Prioritised(Others \/ \E l \in Replicas : CommitWithoutProposed(l))

\* The producer is told before the ISR has its records.
AcknowledgeAtOnce(l, request) ==
    /\ IsLeader(l)
    /\ request \in pendingProduce[l]

    /\ pendingProduce' = [pendingProduce EXCEPT ![l] = @ \ {request}]
    /\ acknowledged' = acknowledged \cup
           {[offset |-> o, record |-> log[l][o + 1].record, acks |-> request.acks, losses |-> LossesKnownTo(l)] :
                o \in request.baseOffset..(request.endOffset - 1)}
    /\ UNCHANGED <<controllerVars, diskVars, membershipVars, roleVars, isr, proposal, followerVars, highWatermark,
                   messages, committed>>

EarlyAcknowledgementNext ==
    Prioritised(Others \/ \E l \in Replicas : \E request \in pendingProduce[l] : AcknowledgeAtOnce(l, request))

\* A new leader without a new epoch.
ElectInSameEpoch(r, newLeader) ==
    /\ r \in unfenced
    /\ Current.leader = r
    /\ newLeader \in Current.isr \ {r}

    /\ unfenced' = unfenced \ {r}
    /\ metadataLog' = Append(metadataLog, [Current EXCEPT !.leader = newLeader, !.isr = @ \ {r}])
    /\ UNCHANGED <<registrationVars, diskVars, memoryVars, messages, clientVars>>

BecomeLeaderAgain(r, version) ==
    /\ CanApply(r, version)
    /\ metadataLog[version].leader = r

    /\ TakeRole(r, version)
    /\ UNCHANGED truncating
    /\ epochCache' = [epochCache EXCEPT ![r] = AssignEpoch(@, metadataLog[version].leaderEpoch, LogEndOffset(r))]
    /\ UNCHANGED <<controllerVars, log, flushedOffset, shutdownVars, checkpointVars, membershipVars, highWatermark,
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

    /\ Decide(Changed(Current, m.isr, {}, m.leader))
    /\ messages' = messages \ {m}
    /\ UNCHANGED <<unfenced, registrationVars, diskVars, memoryVars, acknowledged>>

StaleBrokerNext == Prioritised(Others \/ \E m \in messages : AlterPartitionForAnyEpoch(m))

\* A broker that has lost its page cache stays eligible, for nobody asks whether it shut down in peace (KAFKA-15586).
RegisterForgetful(m, newLeader) ==
    LET r == m.broker
    IN  /\ m \in messages
        /\ m.type = "RegistrationRequest"
        /\ IsWelcome(m)
        /\ newLeader \in Electable(Current, Current.isr, {}, unfenced \cup {r})

        /\ unfenced' = unfenced \cup {r}
        /\ Decide(Changed(Current, Current.isr, {}, newLeader))
        /\ registeredEpoch' = [registeredEpoch EXCEPT ![r] = @ + 1]
        /\ registeredIncarnation' = [registeredIncarnation EXCEPT ![r] = m.incarnation]
        /\ messages' = Welcome(m, registeredEpoch[r] + 1, Len(metadataLog'))
        /\ UNCHANGED <<diskVars, memoryVars, acknowledged>>

LostPageCacheNext ==
    IF \E r \in Replicas : status[r] = "starting"
    THEN /\ RegisterAtOnce \/ \E m \in messages, newLeader \in Replicas \cup {None} : RegisterForgetful(m, newLeader)
         /\ UNCHANGED budgetVars
    ELSE Prioritised(Others)

\* A broker says that it shut down in peace, and has not flushed.
ShutDownUnflushed(r) ==
    /\ Running(r)

    /\ LoseMemory(r)
    /\ cleanShutdown' = [cleanShutdown EXCEPT ![r] = brokerEpoch[r]]
    /\ UNCHANGED <<controllerVars, log, epochCache, flushedOffset, checkpointVars, pageCacheLost, clientVars>>

UnflushedShutDownNext ==
    \/ Prioritised(Others)
    \/ (\A r \in Replicas : status[r] # "starting") /\ (\E r \in Replicas : ShutDownUnflushed(r)) /\ UNCHANGED budgetVars

\* Before KIP-966 the last member of the ISR stayed in it for ever, with whatever it had; those that it had committed with
\* when there were more of them had no say ("last replica standing").
FenceLastStanding(r) ==
    /\ r \in unfenced
    /\ Current.isr = {r}

    /\ unfenced' = unfenced \ {r}
    /\ Decide([Current EXCEPT !.leader = None, !.leaderEpoch = @ + 1])
    /\ UNCHANGED <<registrationVars, diskVars, memoryVars, messages, acknowledged>>

RegisterLastStanding(m) ==
    LET r == m.broker
    IN  /\ m \in messages
        /\ m.type = "RegistrationRequest"
        /\ IsWelcome(m)
        /\ Current.isr = {r}

        /\ unfenced' = unfenced \cup {r}
        /\ Decide([Current EXCEPT !.leader = r, !.leaderEpoch = @ + 1])
        /\ registeredEpoch' = [registeredEpoch EXCEPT ![r] = @ + 1]
        /\ registeredIncarnation' = [registeredIncarnation EXCEPT ![r] = m.incarnation]
        /\ messages' = Welcome(m, registeredEpoch[r] + 1, Len(metadataLog'))
        /\ UNCHANGED <<diskVars, memoryVars, acknowledged>>

LastStandingNext ==
    IF \E r \in Replicas : status[r] = "starting"
    THEN (RegisterAtOnce \/ \E m \in messages : RegisterLastStanding(m)) /\ UNCHANGED budgetVars
    ELSE Prioritised(Others \/ \E r \in Replicas : FenceLastStanding(r))

\* An election of whoever is there, of which nobody is told that it may lose something.
ElectSilently(r) ==
    /\ Current.leader = None
    /\ r \in unfenced

    /\ Decide([Current EXCEPT !.leader = r, !.leaderEpoch = @ + 1, !.isr = {r}, !.elr = {}])
    /\ UNCHANGED <<unfenced, registrationVars, diskVars, memoryVars, messages, acknowledged>>

SilentLossNext == Prioritised(Others \/ \E r \in Replicas : ElectSilently(r))

\* A reassignment that does not wait for those that are to take over.
CompleteEarly(newLeader) ==
    /\ IsReassigning(Current)
    /\ newLeader \in Target(Current)

    /\ Decide([Completed(Current, newLeader) EXCEPT !.isr = @ \cup {newLeader}])
    /\ UNCHANGED <<unfenced, registrationVars, diskVars, memoryVars, messages, acknowledged>>

EarlyReassignmentNext == Prioritised(Others \/ AdministrationNext \/ \E newLeader \in Replicas : CompleteEarly(newLeader))

\* The checkpoint is written before the flush.
CheckpointBeforeFlush(r) ==
    /\ status[r] # "stopped"
    /\ recoveryPointCheckpoint[r] # LogEndOffset(r)

    /\ recoveryPointCheckpoint' = [recoveryPointCheckpoint EXCEPT ![r] = LogEndOffset(r)]
    /\ UNCHANGED <<controllerVars, log, epochCache, flushedOffset, highWatermarkCheckpoint, shutdownVars, memoryVars,
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
    /\ UNCHANGED <<controllerVars, epochCache, flushedOffset, checkpointVars, shutdownVars, memoryVars, clientVars>>

ForgottenEpochsNext == Prioritised(Others \/ \E f \in Replicas, m \in messages : ApplyWithoutEpochs(f, m))

===============================================================================
