---------------------------- MODULE MCProducingBugs ----------------------------
(***************************************************************************)
(* One rule of the idempotent producer broken at a time; and Kafka's own   *)
(* rules where they are not enough.                                        *)
(***************************************************************************)
EXTENDS MCProducing

\* The leader does not look at sequences; or only at those of the epoch that it knows; or not at epochs.
NoSequenceCheckNext ==
    \/ CalmNext
    \/ Quietly(\E l \in Replicas : \E request \in requests :
           Leads(l) /\ Duplicates(l, request) = {} /\ ~IsFenced(l, request) /\ AppendTo(l, request))

\* (A producer that goes alone at the beginning of an epoch is safe all the same; one that relies on the leader is not.)
EagerNext ==
    \/ CalmNext
    \/ Quietly(\E p \in Producers : \E i \in DOMAIN inFlight[p] :
           NextAttempt(p, i) < MaxAttempts /\ Transmit(p, inFlight[p][i].records, NextAttempt(p, i)))

NewEpochAnywhereNext ==
    \/ EagerNext
    \/ Quietly(\E l \in Replicas : \E request \in requests :
           Leads(l) /\ Knows(l, request) /\ request.producerEpoch > producers[l][request.producerId].producerEpoch /\ AppendTo(l, request))

NoEpochCheckNext ==
    \/ CalmNext
    \/ Quietly(\E l \in Replicas : \E request \in requests : Leads(l) /\ IsInOrder(l, request) /\ AppendTo(l, request))

\* A producer that waited while its leader was dropped and came back is told of whatever is at its offset then.
AnswerByOffset ==
    \E l \in Replicas : \E waiter \in waiting[l] :
        /\ \E i \in DOMAIN committed : committed[i].baseOffset = waiter.baseOffset
        /\ Answer(waiter.request, "NONE", waiter.baseOffset)
        /\ waiting' = [waiting EXCEPT ![l] = @ \ {waiter}]
        /\ UNCHANGED <<producerVars, requests, role, leaderEpoch, log, snapshots, producers, historyVars>>
AnswerByOffsetNext ==
    \/ ReassignmentNext
    \/ Quietly(\E l \in Replicas : Len(log[l]) = 1 /\ AppendPlain(l, <<91>>))
    \/ Quietly(AnswerByOffset)

\* A repeated batch is answered although it is not the same: any known one will do, and where that is.
AnyDuplicateNext ==
    \/ CalmNext
    \/ Quietly(AnswerByOffset)
    \/ Quietly(\E l \in Replicas : \E request \in requests :
           /\ Leads(l)
           /\ Knows(l, request)
           /\ waiting' = [waiting EXCEPT ![l] = @ \cup {[request |-> request, baseOffset |-> Last(producers[l][request.producerId].batches).baseOffset]}]
           /\ requests' = requests \ {request}
           /\ UNCHANGED <<producerVars, answers, role, leaderEpoch, log, snapshots, producers, historyVars>>)

\* A producer is answered when its batch is written, and not when it is committed.
EarlyAnswerNext ==
    \/ CalmNext
    \/ Quietly(\E l \in Replicas : \E waiter \in waiting[l] :
           /\ Answer(waiter.request, "NONE", waiter.baseOffset)
           /\ waiting' = [waiting EXCEPT ![l] = @ \ {waiter}]
           /\ UNCHANGED <<producerVars, requests, role, leaderEpoch, log, snapshots, producers, historyVars>>)

\* A restart forgets the producers; or believes a snapshot of more than the log has; or of what the log had before it was cut.
Reopen(b, size, known, left) ==
    /\ log' = [log EXCEPT ![b] = SubSeq(@, 1, size)]
    /\ producers' = [producers EXCEPT ![b] = known]
    /\ snapshots' = [snapshots EXCEPT ![b] = left]
    /\ UNCHANGED <<producerVars, networkVars, leaderEpoch, waiting, historyVars>>

ForgetfulRestartNext ==
    \/ RestartNext
    \/ Quietly(\E b \in Replicas : ~IsUp(b) /\ role' = [role EXCEPT ![b] = "follower"] /\ Reopen(b, Len(log[b]), <<>>, snapshots[b]))

SnapshotAheadNext ==
    \/ RestartNext
    \/ Quietly(\E b \in Replicas : \E size \in 0..Len(log[b]) :
           /\ role[b] = "off"
           /\ snapshots[b] # <<>>
           /\ role' = [role EXCEPT ![b] = "follower"]
           /\ Reopen(b, size, snapshots[b][Max(DOMAIN snapshots[b])], snapshots[b]))

SnapshotSurvivesCutNext ==
    \/ EverythingNext
    \/ Quietly(\E b \in Replicas : \E size \in 0..Len(log[b]) :
           role[b] = "follower" /\ Reopen(b, size, Reloaded(SubSeq(log[b], 1, size), snapshots[b], 0), snapshots[b]) /\ UNCHANGED role)

\* A replica that is dropped leaves its snapshots; when it comes back, they tell of batches that it does not have.
SnapshotSurvivesStopNext ==
    \/ ReassignmentNext
    \/ Quietly(Snapshotting)
    \/ Quietly(\E b \in Replicas :
           /\ IsUp(b)
           /\ role' = [role EXCEPT ![b] = "follower"]
           /\ leaderEpoch' = [leaderEpoch EXCEPT ![b] = -1]
           /\ log' = [log EXCEPT ![b] = <<>>]
           /\ producers' = [producers EXCEPT ![b] = <<>>]
           /\ UNCHANGED <<producerVars, networkVars, snapshots, waiting, historyVars>>)

\* A follower does not look at what it fetches, and knows nothing of producers when it leads.
IgnorantFollowerNext ==
    \/ FailoverNext
    \/ Quietly(\E b \in Replicas : IsUp(b) /\ producers[b] # <<>> /\ ~Leads(b) /\ producers' = [producers EXCEPT ![b] = <<>>]
           /\ UNCHANGED <<producerVars, networkVars, role, leaderEpoch, log, snapshots, waiting, historyVars>>)

\* The producer. A batch that may be in the log gets a new number; a lost connection leaves no doubt; the second batch does not wait for the
\* first to be known (EagerNext); a number is used twice; a new id has an old one's number.
RenumberInDoubtNext ==
    \/ CalmNext
    \/ Quietly(\E p \in Producers :
           /\ session[p].producerEpoch \in 0..(MaxProducerEpoch - 1)
           /\ \A i \in DOMAIN inFlight[p] : ~IsSent(inFlight[p][i])
           /\ Renumber(p, session[p].producerId, session[p].producerEpoch + 1, 0)
           /\ UNCHANGED <<isKnown, attempted, sent, acknowledged, failed, networkVars, replicaVars, historyVars>>)

RenumberSentNext ==
    \/ CalmNext
    \/ Quietly(\E p \in Producers :
           /\ session[p].producerEpoch \in 0..(MaxProducerEpoch - 1)
           /\ \A i \in DOMAIN inFlight[p] : ~inFlight[p][i].isInDoubt
           /\ Renumber(p, session[p].producerId, session[p].producerEpoch + 1, 0)
           /\ UNCHANGED <<isKnown, attempted, sent, acknowledged, failed, networkVars, replicaVars, historyVars>>)

NoDoubtNext ==
    \/ CalmNext
    \/ Quietly(\E p \in Producers : \E i \in DOMAIN inFlight[p] :
           /\ IsSent(inFlight[p][i])
           /\ Set(p, inFlight[p][i].records, [inFlight[p][i] EXCEPT !.attempt = NoAttempt])
           /\ UNCHANGED <<session, nextSequence, isKnown, attempted, sent, acknowledged, failed, networkVars, replicaVars, historyVars>>)

SameNumberNext ==
    \/ CalmNext
    \/ Quietly(\E p \in Producers : \E records \in NextBatches :
           session[p].producerId # NoId /\ Enqueue(p, records, 0) /\ UNCHANGED nextSequence)

SameIdNext ==
    \/ CalmNext
    \/ Quietly(\E p \in Producers :
           /\ session[p].producerId = NoId
           /\ Renumber(p, 0, 0, FirstSequence)
           /\ usedIds' = usedIds \cup {0}
           /\ UNCHANGED <<isKnown, attempted, sent, acknowledged, failed, networkVars, replicaVars, streams, committed>>)

\* What Kafka does not promise: brokers forget a producer some of whose batches are still under way.
ForgottenUnderWayNext ==
    \/ CalmNext
    \/ Quietly(\E b \in Replicas : producers[b] # <<>> /\ producers' = [producers EXCEPT ![b] = <<>>]
           /\ UNCHANGED <<producerVars, networkVars, role, leaderEpoch, log, snapshots, waiting, historyVars>>)

-------------------------------------------------------------------------------
\* Kafka's producer (TransactionManager): when the first batch in flight is refused as out of order, every batch in flight gets a new number,
\* whatever became of earlier attempts; and nothing arrives any more over a connection that was given up.

Unchanged == UNCHANGED <<attempted, sent, acknowledged, failed, replicaVars, historyVars>>

RewriteInFlight(p, answer) ==
    /\ answer \in answers
    /\ IsAwaited(answer)
    /\ answer.request.producer = p
    /\ answer.error = "OUT_OF_ORDER_SEQUENCE_NUMBER"
    /\ answer.request.records = inFlight[p][1].records
    /\ session[p].producerEpoch < MaxProducerEpoch

    /\ LET next == [inFlight[p] EXCEPT ![1].attempt = NoAttempt]
       IN  inFlight' = [inFlight EXCEPT ![p] = Renumbered(next, 0, session[p].producerEpoch + 1)]
    /\ session' = [session EXCEPT ![p].producerEpoch = @ + 1]
    /\ nextSequence' = [nextSequence EXCEPT ![p] = After(inFlight[p], 0)]
    /\ answers' = answers \ {answer}
    /\ UNCHANGED <<isKnown, requests>>
    /\ Unchanged

CloseConnection(p, records) ==
    /\ IsSent(InFlight(p, records))

    /\ Set(p, records, [InFlight(p, records) EXCEPT !.attempt = NoAttempt])
    /\ requests' = {request \in requests : request.records # records}
    /\ UNCHANGED <<session, nextSequence, isKnown, answers>>
    /\ Unchanged

KafkaSending ==
    \/ \E p \in Producers : session[p].producerId = NoId /\ InitProducerId(p, Cardinality(usedIds))
    \/ \E p \in Producers : \E records \in NextBatches : AssignSequence(p, records)
    \/ \E p \in Producers : \E i \in DOMAIN inFlight[p] :
           NextAttempt(p, i) < MaxAttempts /\ SendBatch(p, inFlight[p][i].records, NextAttempt(p, i))
    \/ \E p \in Producers : \E i \in DOMAIN inFlight[p] : CloseConnection(p, inFlight[p][i].records)
    \/ \E p \in Producers : \E answer \in answers : CompleteBatch(p, answer) \/ RetryBatch(p, answer) \/ RewriteInFlight(p, answer)

KafkaNext == Quietly(KafkaSending \/ Appending \/ Refusing \/ Answering \/ Following)

\* The leader starts again, and its snapshot has only the last batch of each producer.
KafkaRestartNext == KafkaNext \/ Ending \/ Quietly(Restarting \/ Snapshotting \/ Electing)

\* A request arrives after its connection was given up, and the batch was.
KafkaLateNext ==
    \/ KafkaNext
    \/ Quietly(\E p \in Producers : \E i \in DOMAIN inFlight[p] :
           \/ LoseConnection(p, inFlight[p][i].records)
           \/ FailBatch(p, inFlight[p][i].records))

===============================================================================
