-------------------------------- MODULE LookUp --------------------------------
(***************************************************************************)
(* What may one who looks up an offset or a time in a log rely on?         *)
(*                                                                         *)
(* He is led to the first batch that reaches the offset, or that has a     *)
(* record as young as the time, as if the whole log were read for him; and *)
(* retention, which asks how young the youngest record is, is told so.     *)
(* Whatever happens to the files, he gets that answer or none.             *)
(***************************************************************************)
EXTENDS Integers, Sequences

CONSTANTS
    Logs,       \* what a log may hold: sequences of [lastOffset, timestamp, ...]
    NoAnswer    \* nobody has asked, or there is nothing

VARIABLES
    log,        \* the batches of an open log; of one that is not open, nothing is said
    isOpen,
    youngest,   \* the latest timestamp in an open log, or -1
    answer      \* to the last question: an index into the log

vars == <<log, isOpen, youngest, answer>>

Min(S) == CHOOSE x \in S : \A y \in S : x <= y
Max(S) == CHOOSE x \in S : \A y \in S : x >= y
FirstOf(indexes) == IF indexes = {} THEN NoAnswer ELSE Min(indexes)

FirstReaching(offset) == FirstOf({i \in DOMAIN log : log[i].lastOffset >= offset})
FirstAsYoungAs(timestamp) == FirstOf({i \in DOMAIN log : log[i].timestamp >= timestamp})
YoungestOf(batches) == Max({-1} \cup {batches[i].timestamp : i \in DOMAIN batches})

TypeOK ==
    /\ log \in Logs
    /\ isOpen \in BOOLEAN
    /\ youngest \in Nat \cup {-1}
    /\ answer \in Nat \cup {NoAnswer}

Init ==
    /\ log = <<>>
    /\ isOpen = TRUE
    /\ youngest = -1
    /\ answer = NoAnswer

\* The log grows, is cut, is closed or opened.
Change ==
    /\ log' \in Logs
    /\ isOpen' \in BOOLEAN
    /\ youngest' = IF isOpen' THEN YoungestOf(log') ELSE -1
    /\ answer' = NoAnswer

LookUpOffset(offset) ==
    /\ isOpen
    /\ answer' = FirstReaching(offset)
    /\ UNCHANGED <<log, isOpen, youngest>>

LookUpTimestamp(timestamp) ==
    /\ isOpen
    /\ answer' = FirstAsYoungAs(timestamp)
    /\ UNCHANGED <<log, isOpen, youngest>>

\* What is asked for is in no model worth bounding: any question that has this answer.
Next ==
    \/ Change
    \/ \E offset \in {0} \cup UNION {{log[i].lastOffset, log[i].lastOffset + 1} : i \in DOMAIN log} : LookUpOffset(offset)
    \/ \E timestamp \in {0} \cup UNION {{log[i].timestamp, log[i].timestamp + 1} : i \in DOMAIN log} : LookUpTimestamp(timestamp)

Spec == Init /\ [][Next]_vars

-------------------------------------------------------------------------------

\* Retention by time is told the truth.
YoungestIsKnownInv == isOpen => youngest = YoungestOf(log)

===============================================================================
