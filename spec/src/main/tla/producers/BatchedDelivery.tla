---------------------------- MODULE BatchedDelivery ----------------------------
(***************************************************************************)
(* How does Kafka's producer keep its promise of one report in time?       *)
(*                                                                         *)
(* Records gather in batches; a batch goes when it is full or has lingered, *)
(* as long as there are not too many in flight; it goes again when it is   *)
(* refused or its answer is lost, until its attempts are used up or its    *)
(* time is over.  Its time runs from its first record, so that no record   *)
(* waits longer.  Whether an attempt may have written is remembered.       *)
(*                                                                         *)
(* Of one partition and one broker; sequences, and what they are for, are  *)
(* IdempotentProducer's.  The code is core.producer: Accumulator, Sending, *)
(* Delivery.  Retries wait in the code; here they may come at any time.    *)
(***************************************************************************)
EXTENDS Integers, Sequences, FiniteSets

CONSTANTS
    Records,        \* what can be sent, each unlike any other
    Timeout,        \* delivery.timeout.ms
    BatchSize,      \* records in a full batch
    Linger,         \* linger.ms
    MaxInFlight,    \* max.in.flight.requests.per.connection
    Retries         \* retries

VARIABLES
    now,            \* the time
    sentAt,         \* when a record was sent, -1 if it was not yet
    log,            \* what the broker has written
    reported,       \* what the sender was told of each record: "none", or a fate
    queue,          \* batches that wait, oldest first; the last may grow
    inFlight,       \* unanswered requests: [id, batch]
    onTheWay,       \* requests that the broker has not got yet: [id, records]; they may outlive their connection
    answers,        \* answers that the producer has not got yet: [id, outcome]
    nextId          \* of the next request

clientVars == <<now, sentAt, log, reported>>
producerVars == <<queue, inFlight, nextId>>
networkVars == <<onTheWay, answers>>
vars == <<clientVars, producerVars, networkVars>>

Batch(r) == [records |-> <<r>>, createdAt |-> now, attempts |-> 0, mayBeWritten |-> FALSE]

IsOpen(batch) == batch.attempts = 0 /\ Len(batch.records) < BatchSize
IsExpired(batch) == now - batch.createdAt >= Timeout
IsReady(batch) == batch.attempts > 0 \/ Len(batch.records) = BatchSize \/ now - batch.createdAt >= Linger
RecordsOf(batch) == {batch.records[i] : i \in DOMAIN batch.records}

Tell(batch, fate) == reported' = [r \in Records |-> IF r \in RecordsOf(batch) THEN fate ELSE reported[r]]
FateOf(batch) == IF batch.mayBeWritten THEN "perhaps" ELSE "not written"

Init ==
    /\ now = 0
    /\ sentAt = [r \in Records |-> -1]
    /\ log = <<>>
    /\ reported = [r \in Records |-> "none"]
    /\ queue = <<>>
    /\ inFlight = {}
    /\ onTheWay = {}
    /\ answers = {}
    /\ nextId = 0

-------------------------------------------------------------------------------
\* The producer.

\* A record joins the last batch if there is room in it, or begins one.
Send(r) ==
    LET last == Len(queue)
    IN  /\ sentAt[r] = -1

        /\ sentAt' = [sentAt EXCEPT ![r] = now]
        /\ queue' = IF last > 0 /\ IsOpen(queue[last])
                    THEN [queue EXCEPT ![last].records = Append(@, r)]
                    ELSE Append(queue, Batch(r))
        /\ UNCHANGED <<now, log, reported, inFlight, nextId, networkVars>>

\* The oldest batch goes out.
Transmit ==
    /\ queue # <<>>
    /\ IsReady(Head(queue))
    /\ ~IsExpired(Head(queue))
    /\ Cardinality(inFlight) < MaxInFlight

    /\ queue' = Tail(queue)
    /\ inFlight' = inFlight \cup {[id |-> nextId, batch |-> [Head(queue) EXCEPT !.attempts = @ + 1]]}
    /\ onTheWay' = onTheWay \cup {[id |-> nextId, records |-> Head(queue).records]}
    /\ nextId' = nextId + 1
    /\ UNCHANGED <<clientVars, answers>>

\* The broker has written the batch.
Complete(request) ==
    /\ [id |-> request.id, outcome |-> "written"] \in answers

    /\ Tell(request.batch, "written")
    /\ inFlight' = inFlight \ {request}
    /\ answers' = answers \ {[id |-> request.id, outcome |-> "written"]}
    /\ UNCHANGED <<now, sentAt, log, queue, nextId, onTheWay>>

\* An attempt has failed: the batch goes to the head of the queue, or is given up when no attempt is left.
Fail(request, batch) ==
    /\ inFlight' = inFlight \ {request}
    /\ IF batch.attempts <= Retries /\ ~IsExpired(batch)
       THEN queue' = <<batch>> \o queue /\ UNCHANGED reported
       ELSE Tell(batch, FateOf(batch)) /\ UNCHANGED queue
    /\ UNCHANGED <<now, sentAt, log, nextId, onTheWay>>

\* The broker has refused the batch, and written nothing.
TakeRefusal(request) ==
    /\ [id |-> request.id, outcome |-> "refused"] \in answers

    /\ answers' = answers \ {[id |-> request.id, outcome |-> "refused"]}
    /\ Fail(request, request.batch)

\* The connection has ended, or the answer is late: nobody knows what became of the attempt.
LoseConnection(request) ==
    /\ answers' = {answer \in answers : answer.id # request.id}
    /\ Fail(request, [request.batch EXCEPT !.mayBeWritten = TRUE])

\* The time of a batch that waits is over.
ExpireQueued ==
    /\ queue # <<>>
    /\ \E i \in DOMAIN queue :
           /\ IsExpired(queue[i])
           /\ Tell(queue[i], FateOf(queue[i]))
           /\ queue' = SubSeq(queue, 1, i - 1) \o SubSeq(queue, i + 1, Len(queue))

    /\ UNCHANGED <<now, sentAt, log, inFlight, nextId, networkVars>>

\* The time of a batch in flight is over.  An answer that comes later is not waited for.
ExpireInFlight(request) ==
    /\ IsExpired(request.batch)

    /\ Tell(request.batch, "perhaps")
    /\ inFlight' = inFlight \ {request}
    /\ answers' = {answer \in answers : answer.id # request.id}
    /\ UNCHANGED <<now, sentAt, log, queue, nextId, onTheWay>>

\* Time passes.  What is due is done before.
Pass ==
    /\ \A i \in DOMAIN queue : ~IsExpired(queue[i])
    /\ \A request \in inFlight : ~IsExpired(request.batch)

    /\ now' = now + 1
    /\ UNCHANGED <<sentAt, log, reported, producerVars, networkVars>>

-------------------------------------------------------------------------------
\* The broker and the network.

Answer(id, outcome) == IF \E request \in inFlight : request.id = id THEN answers \cup {[id |-> id, outcome |-> outcome]} ELSE answers

WriteBatch(request) ==
    /\ onTheWay' = onTheWay \ {request}
    /\ log' = log \o request.records
    /\ answers' = Answer(request.id, "written")
    /\ UNCHANGED <<now, sentAt, reported, producerVars>>

RefuseBatch(request) ==
    /\ onTheWay' = onTheWay \ {request}
    /\ answers' = Answer(request.id, "refused")
    /\ UNCHANGED <<clientVars, producerVars>>

LoseRequest(request) ==
    /\ onTheWay' = onTheWay \ {request}
    /\ UNCHANGED <<clientVars, producerVars, answers>>

-------------------------------------------------------------------------------

Next ==
    \/ \E r \in Records : Send(r)
    \/ Transmit
    \/ \E request \in inFlight : Complete(request)
    \/ \E request \in inFlight : TakeRefusal(request)
    \/ \E request \in inFlight : LoseConnection(request)
    \/ ExpireQueued
    \/ \E request \in inFlight : ExpireInFlight(request)
    \/ Pass
    \/ \E request \in onTheWay : WriteBatch(request)
    \/ \E request \in onTheWay : RefuseBatch(request)
    \/ \E request \in onTheWay : LoseRequest(request)

Spec == Init /\ [][Next]_vars

-------------------------------------------------------------------------------

\* A record that was sent and has no report is in one batch, and in one only.
EachIsOnItsWayInv ==
    LET batches == {queue[i] : i \in DOMAIN queue} \cup {request.batch : request \in inFlight}
    IN  \A r \in Records : sentAt[r] >= 0 /\ reported[r] = "none" <=> Cardinality({batch \in batches : r \in RecordsOf(batch)}) = 1

\* No more requests are in flight than are allowed.
InFlightInv == Cardinality(inFlight) <= MaxInFlight

-------------------------------------------------------------------------------
\* Refinement.

Contract ==
    INSTANCE Delivery WITH
        sent    <- {r \in Records : sentAt[r] >= 0},
        over    <- {r \in Records : sentAt[r] >= 0 /\ now - sentAt[r] > Timeout},
        written <- {log[i] : i \in DOMAIN log},
        reports <- {[record |-> r, fate |-> reported[r]] : r \in {s \in Records : reported[s] # "none"}}

RefinesDelivery == Contract!Spec

THEOREM Spec => Contract!Spec

===============================================================================
