------------------------------ MODULE MCUnguided ------------------------------
(***************************************************************************)
(* MCProducing offers many steps only where they matter: the next id, the  *)
(* next epoch, the next batch of a log.  Here nothing but the guards of    *)
(* the spec keeps a step from being taken, so that a guard that is dropped *)
(* is missed (tidemark check --guards IdempotentProducer).                 *)
(***************************************************************************)
EXTENDS MCProducing

Second == [First EXCEPT !.firstSequence = 1, !.records = <<21>>, !.baseOffset = 1]

UnguidedLogs == {<<>>, <<First>>, <<Second>>}
UnguidedEpochs == 0..MaxProducerEpoch

\* The second batch was sent and is not there yet.
OneSentInit == KnownWith(<<<<21>>>>, {1}, <<First>>)

\* Producers that may begin anew at any time, as whom they like.
UnguidedSendingNext == Quietly(Sending \/ Appending \/ Refusing \/ Answering \/ Following)

\* Replicas that take any role, and get and cut what they like.
UnguidedRoles ==
    \/ \E b \in Replicas : \E epoch \in LeaderEpochs : BecomeLeader(b, epoch) \/ BecomeFollower(b, epoch)
    \/ \E b \in Replicas : \E batches \in Logs : Replicate(b, batches, {})
    \/ \E l \in Replicas : \E size \in 1..Len(log[l]) : Commit(l, size)
    \/ \E b \in Replicas : \E size \in 0..Len(log[b]) : Truncate(b, size, {})
    \/ \E l \in Replicas : Len(log[l]) = 1 /\ AppendPlain(l, <<91>>)

UnguidedReplicatingNext == Quietly(Attempting \/ Appending \/ Answering \/ UnguidedRoles)

\* A replica that writes down what it knows, whenever it likes, ends, and begins again; only what is done to its log is told of.
Rolled(b) == {{}, {EndOffset(log[b])}}
UnguidedRestartingNext ==
    \/ Quietly(Appending)
    \/ Quietly(\E b \in Replicas : \E size \in 0..Len(log[b]) : \E taken \in Rolled(b) : Truncate(b, size, taken))
    \/ Quietly(\E b \in Replicas : \E batches \in Logs : \E taken \in Rolled(b) : Replicate(b, batches, taken))
    \/ Quietly(\E b \in Replicas : \E epoch \in LeaderEpochs : BecomeLeader(b, epoch) \/ BecomeFollower(b, epoch))
    \/ Quietly(\E b \in Replicas : StopReplica(b))
    \/ Quietly(\E b \in Replicas : TakeSnapshot(b))
    \/ Quietly(\E b \in Replicas : \E size \in 0..Len(log[b]) : \E taken \in Rolled(b) : Restart(b, size, DOMAIN snapshots[b], taken))
    \/ Ending

===============================================================================
