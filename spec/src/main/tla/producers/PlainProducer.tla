----------------------------- MODULE PlainProducer -----------------------------
(***************************************************************************)
(* REFUTED: what a producer without idempotence does.                      *)
(*                                                                         *)
(* It has no id and numbers nothing, so that a leader takes a retry for    *)
(* news, and a second batch before the first.  With acks=all nothing that  *)
(* was acknowledged is lost; but it may be there twice, and with more than *)
(* one batch in flight in another order (enable.idempotence=false).        *)
(***************************************************************************)
EXTENDS Producing

AssignSequence(p, records) ==
    /\ Enqueue(p, records, NoSequence)
    /\ UNCHANGED nextSequence

SendBatch(p, records, attempt) == Transmit(p, records, attempt)

AppendBatch(l, request) ==
    /\ Leads(l)
    /\ request \in requests

    /\ AppendTo(l, request)

RefuseBatch(b, request, error) ==
    /\ IsUp(b)
    /\ request \in requests
    /\ error \in {"NOT_LEADER_OR_FOLLOWER", "NOT_ENOUGH_REPLICAS"}
    /\ error = "NOT_LEADER_OR_FOLLOWER" <=> ~Leads(b)

    /\ Answer(request, error, -1)
    /\ requests' = requests \ {request}
    /\ UNCHANGED <<producerVars, replicaVars, historyVars>>

-------------------------------------------------------------------------------

Sending ==
    \/ \E p \in Producers : \E records \in Batches : AssignSequence(p, records)
    \/ \E p \in Producers : \E records \in Batches : \E attempt \in Attempts : SendBatch(p, records, attempt)
    \/ \E p \in Producers : \E records \in Batches : LoseConnection(p, records)
    \/ \E p \in Producers : \E answer \in answers : CompleteBatch(p, answer)
    \/ \E p \in Producers : \E answer \in answers : RetryBatch(p, answer)
    \/ \E p \in Producers : \E records \in Batches : FailBatch(p, records)

Leading ==
    \/ \E l \in Replicas : \E request \in requests : AppendBatch(l, request)
    \/ \E b \in Replicas : \E request \in requests : \E error \in Errors : RefuseBatch(b, request, error)
    \/ \E l \in Replicas : \E waiter \in waiting[l] : \E error \in Errors : AnswerBatch(l, waiter, error)
    \/ \E l \in Replicas : \E records \in Batches : AppendPlain(l, records)

Next == Sending \/ Leading \/ Replicating \/ Failures \/ Network

Spec == Init /\ [][Next]_vars

-------------------------------------------------------------------------------
\* What it does not refine.

Contract == INSTANCE ExactlyOnceAppend WITH log <- Seen

===============================================================================
