----------------------------- MODULE MCCompaction -----------------------------
(***************************************************************************)
(* Compaction within bounds.  Two kinds of model keep each other small:    *)
(* of the records (which ones stay; a round runs undisturbed) and of the   *)
(* swap (a prepared log, and anything may happen between any two steps).   *)
(***************************************************************************)
EXTENDS Compaction

CONSTANTS
    Keys,
    Values,         \* without the tombstone
    MaxOffset,      \* where the log ends at the latest
    MaxRounds,
    MaxFailures

VARIABLES rounds, failures

budgetVars == <<rounds, failures>>
mcVars == <<vars, budgetVars>>

MCPayloads == {<<[key |-> k, value |-> v]>> : k \in Keys, v \in Values \cup {Tombstone}}

MCInit == Init /\ rounds = 0 /\ failures = 0

\* Batches become visible as they are appended: a follower that lags is no concern of the cleaner.
Appending ==
    \/ \E payload \in MCPayloads : AppendRecords(payload)
    \/ \E producer \in Producers : \E payload \in MCPayloads : AppendInTransaction(producer, payload)
    \/ \E producer \in Producers : \E verdict \in {"commit", "abort"} : EndTransaction(producer, verdict)

Idle == round = NoRound
HasRoom == LogEndOffset < MaxOffset
AllVisible == highWatermark = LogEndOffset
AllFlushed == recoveryPoint = LogEndOffset

\* One segment for each batch, and the checkpoint follows the log: the most that a round can ever be offered.
WriteOne ==
    \/ AllVisible /\ AllFlushed /\ HasRoom /\ log[Active(log)] = {} /\ Appending
    \/ ~AllVisible /\ AdvanceHighWatermark(LogEndOffset)
    \/ AllVisible /\ ~AllFlushed /\ CheckpointRecoveryPoint(LogEndOffset)
    \/ AllVisible /\ AllFlushed /\ Roll

\* All there is, in one group and one file: how the files are cut has no effect on which records stay.
CleanAll ==
    \/ BuildOffsetMap(FirstUncleanableOffset)
    \/ round # NoRound /\ WriteCleaned(Max({b \in Bounds : \A g \in Bounds : g < b => g < round.endOffset}), {Min(DOMAIN log)})
    \/ Swapping
    \/ FinishRound

Time == \E now \in Times : now = clock + 1 /\ Tick(now)

StartsRound == round = NoRound /\ round' # NoRound
Budgeted(Step) ==
    /\ Step
    /\ rounds' = IF StartsRound THEN rounds + 1 ELSE rounds
    /\ rounds' <= MaxRounds
    /\ UNCHANGED failures

\* A reader that starts over is as good as one that never began.
ReadingOnce ==
    \/ \E reader \in Readers : Read(reader)
    \/ \E reader \in Readers : ReachEnd(reader)
    \/ \E reader \in Readers : readers[reader].position = 0 /\ readers[reader].since # clock /\ StartOver(reader)

IsWritten == AllVisible /\ AllFlushed /\ log[Active(log)] = {}

\* A round that has begun runs to its end, alone.  So does writing: a batch is visible, flushed and in a segment of its own at once.
RecordsNext ==
    IF ~Idle THEN Budgeted(CleanAll)
    ELSE IF ~IsWritten THEN WriteOne /\ UNCHANGED budgetVars
    ELSE Budgeted(WriteOne \/ CleanAll \/ ReadingOnce \/ Time)

===============================================================================
