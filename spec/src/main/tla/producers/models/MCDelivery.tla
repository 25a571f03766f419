------------------------------ MODULE MCDelivery ------------------------------
(***************************************************************************)
(* The contract of a delivery by itself, and with one promise broken at a  *)
(* time.                                                                   *)
(***************************************************************************)
EXTENDS Delivery

\* Told twice, and not the same.
SecondReportNext ==
    \/ Next
    \/ \E r \in Records :
           /\ [record |-> r, fate |-> "perhaps"] \in reports
           /\ r \in written
           /\ reports' = reports \cup ReportsOf({r}, "written")
           /\ UNCHANGED <<sent, over, written>>

\* Time passes while a report is due.
LateReportNext ==
    \/ Next
    \/ \E r \in sent : over' = over \cup {r} /\ UNCHANGED <<sent, written, reports>>

\* Written after all.
LateWriteNext ==
    \/ Next
    \/ \E r \in sent : written' = written \cup {r} /\ UNCHANGED <<sent, over, reports>>

===============================================================================
