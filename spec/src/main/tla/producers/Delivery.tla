------------------------------- MODULE Delivery -------------------------------
(***************************************************************************)
(* What may who sends with any producer rely on?                           *)
(*                                                                         *)
(* Each record that was sent ends in exactly one report, before its time,  *)
(* delivery.timeout.ms, is over, whatever happens to brokers and network.  *)
(* "written" is true, and so is "not written", for ever; "perhaps" leaves  *)
(* it open, and the record may still come.                                 *)
(*                                                                         *)
(* Nothing is said of order or of copies: see ExactlyOnceAppend.  Nor of   *)
(* what becomes of a record once a leader has it: see CommittedLog.        *)
(***************************************************************************)

CONSTANT
    Records     \* what can be sent, each unlike any other

VARIABLES
    sent,       \* records that were sent: the producer has taken them, and their time runs
    over,       \* those whose time is over
    written,    \* those that a leader has written
    reports     \* what senders were told: a set of [record, fate]

vars == <<sent, over, written, reports>>

Fates == {"written", "perhaps", "not written"}

ReportsOf(records, fate) == {[record |-> r, fate |-> fate] : r \in records}
IsReported(r) == \E fate \in Fates : [record |-> r, fate |-> fate] \in reports

TypeOK ==
    /\ sent \subseteq Records
    /\ over \subseteq sent
    /\ written \subseteq sent
    /\ \A report \in reports : report.record \in sent /\ report.fate \in Fates

Init ==
    /\ sent = {}
    /\ over = {}
    /\ written = {}
    /\ reports = {}

-------------------------------------------------------------------------------

Send(r) ==
    /\ r \notin sent

    /\ sent' = sent \cup {r}
    /\ UNCHANGED <<over, written, reports>>

\* A leader writes a batch, perhaps again.  Nothing of it was reported as not written.
WriteBatch(records) ==
    /\ records \subseteq sent
    /\ ReportsOf(records, "not written") \cap reports = {}

    /\ written' = written \cup records
    /\ UNCHANGED <<sent, over, reports>>

\* The senders of a batch are told how it ended.
Report(records, fate) ==
    /\ records \subseteq sent
    /\ \A r \in records : ~IsReported(r)
    /\ fate = "written" => records \subseteq written
    /\ fate = "not written" => records \cap written = {}

    /\ reports' = reports \cup ReportsOf(records, fate)
    /\ UNCHANGED <<sent, over, written>>

\* The producer looks at its clock, and the time of some records is over.  They have been reported.
Elapse(records) ==
    /\ records \subseteq sent
    /\ \A r \in records : IsReported(r)

    /\ over' = over \cup records
    /\ UNCHANGED <<sent, written, reports>>

Next ==
    \/ \E r \in Records : Send(r)
    \/ \E records \in SUBSET Records : WriteBatch(records)
    \/ \E records \in SUBSET Records : \E fate \in Fates : Report(records, fate)
    \/ \E records \in SUBSET Records : Elapse(records)

Spec == Init /\ [][Next]_vars

-------------------------------------------------------------------------------

\* A report is true: what is written is there, what is not written is not.
ReportsAreTrueInv ==
    \A report \in reports :
        /\ report.fate = "written" => report.record \in written
        /\ report.fate = "not written" => report.record \notin written

\* No record waits for its report longer than its time.
InTimeInv == \A r \in over : IsReported(r)

\* A record has one report: nobody is told two things of it.
OneReportInv ==
    \A report \in reports : \A fate \in Fates \ {report.fate} : [record |-> report.record, fate |-> fate] \notin reports

THEOREM Spec => [](ReportsAreTrueInv /\ InTimeInv /\ OneReportInv)

===============================================================================
