------------------------------ MODULE MCDelivery ------------------------------
(***************************************************************************)
(* The contract of a delivery by itself, and with one promise broken at a  *)
(* time.                                                                   *)
(***************************************************************************)
EXTENDS Delivery

CONSTANTS
    MaxTime,
    MaxLength

Logs == UNION {[1..n -> Records] : n \in 0..MaxLength}

MCNext ==
    \/ Send
    \/ log' \in Logs /\ Write
    \/ reported' \in [Records -> Fates \cup {"none"}] /\ Report
    \/ now < MaxTime /\ Pass

\* Told twice, and not the same.
SecondReportNext ==
    \/ MCNext
    \/ \E r \in Records : reported[r] = "perhaps" /\ IsThere(r) /\ reported' = [reported EXCEPT ![r] = "written"] /\ UNCHANGED <<now, sentAt, log>>

\* Time passes while a report is due.
LateReportNext ==
    \/ MCNext
    \/ now < MaxTime /\ now' = now + 1 /\ UNCHANGED <<sentAt, log, reported>>

\* Written after all.
LateWriteNext ==
    \/ MCNext
    \/ \E r \in Records : Len(log) < MaxLength /\ IsSent(r) /\ log' = Append(log, r) /\ UNCHANGED <<now, sentAt, reported>>

===============================================================================
