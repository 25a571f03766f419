----------------------------- MODULE MCDurableLog -----------------------------
(***************************************************************************)
(* The contract by itself, and with one promise broken at a time.          *)
(***************************************************************************)
EXTENDS DurableLog

CONSTANTS
    Entries,
    MaxLength

Sequences(n) == UNION {[1..length -> Entries] : length \in 0..n}
Offsets == 0..MaxLength

\* The contract's actions ask for no more than they say; here is what there is to choose from.
Choices ==
    /\ logStartOffset' \in Offsets
    /\ log' \in Sequences(MaxLength - logStartOffset')
    /\ status' \in {"open", "stopped", "failed", "off"}
    /\ promised' \in Offsets
    /\ promisedStart' \in Offsets
    /\ guarded' \in Offsets
    /\ damaged' \in SUBSET {offset \in Offsets : offset < LogEndOffset'}

WrittenAfter(next) == SubSeq(written, 1, LogEndOffset) \o SubSeq(next, Len(log) + 1, Len(next))

MCNext ==
    \/ Choices /\ UNCHANGED written /\ (Truncate \/ AdvanceLogStart \/ Promise \/ Note \/ Open \/ Crash \/ Lose \/ Damage)
    \/ Choices /\ Len(log') >= Len(log) /\ written' = WrittenAfter(log') /\ (AppendEntries \/ FailToAppend)

\* What was promised is lost with the power.
LostPromiseNext ==
    \/ MCNext
    \/ /\ status' = "off"
       /\ log' = <<>>
       /\ damaged' = {}
       /\ UNCHANGED <<written, logStartOffset, offsetVars>>

\* Something that was never written is found.
InventedNext ==
    \/ MCNext
    \/ /\ status' = "stopped"
       /\ Len(log) = 1
       /\ log' \in [1..1 -> Entries]
       /\ UNCHANGED <<written, logStartOffset, damaged, offsetVars>>

\* More is taken for durable than was promised.
EarlyNoteNext ==
    \/ MCNext
    \/ guarded' = LogEndOffset /\ UNCHANGED <<status, written, log, logStartOffset, damaged, promised, promisedStart>>

\* What is known to be durable, and damaged, is cut.
SilentCutNext ==
    \/ MCNext
    \/ /\ damaged # {}
       /\ status' = "stopped"
       /\ log' = SubSeq(log, 1, Min(damaged) - logStartOffset)
       /\ damaged' = {}
       /\ UNCHANGED <<written, logStartOffset, offsetVars>>

\* A process takes with it what it wrote.
ForgetfulCrashNext ==
    \/ MCNext
    \/ /\ status' = "stopped"
       /\ log' = SubSeq(log, 1, promised - logStartOffset)
       /\ promised >= logStartOffset
       /\ damaged' = {}
       /\ UNCHANGED <<written, logStartOffset, offsetVars>>

===============================================================================
