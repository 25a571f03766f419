------------------------------- MODULE Delivery -------------------------------
(***************************************************************************)
(* What may who sends with any producer rely on?                           *)
(*                                                                         *)
(* Each record that was sent ends in exactly one report, no later than     *)
(* delivery.timeout.ms after it was sent, whatever happens to brokers and  *)
(* network.  "written" is true, and so is "not written", for ever; "perhaps" *)
(* leaves it open, and the record may still come.                          *)
(*                                                                         *)
(* Nothing is said of order or of copies: see ExactlyOnceAppend.           *)
(***************************************************************************)
EXTENDS Integers, Sequences

CONSTANTS
    Records,    \* what can be sent, each unlike any other
    Timeout     \* delivery.timeout.ms

VARIABLES
    now,        \* the time
    sentAt,     \* when a record was sent, -1 if it was not yet
    log,        \* what brokers have written: a sequence of records
    reported    \* what the sender was told: "none", or a fate

vars == <<now, sentAt, log, reported>>

Fates == {"written", "perhaps", "not written"}

IsThere(r) == \E i \in DOMAIN log : log[i] = r
IsSent(r) == sentAt[r] >= 0

TypeOK ==
    /\ now \in Nat
    /\ sentAt \in [Records -> Nat \cup {-1}]
    /\ \A i \in DOMAIN log : log[i] \in Records
    /\ reported \in [Records -> Fates \cup {"none"}]

Init ==
    /\ now = 0
    /\ sentAt = [r \in Records |-> -1]
    /\ log = <<>>
    /\ reported = [r \in Records |-> "none"]

-------------------------------------------------------------------------------

Send ==
    /\ \E r \in Records : ~IsSent(r) /\ sentAt' = [sentAt EXCEPT ![r] = now]

    /\ UNCHANGED <<now, log, reported>>

\* Brokers write a batch.  Nothing of it was reported as not written.
Write ==
    /\ Len(log') > Len(log)
    /\ SubSeq(log', 1, Len(log)) = log
    /\ \A i \in (Len(log) + 1)..Len(log') : IsSent(log'[i]) /\ reported[log'[i]] # "not written"

    /\ UNCHANGED <<now, sentAt, reported>>

\* Senders of a batch are told how it ended.
Report ==
    /\ reported' # reported
    /\ \A r \in Records : reported'[r] # reported[r] =>
           /\ IsSent(r) /\ reported[r] = "none"
           /\ reported'[r] \in Fates
           /\ reported'[r] = "written" => IsThere(r)
           /\ reported'[r] = "not written" => ~IsThere(r)

    /\ UNCHANGED <<now, sentAt, log>>

\* Time passes, but not while a report is due.
Pass ==
    /\ \A r \in Records : IsSent(r) /\ reported[r] = "none" => now < sentAt[r] + Timeout

    /\ now' = now + 1
    /\ UNCHANGED <<sentAt, log, reported>>

Next == Send \/ Write \/ Report \/ Pass

Spec == Init /\ [][Next]_vars

-------------------------------------------------------------------------------

\* A report is true: what is written is there, what is not written is not.
ReportsAreTrueInv ==
    \A r \in Records :
        /\ reported[r] = "written" => IsThere(r)
        /\ reported[r] = "not written" => ~IsThere(r)

\* No record waits for its report longer than the timeout.
InTimeInv == \A r \in Records : IsSent(r) /\ reported[r] = "none" => now - sentAt[r] <= Timeout

\* A record has one report: what was told is never told otherwise.
OneReportProp == [][\A r \in Records : reported[r] # "none" => reported'[r] = reported[r]]_vars

===============================================================================
