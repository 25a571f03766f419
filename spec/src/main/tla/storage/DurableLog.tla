------------------------------ MODULE DurableLog ------------------------------
(***************************************************************************)
(* What may the owner of a log on disk rely on?                            *)
(*                                                                         *)
(* A reader sees, from the log start to the log end, at each offset what   *)
(* was written there last: nothing is missing, and nothing is invented.    *)
(* When the process ends nothing of that is lost.  When the power fails    *)
(* the log may lose its end, but nothing that was promised to be durable.  *)
(* Either may bring back records from before the log start, or from a      *)
(* truncation after which nothing was appended yet.  Damage in what is     *)
(* known to be durable is kept, to be refused; it is never cut silently.   *)
(*                                                                         *)
(* Nothing is said of files, segments, flushes or checkpoints: that is how *)
(* the contract is kept, and the concern of SegmentedLog.                  *)
(***************************************************************************)
EXTENDS Integers, Sequences

VARIABLES
    status,         \* "open", "stopped", "failed" (the disk failed: nothing can be done until the log is opened again), or "off"
    written,        \* history: what was written last at each offset, from 0 on; written[o + 1] = [leaderEpoch, record]
    log,            \* what a reader sees from the log start to the log end, and will see when the log is opened
    logStartOffset, \* the offset of its first entry
    damaged,        \* the offsets whose entries cannot be read any more, in the log or before it
    promised,       \* everything below is promised to be durable
    promisedStart,  \* the log start is promised not to move back below
    guarded         \* everything below is known to be durable, also to a process that finds only the files

offsetVars == <<promised, promisedStart, guarded>>
vars == <<status, written, log, logStartOffset, damaged, offsetVars>>

LogEndOffset == logStartOffset + Len(log)

Min(S) == CHOOSE x \in S : \A y \in S : x <= y
IsPrefix(s, t) == Len(s) <= Len(t) /\ s = SubSeq(t, 1, Len(s))

TypeOK ==
    /\ status \in {"open", "stopped", "failed", "off"}
    /\ logStartOffset \in Nat
    /\ damaged \subseteq 0..(LogEndOffset - 1)
    /\ promised \in Nat
    /\ promisedStart \in Nat
    /\ guarded \in Nat

Init ==
    /\ status = "stopped"
    /\ written = <<>>
    /\ log = <<>>
    /\ logStartOffset = 0
    /\ damaged = {}
    /\ promised = 0
    /\ promisedStart = 0
    /\ guarded = 0

-------------------------------------------------------------------------------
\* What the owner asks for.

AppendEntries ==
    /\ status = "open"
    /\ Len(log') > Len(log)
    /\ IsPrefix(log, log')

    /\ written' = SubSeq(written, 1, LogEndOffset) \o SubSeq(log', Len(log) + 1, Len(log'))
    /\ UNCHANGED <<status, logStartOffset, damaged, offsetVars>>

\* The end is cut off on purpose, and with it what was promised of it.
Truncate ==
    /\ status = "open"
    /\ Len(log') < Len(log)
    /\ IsPrefix(log', log)

    /\ damaged' = {offset \in damaged : offset < LogEndOffset'}
    /\ promised' = Min({promised, LogEndOffset'})
    /\ guarded' = Min({guarded, LogEndOffset'})
    /\ UNCHANGED <<status, written, logStartOffset, promisedStart>>

\* Of damage before the log start, whatever may be gone with what was damaged; if not, a crash may bring it back.
DamageIsKeptFrom(startOffset) ==
    /\ damaged' \subseteq damaged
    /\ \A offset \in damaged \ damaged' : offset < startOffset

AdvanceLogStart ==
    /\ status = "open"
    /\ logStartOffset' \in (logStartOffset + 1)..LogEndOffset

    /\ log' = SubSeq(log, logStartOffset' - logStartOffset + 1, Len(log))
    /\ DamageIsKeptFrom(logStartOffset')
    /\ UNCHANGED <<status, written, offsetVars>>

Promise ==
    /\ status = "open"
    /\ promised' \in (promised + 1)..LogEndOffset
    /\ guarded' \in 0..promised'

    /\ UNCHANGED <<status, written, log, logStartOffset, damaged, promisedStart>>

\* What is promised is noted where the next process finds it: no more than that.
Note ==
    /\ guarded' \in 0..promised
    /\ promisedStart' \in promisedStart..logStartOffset

    /\ DamageIsKeptFrom(logStartOffset)
    /\ UNCHANGED <<status, written, log, logStartOffset, promised>>

Open ==
    /\ status # "open"

    /\ status' \in {"open", "stopped"}
    /\ UNCHANGED <<written, log, logStartOffset, damaged, offsetVars>>

-------------------------------------------------------------------------------
\* What may happen to it.

\* Whether the log may end at an offset because of damage there. Where it is not known whether the damage was ever durable,
\* it is cut like a write that was never finished; where it is known, it stays.
MayBeCutAt(offset) == offset \in damaged /\ offset >= guarded

\* What a crash leaves: what was written, perhaps with what came before the log start, up to one of these ends.
Leaves(ends) ==
    /\ logStartOffset' \in promisedStart..logStartOffset
    /\ LogEndOffset' \in ends
    /\ LogEndOffset' <= Len(written')
    /\ log' = SubSeq(written', logStartOffset' + 1, LogEndOffset')
    /\ promised' = Min({promised, LogEndOffset'})
    /\ promisedStart' \in promisedStart..logStartOffset'
    /\ guarded' \in 0..Min({promised, LogEndOffset'})

\* The process ends. Everything that was written is still there.
Crash ==
    /\ status' = "stopped"
    /\ UNCHANGED written
    /\ Leaves({LogEndOffset} \cup {offset \in damaged : MayBeCutAt(offset)})

\* The power or the disk fails. Everything that was promised is still there.
Lose ==
    /\ status' \in {"off", "failed"}
    /\ UNCHANGED written
    /\ Leaves({end \in 0..Len(written) : end >= promised \/ MayBeCutAt(end)})

\* The same, by a write that fails: what it was to append may be there, or a part of it.
FailToAppend ==
    /\ status = "open"

    /\ status' = "failed"
    /\ IsPrefix(SubSeq(written, 1, LogEndOffset), written')
    /\ Leaves({end \in 0..Len(written') : end >= promised \/ MayBeCutAt(end)})

\* A record is damaged where it lies.
Damage ==
    /\ damaged \subseteq damaged'
    /\ damaged' \subseteq 0..(LogEndOffset - 1)

    /\ UNCHANGED <<status, written, log, logStartOffset, offsetVars>>

System == Note \/ AppendEntries \/ Truncate \/ AdvanceLogStart \/ Promise \/ Open
Environment == Crash \/ Lose \/ FailToAppend \/ Damage
Next == System \/ Environment

Spec == Init /\ [][Next]_vars

-------------------------------------------------------------------------------

\* A reader finds at each offset what was written there last.
ReadsWhatWasWrittenInv ==
    /\ LogEndOffset <= Len(written)
    /\ log = SubSeq(written, logStartOffset + 1, LogEndOffset)

\* What was promised is there.
PromisedIsThereInv == promised <= LogEndOffset

\* Nobody takes for durable what is not.
GuardedIsPromisedInv == guarded <= promised

\* What is known to be durable is not lost, not even when it is damaged: only a truncation and the log start remove it.
GuardedIsKeptProp == [][status' # "open" => LogEndOffset' >= Min({guarded, LogEndOffset})]_vars

\* When the process ends, and the power stays, nothing sound is lost.
ProcessCrashKeepsAllProp ==
    [][status' = "stopped" => LogEndOffset' >= LogEndOffset \/ LogEndOffset' \in damaged]_vars

===============================================================================
