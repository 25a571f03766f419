--------------------------- MODULE MCBatchedDelivery ---------------------------
(***************************************************************************)
(* The producer in small bounds, and with one mistake in it at a time.     *)
(***************************************************************************)
EXTENDS BatchedDelivery

CONSTANT MaxTime

InTime == now <= MaxTime

\* Everything but one action.
Others ==
    \/ \E r \in Records : Send(r)
    \/ Transmit
    \/ \E request \in inFlight : Complete(request)
    \/ \E request \in inFlight : TakeRefusal(request)
    \/ ExpireQueued
    \/ \E request \in onTheWay : WriteBatch(request)
    \/ \E request \in onTheWay : RefuseBatch(request)
    \/ \E request \in onTheWay : LoseRequest(request)

\* A lost answer counts as a refusal.
ForgetfulNext ==
    \/ Others
    \/ Pass
    \/ \E request \in inFlight : ExpireInFlight(request)
    \/ \E request \in inFlight :
           /\ answers' = {answer \in answers : answer.id # request.id}
           /\ Fail(request, request.batch)

\* delivery.timeout.ms counts only for what is not in flight.
PatientNext ==
    \/ Others
    \/ \E request \in inFlight : LoseConnection(request)
    \/ /\ \A i \in DOMAIN queue : ~IsExpired(queue[i])
       /\ now' = now + 1
       /\ UNCHANGED <<sentAt, log, reported, producerVars, networkVars>>

\* delivery.timeout.ms counts only for what was sent once.
UnsentNext ==
    \/ Others
    \/ \E request \in inFlight : LoseConnection(request)
    \/ \E request \in inFlight : ExpireInFlight(request)
    \/ /\ \A i \in DOMAIN queue : queue[i].attempts > 0 => ~IsExpired(queue[i])
       /\ \A request \in inFlight : ~IsExpired(request.batch)
       /\ now' = now + 1
       /\ UNCHANGED <<sentAt, log, reported, producerVars, networkVars>>

\* A batch in flight whose time is over is reported, and its answer is waited for all the same.
TwiceNext ==
    \/ Others
    \/ Pass
    \/ \E request \in inFlight : LoseConnection(request)
    \/ \E request \in inFlight : /\ IsExpired(request.batch)
                                 /\ Tell(request.batch, "perhaps")
                                 /\ UNCHANGED <<now, sentAt, log, producerVars, networkVars>>

\* To be reached: two records in one request.
BaitBatchInv == \A request \in onTheWay : Len(request.records) = 1
\* To be reached: a retry that writes a second copy.
BaitCopyInv == \A i, j \in DOMAIN log : log[i] = log[j] => i = j
\* To be reached: perhaps written, and there.
BaitPerhapsThereInv == \A r \in Records : reported[r] = "perhaps" => \A i \in DOMAIN log : log[i] # r
\* To be reached: perhaps written, and gone for ever.
BaitPerhapsGoneInv == \A r \in Records : reported[r] = "perhaps" => (\E i \in DOMAIN log : log[i] = r) \/ onTheWay # {}
\* To be reached: given up, and not written.
BaitNotWrittenInv == \A r \in Records : reported[r] # "not written"
\* To be reached: in flight together, in another order in the log.
BaitReorderedInv == \A i, j \in DOMAIN log : i < j => sentAt[log[i]] <= sentAt[log[j]]

===============================================================================
