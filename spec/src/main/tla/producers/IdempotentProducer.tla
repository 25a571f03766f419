-------------------------- MODULE IdempotentProducer --------------------------
(***************************************************************************)
(* How does a producer that retries write each batch once, and in order?   *)
(*                                                                         *)
(* It numbers its records.  The leader takes a batch only if it follows    *)
(* the last one of that producer, knows the last five again when they are  *)
(* repeated, and remembers both in a way that its successor, and its own   *)
(* next life, reconstruct from the log.                                    *)
(*                                                                         *)
(* Two rules of the producer are Tidemark's.  Without them TLC finds what  *)
(* users of Kafka found: a batch that may be in the log must not get a new *)
(* number (KAFKA-14034), and what precedes it must be known to the leader  *)
(* before a second batch may be under way (KAFKA-15591).                   *)
(*                                                                         *)
(* Refines ExactlyOnceAppend.                                              *)
(***************************************************************************)
EXTENDS Producing

\* A new batch takes the next sequences. Five are in flight at most: of so many a leader knows the numbers.
AssignSequence(p, records) ==
    /\ session[p].producerId # NoId

    /\ Enqueue(p, records, nextSequence[p])
    /\ nextSequence' = [nextSequence EXCEPT ![p] = Later(@, Len(records))]

\* A batch goes to whom the producer takes for the leader.  A leader that does not know a producer takes whatever comes first: so the first batch
\* in flight goes alone, until one was acknowledged.
SendBatch(p, records, attempt) ==
    /\ IsInFlight(p, records)
    /\ isKnown[p] \/ IndexOf(p, records) = 1

    /\ Transmit(p, records, attempt)

\* What is old is out of order, so that a duplicate need not be looked for here.  Without the epochs a late request of before a gap would
\* begin anew; without the order every retry would be news.
AppendBatch(l, request) ==
    /\ Leads(l)
    /\ request \in requests
    /\ ~IsFenced(l, request)
    /\ IsInOrder(l, request)

    /\ AppendTo(l, request)

\* The batch is there already: its producer gets the answer that was lost.
FindDuplicate(l, request) ==
    /\ Leads(l)                         \* Redundant: whoever answers, the batch is committed (AnswerBatch)
    /\ request \in requests
    /\ Duplicates(l, request) # {}

    /\ LET duplicate == CHOOSE batch \in Duplicates(l, request) : TRUE
       IN  waiting' = [waiting EXCEPT ![l] = @ \cup {[request |-> request, baseOffset |-> duplicate.baseOffset]}]
    /\ requests' = requests \ {request}
    /\ UNCHANGED <<producerVars, answers, role, leaderEpoch, log, snapshots, producers, historyVars>>

\* Who does not lead refuses everything, and who has too few in-sync replicas; the others what is fenced or leaves a gap.
RefuseBatch(b, request, error) ==
    /\ IsUp(b)                           \* Redundant: a refusal promises nothing
    /\ request \in requests
    /\ error \in {"NOT_LEADER_OR_FOLLOWER", "NOT_ENOUGH_REPLICAS", "INVALID_PRODUCER_EPOCH", "OUT_OF_ORDER_SEQUENCE_NUMBER"}
    /\ error = "NOT_LEADER_OR_FOLLOWER" <=> ~Leads(b)  \* Redundant: whatever it says, this attempt is not in the log, and will not be
    /\ error = "INVALID_PRODUCER_EPOCH" => IsFenced(b, request)  \* Redundant: likewise
       \* Redundant: for safety; "a duplicate is not looked for" shows that replay misses it
    /\ error = "OUT_OF_ORDER_SEQUENCE_NUMBER" => Duplicates(b, request) = {} /\ ~IsFenced(b, request) /\ ~IsInOrder(b, request)

    /\ Answer(request, error, -1)
    /\ requests' = requests \ {request}
    /\ UNCHANGED <<producerVars, replicaVars, historyVars>>

-------------------------------------------------------------------------------

Sending ==
    \/ \E p \in Producers : \E producerId \in ProducerIds : InitProducerId(p, producerId)
    \/ \E p \in Producers : \E epoch \in ProducerEpochs : BumpEpoch(p, epoch)
    \/ \E p \in Producers : \E records \in Batches : AssignSequence(p, records)
    \/ \E p \in Producers : \E records \in Batches : \E attempt \in Attempts : SendBatch(p, records, attempt)
    \/ \E p \in Producers : \E records \in Batches : LoseConnection(p, records)
    \/ \E p \in Producers : \E answer \in answers : CompleteBatch(p, answer)
    \/ \E p \in Producers : \E answer \in answers : RetryBatch(p, answer)
    \/ \E p \in Producers : \E records \in Batches : FailBatch(p, records)
    \/ \E p \in Producers : GrowSilent(p)

Leading ==
    \/ \E l \in Replicas : \E request \in requests : AppendBatch(l, request)
    \/ \E l \in Replicas : \E request \in requests : FindDuplicate(l, request)
    \/ \E b \in Replicas : \E request \in requests : \E error \in Errors : RefuseBatch(b, request, error)
    \/ \E l \in Replicas : \E waiter \in waiting[l] : \E error \in Errors : AnswerBatch(l, waiter, error)
    \/ \E l \in Replicas : \E records \in Batches : AppendPlain(l, records)

Next == Sending \/ Leading \/ Replicating \/ Failures \/ Network

Spec == Init /\ [][Next]_vars

-------------------------------------------------------------------------------
\* Refinement.

Contract == INSTANCE ExactlyOnceAppend WITH log <- Seen

RefinesExactlyOnceAppend == Contract!Spec

THEOREM Spec => Contract!Spec

===============================================================================
