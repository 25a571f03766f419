----------------------------- MODULE MCCompaction -----------------------------
(***************************************************************************)
(* Compaction within bounds.  Two kinds of model keep each other small:    *)
(* of the records (which ones stay; a round runs undisturbed) and of the   *)
(* swap (a prepared log, and anything may happen between any two steps).   *)
(***************************************************************************)
EXTENDS Compaction, TLC

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
    \/ \E payload \in Payloads : AppendRecords(payload)
    \/ \E producer \in Producers : \E payload \in Payloads : AppendInTransaction(producer, payload)
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
WriteRest == Unwritten # {} /\ WriteCleaned(Max({b.lastOffset : b \in Unwritten}) + 1)
CleanAll ==
    \/ BuildOffsetMap(FirstUncleanableOffset)
    \/ round # NoRound /\ CreateCleaned(Max({b \in Bounds : \A g \in Bounds : g < b => g < round.endOffset}))
    \/ WriteRest
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

ValuePayloads == {<<[key |-> k, value |-> v]>> : k \in Keys, v \in Values}

DeletionPayloads == {<<[key |-> "k", value |-> v]>> : v \in Values \cup {Tombstone}} \cup {<<[key |-> "j", value |-> v]>> : v \in Values}

-------------------------------------------------------------------------------
\* The swap: a log with something to remove in each segment, and whatever may happen meanwhile.

Prepared(offset, key, value) ==
    [baseOffset |-> offset, lastOffset |-> offset, producer |-> None, kind |-> "data", timestamp |-> 0, horizon |-> -1,
     records |-> {[offset |-> offset, key |-> key, value |-> value]}]

PreparedLog ==
    (0 :> {Prepared(0, "k", "v"), Prepared(1, "j", "v")}) @@ (2 :> {Prepared(2, "k", Tombstone), Prepared(3, "j", "w")}) @@ (4 :> {})

PreparedInit(segments, flushedOffset) ==
    /\ log = segments
    /\ directory = [log |-> log, swap |-> Empty, cleaned |-> Empty]
    /\ platter = directory
    /\ unsynced = <<>> /\ unflushed = {}
    /\ cleanerCheckpoint = 0 /\ recoveryPoint = flushedOffset /\ logStartOffset = 0
    /\ running = TRUE /\ knownFrom = 0 /\ highWatermark = EndOf(segments) /\ round = NoRound /\ original = Empty
    /\ clock = 0
    /\ readers = [reader \in Readers |-> NewReader]
    /\ appended = BatchesOf(log)
    /\ cut = {}
    /\ rounds = 0 /\ failures = 0

SwapInit == PreparedInit(PreparedLog, 4)

\* What remains may become three files.
SplitInit ==
    PreparedInit((0 :> {Prepared(0, "i", "v"), Prepared(1, "j", "v")}) @@ (2 :> {Prepared(2, "k", "v"), Prepared(3, "i", "w")}) @@ (4 :> {}), 4)

\* A producer's first transaction was aborted, its second was not.
InTransaction(offset, kind, key, value) == {[Prepared(offset, key, value) EXCEPT !.producer = "p", !.kind = kind]}
MarkerInit ==
    PreparedInit((0 :> InTransaction(0, "transactional", "j", "v")) @@ (1 :> InTransaction(1, "marker", None, "abort"))
                 @@ (2 :> InTransaction(2, "transactional", "k", "v")) @@ (3 :> InTransaction(3, "marker", None, "commit")) @@ (4 :> {}), 4)

\* A map of one key is full in the middle of the first segment, between a value and the tombstone that deletes it.
FilledInit ==
    PreparedInit((0 :> {Prepared(0, "j", "v"), Prepared(1, "k", "v"), Prepared(2, "k", Tombstone), Prepared(3, "j", "w")}) @@ (4 :> {}), 4)

CleanWhatFits ==
    \/ \E endOffset \in (FirstDirtyOffset + 1)..FirstUncleanableOffset : BuildOffsetMap(endOffset)
    \/ round # NoRound /\ CreateCleaned(Active(log))
    \/ WriteRest
    \/ Swapping
    \/ FinishRound
FilledNext == IF ~Idle THEN Budgeted(CleanWhatFits) ELSE Budgeted(CleanWhatFits \/ Reading \/ Time)

\* A reader begins at once: later readers are the records' models' concern.
ReadOn == \E reader \in Readers : Read(reader) \/ ReachEnd(reader)

\* Files are cut wherever they can be.
CleanInSteps ==
    \/ BuildOffsetMap(FirstUncleanableOffset)
    \/ Rewriting
    \/ Swapping
    \/ FinishRound

Fails == Crash \/ \E kept \in SUBSET DOMAIN unsynced : \E endOffset \in recoveryPoint..LogEndOffset : LosePower(kept, endOffset)
FailsInBudget == Fails /\ failures < MaxFailures /\ failures' = failures + 1 /\ UNCHANGED rounds

SwapNext ==
    \/ FailsInBudget
    \/ Loading /\ UNCHANGED budgetVars
    \/ SyncDirectory /\ UNCHANGED budgetVars
    \/ running /\ Budgeted(CleanInSteps \/ ReadOn \/ Time)

-------------------------------------------------------------------------------
\* Of a producer there is a marker and nothing else: retention has taken the rest.
StrangerInit == PreparedInit((0 :> InTransaction(0, "marker", None, "commit")) @@ (1 :> {Prepared(1, "k", "v")}) @@ (2 :> {}), 2)

\* Retention takes transactions, whole or in part, before or after they end; the power takes the marker; a follower cuts it off.

RetentionInit ==
    PreparedInit((0 :> InTransaction(0, "transactional", "k", "v")) @@ (1 :> InTransaction(1, "transactional", "j", "w"))
                 @@ (2 :> InTransaction(2, "marker", None, "commit")) @@ (3 :> {}), 2)

Transacting ==
    \/ AppendInTransaction("p", <<[key |-> "k", value |-> "w"]>>)
    \/ \E verdict \in {"commit", "abort"} : EndTransaction("p", verdict)
SeeAndFlush == AdvanceHighWatermark(LogEndOffset) \/ CheckpointRecoveryPoint(LogEndOffset)
Shortening ==
    \/ DeleteOldestSegment
    \/ MoveLogStart(highWatermark)
    \/ DeleteLastSegment
    \/ Truncate(highWatermark)

RetentionNext ==
    \/ FailsInBudget
    \/ Loading /\ UNCHANGED budgetVars
    \/ SyncDirectory /\ UNCHANGED budgetVars
    \/ running /\ Budgeted((HasRoom /\ Transacting) \/ SeeAndFlush \/ Shortening \/ CleanAll \/ ReadOn)

-------------------------------------------------------------------------------
\* Baits: each must be violated, or the models do not get to where the cleaner is put to the test.

BaitNoTombstoneGoesInv == \A a \in appended : \A r \in a.records : r.value # Tombstone \/ \E b \in BatchesOf(log) : r \in b.records
BaitNoMarkerGoesInv == \A a \in appended : ~IsMarker(a) \/ \E b \in BatchesOf(log) : b.baseOffset = a.baseOffset /\ b.records = a.records
BaitNoSwapIsUndoneInv == running \/ InvalidSwapFiles = {}
BaitNobodyWaitsAtTheStartInv == running => DecidedBelow(highWatermark) >= logStartOffset
BaitNothingIsForgottenProp == [][running' /\ ~running => DecidedBelow(highWatermark)' <= DecidedBelow(highWatermark)]_vars
BaitNobodyIsAStrangerInv == \A b \in BatchesOf(directory["cleaned"]) : b.records # {} \/ b.producer \notin round.strangers
BaitNoSwapIsFinishedByLoadingInv == running \/ CleanedFiles # {} \/ SwapFiles = {}

===============================================================================
