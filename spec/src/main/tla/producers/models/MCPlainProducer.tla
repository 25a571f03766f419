---------------------------- MODULE MCPlainProducer ----------------------------
(***************************************************************************)
(* Bounds for producers without idempotence: one leader, which stays.      *)
(***************************************************************************)
EXTENDS PlainProducer, TLC

CONSTANTS
    MaxBatches,
    MaxAttempts

MCBatches == {<<n>> : n \in 1..MaxBatches}
MCLogs == {<<>>}
MCProducerIds == {0}
MCAttempts == 0..(MaxAttempts - 1)
MCProducerEpochs == {0}
MCLeaderEpochs == {0}

NextAttempt(p, i) == Cardinality({earlier \in attempted : earlier.records = inFlight[p][i].records})

MCNext ==
    \/ \E b \in Replicas : streams = <<>> /\ BecomeLeader(b, 0)
    \/ \E p \in Producers : \E records \in Batches : records[1] = Len(sent[p]) + 1 /\ AssignSequence(p, records)
    \/ \E p \in Producers : \E i \in DOMAIN inFlight[p] :
           NextAttempt(p, i) < MaxAttempts /\ SendBatch(p, inFlight[p][i].records, NextAttempt(p, i))
    \/ \E p \in Producers : \E i \in DOMAIN inFlight[p] : LoseConnection(p, inFlight[p][i].records)
    \/ \E p \in Producers : \E answer \in answers : CompleteBatch(p, answer) \/ RetryBatch(p, answer)
    \/ \E l \in Replicas : \E request \in requests : AppendBatch(l, request)
    \/ \E l \in Replicas : \E waiter \in waiting[l] : AnswerBatch(l, waiter, "NONE")
    \/ \E l \in Replicas : \E size \in 1..Len(log[l]) : Commit(l, size)

AtMostOnceInv == Contract!AtMostOnceInv
InOrderInv == Contract!InOrderInv
AcknowledgedIsThereInv == Contract!AcknowledgedIsThereInv

===============================================================================
