--------------------------- MODULE MCCompactionBugs ---------------------------
(***************************************************************************)
(* What breaks if a guard of Compaction is dropped?  Each Next here is the *)
(* cleaner with one bug, and each model must be refuted.                   *)
(***************************************************************************)
EXTENDS MCCompaction

\* A file is created, written and flushed in one step.
WriteFile(group, batches) ==
    /\ CanBegin(group)
    /\ ChangeNames(ChangesOf("create", [o \in {Min(group)} |-> batches]))
    /\ round' = [round EXCEPT !.group = group, !.outputs = {Min(group)}]
    /\ UNCHANGED <<unflushed, original, checkpointVars, running, log, knownFrom, highWatermark, clientVars, historyVars>>

All == {b \in DOMAIN log : round.nextOffset <= b /\ b < round.endOffset}
WriteAll(batches) == round # NoRound /\ WriteFile(All, batches)
Cleaner(Build, Write) == Build \/ Write \/ Swapping \/ FinishRound
Records(Clean) ==
    IF ~Idle THEN Budgeted(Clean)
    ELSE IF ~IsWritten THEN WriteOne /\ UNCHANGED budgetVars
    ELSE Budgeted(WriteOne \/ Clean \/ ReadingOnce \/ Time)
BuildAll == BuildOffsetMap(FirstUncleanableOffset)
CleanedAll == Cleaned(UNION {log[b] : b \in All})
WriteRight == round # NoRound /\ WriteAll(CleanedAll)

\* A tombstone goes in the pass that removes what it deletes.
WithoutTombstones(batches) == {[b EXCEPT !.records = {r \in @ : r.value # Tombstone}] : b \in batches}
TombstonesAtOnceNext == Records(Cleaner(BuildAll, round # NoRound /\ WriteAll(WithoutTombstones(CleanedAll))))

\* A marker goes in the pass that removes the records of its transaction; if they stay, so much the worse (KAFKA-8351).
WithoutMarkers(batches) == {[b EXCEPT !.records = IF IsMarker(b) THEN {} ELSE @] : b \in batches}
MarkersAtOnceNext == Records(Cleaner(BuildAll, round # NoRound /\ WriteAll(WithoutMarkers(CleanedAll))))

\* A marker goes when its transaction is gone, without a horizon: a reader that has its records waits for ever.
WithoutIdleMarkers(batches) ==
    {[b EXCEPT !.records = IF IsMarker(b) /\ TransactionOf(BatchesOf(log), b) = {} THEN {} ELSE @] : b \in batches}
MarkersWithoutHorizonNext == Records(Cleaner(BuildAll, round # NoRound /\ WriteAll(WithoutIdleMarkers(CleanedAll))))

\* A marker is a record with a key, too: as many bytes as say "commit" or "abort".  It is looked up in the map like any other, and
\* goes when somebody has written a newer record of these bytes, though records of its transaction stay (KAFKA-14055).
IsSuperseded(marker) == EndsAs(marker) \in DOMAIN round.offsetMap /\ marker.baseOffset < round.offsetMap[EndsAs(marker)]
WithoutSupersededMarkers(batches) ==
    {[b EXCEPT !.records = IF IsMarker(b) /\ @ # {} /\ IsSuperseded(b) THEN {} ELSE @] : b \in batches}
MarkersHaveKeysNext == Records(Cleaner(BuildAll, round # NoRound /\ WriteAll(WithoutSupersededMarkers(CleanedAll))))

\* Undecided records supersede others, and are aborted then.
PastLastStableNext == Records(Cleaner(Active(log) > FirstDirtyOffset /\ Map(Active(log), {}), WriteRight))

\* The map was full, but the round claims the whole range.
FilledMap ==
    /\ FirstDirtyOffset < FirstUncleanableOffset
    /\ round = NoRound
    /\ LET records == MappedRecords(FirstDirtyOffset, FirstDirtyOffset + 1)
       IN  round' = [startOffset |-> FirstDirtyOffset, endOffset |-> FirstUncleanableOffset, now |-> clock,
                     offsetMap |-> OffsetMap(records), strangers |-> {}, nextOffset |-> Min(DOMAIN log), group |-> {}, outputs |-> {}]
            /\ original' = log
    /\ UNCHANGED <<fileVars, checkpointVars, running, log, knownFrom, highWatermark, clientVars, historyVars>>
FilledMapNext == Records(Cleaner(FilledMap, WriteRight))

\* Time passes in a round, as much as tombstones have: Kafka's horizon counts from the beginning of the round.
AboutToFlush == IsWriting /\ Unwritten = {}
SlowRoundNext ==
    \/ AboutToFlush /\ (\E now \in Times : now > clock /\ PassTo(now)) /\ UNCHANGED budgetVars
    \/ AboutToFlush /\ Budgeted(ReadingOnce)
    \/ Records(CleanAll)

-------------------------------------------------------------------------------
\* Bugs of the swap.

Swap(Step) ==
    \/ FailsInBudget
    \/ Loading /\ UNCHANGED budgetVars
    \/ SyncDirectory /\ UNCHANGED budgetVars
    \/ running /\ Budgeted(Step \/ ReadOn \/ Time)

\* The lowest file first: if it comes to no more, it passes for the whole swap.
AscendingToSwap ==
    /\ DOMAIN directory["cleaned"] # {}
    /\ unflushed = {}
    /\ OnlyPending("swap")
    /\ ChangeNames(ChangesOf("swap", Only(directory["cleaned"], {Min(DOMAIN directory["cleaned"])})))
    /\ UNCHANGED <<unflushed, checkpointVars, running, log, knownFrom, highWatermark, roundVars, clientVars, historyVars>>

OtherSteps ==
    \/ BuildAll
    \/ NotSwapping /\ Rewriting
    \/ \E baseOffset \in unflushed : FlushCleaned(baseOffset)
    \/ \E baseOffset \in DOMAIN directory["log"] : RetireSegment(baseOffset)
    \/ \E baseOffset \in DOMAIN directory["swap"] : RenameToLog(baseOffset)
    \/ CompleteSwap
    \/ FinishRound
AscendingSwapNext == Swap(OtherSteps \/ (running /\ AscendingToSwap))

\* From the top, but synced together: undone out of order, they are as good as ascending.
TogetherToSwap ==
    /\ DOMAIN directory["cleaned"] # {}
    /\ unflushed = {}
    /\ OnlyPending("swap")
    /\ ChangeNames(ChangesOf("swap", Only(directory["cleaned"], {Max(DOMAIN directory["cleaned"])})))
    /\ UNCHANGED <<unflushed, checkpointVars, running, log, knownFrom, highWatermark, roundVars, clientVars, historyVars>>
TogetherSwapNext == Swap(OtherSteps \/ (running /\ TogetherToSwap))

\* The new files lose their suffix together: if the power keeps that of one between two others, the next start takes it for old.
TogetherToLog ==
    /\ round # NoRound
    /\ DOMAIN directory["cleaned"] = {}
    /\ IsRetired(round.group)
    /\ OnlyPending("finish")
    /\ \E b \in DOMAIN directory["swap"] :
           /\ ChangeNames(ChangesOf("finish", Only(directory["swap"], {b})))
           /\ UNCHANGED <<unflushed, checkpointVars, running, log, knownFrom, highWatermark, roundVars, clientVars, historyVars>>
TogetherLogNext ==
    Swap(OtherSteps \/ (running /\ TogetherToLog) \/ \E baseOffset \in DOMAIN directory["cleaned"] : RenameToSwap(baseOffset))

\* The new files count before their content is on the platter.
UnflushedToSwap ==
    /\ DOMAIN directory["cleaned"] # {}
    /\ Unwritten = {}
    /\ OnlyPending("swap")
    /\ ChangeNames(ChangesOf("swap", Only(directory["cleaned"], {Max(DOMAIN directory["cleaned"])})))
    /\ UNCHANGED <<unflushed, checkpointVars, running, log, knownFrom, highWatermark, roundVars, clientVars, historyVars>>
UnflushedSwapNext == Swap(OtherSteps \/ (running /\ UnflushedToSwap))

\* The directory is synced once, after all renames, as Kafka does: refuted on a file system that reorders them.
OneSyncRename(kind, suffix, b) ==
    /\ ChangeNames(ChangesOf(kind, Only(directory[suffix], {b})))
    /\ UNCHANGED <<unflushed, checkpointVars, running, log, knownFrom, highWatermark, roundVars, clientVars, historyVars>>
OneSync ==
    \/ unflushed = {} /\ DOMAIN directory["cleaned"] # {} /\ OneSyncRename("swap", "cleaned", Max(DOMAIN directory["cleaned"]))
    \/ round # NoRound /\ DOMAIN directory["swap"] = round.outputs /\
          \E b \in round.group \cap DOMAIN directory["log"] : OneSyncRename("retire", "log", b)
    \/ round # NoRound /\ DOMAIN directory["cleaned"] = {} /\ IsRetired(round.group) /\
          \E b \in DOMAIN directory["swap"] : OneSyncRename("finish", "swap", b)
OneSyncNext == Swap(OtherSteps \/ (running /\ OneSync))

\* The checkpoint moves before the swap is durable.
EarlyCheckpoint ==
    /\ round # NoRound
    /\ cleanerCheckpoint' = round.endOffset
    /\ UNCHANGED <<fileVars, recoveryPoint, logStartOffset, running, log, knownFrom, highWatermark, roundVars, clientVars, historyVars>>
EarlyCheckpointNext ==
    \/ ~Idle /\ FailsInBudget
    \/ Loading /\ UNCHANGED budgetVars
    \/ SyncDirectory /\ UNCHANGED budgetVars
    \/ running /\ IF ~Idle THEN Budgeted(Cleaner(BuildAll, WriteRight) \/ EarlyCheckpoint)
                   ELSE IF ~IsWritten THEN WriteOne /\ UNCHANGED budgetVars
                   ELSE Budgeted(WriteOne \/ BuildAll \/ Time)

\* Nobody looks whether the old segments still are what was read.
BlindToSwap ==
    /\ running
    /\ DOMAIN directory["cleaned"] # {}
    /\ round.group \subseteq DOMAIN log
    /\ unflushed = {}
    /\ unsynced = <<>>
    /\ ChangeNames(ChangesOf("swap", Only(directory["cleaned"], {Max(DOMAIN directory["cleaned"])})))
    /\ UNCHANGED <<unflushed, checkpointVars, running, log, knownFrom, highWatermark, roundVars, clientVars, historyVars>>

\* The active segment is rewritten while it is appended to.
AppendOne == LogEndOffset < MaxOffset /\ AppendRecords(<<[key |-> "j", value |-> "v"]>>)
SeeAll == ~AllVisible /\ AdvanceHighWatermark(LogEndOffset)
FlushAll == ~AllFlushed /\ CheckpointRecoveryPoint(LogEndOffset)
ActiveNext ==
    Swap(\/ AppendOne \/ SeeAll
         \/ Cleaner(LogEndOffset > FirstDirtyOffset /\ Map(LogEndOffset, {}), WriteRight) \/ BlindToSwap)

\* A truncation makes a segment active that is being cleaned, and what is appended to it then is lost with the swap.
CutWhileCleanedNext == Swap(AppendOne \/ SeeAll \/ DeleteLastSegment \/ CleanAll \/ BlindToSwap)

\* What a power loss takes supersedes what is on the platter.
RollOnce == Cardinality(DOMAIN log) < 6 /\ Roll
AboveRecoveryPointNext ==
    Swap(\/ AppendOne \/ SeeAll \/ RollOnce
         \/ Cleaner(Active(log) > FirstDirtyOffset /\ Map(Active(log), {}), WriteRight))

\* The same with that rule: records that come meanwhile are flushed late, or never.
AppendingNext == Swap(AppendOne \/ SeeAll \/ RollOnce \/ FlushAll \/ CleanAll)

\* Retention is there first, and a round is given up ...
AbandonedNext == Swap(CleanAll \/ DeleteOldestSegment \/ AbandonRound \/ \E baseOffset \in CleanedFiles : RemoveCleaned(baseOffset))

\* ... and its file stays: the swap of the next round passes for incomplete.
AbandonFiles ==
    /\ round # NoRound
    /\ NotSwapping
    /\ EndRound
    /\ UNCHANGED <<fileVars, checkpointVars, running, log, knownFrom, highWatermark, clientVars, historyVars>>
LeftoverNext == Swap(Cleaner(BuildAll, WriteRight) \/ DeleteOldestSegment \/ AbandonFiles)

\* An abort is committed, and so what was aborted goes; but its marker is not flushed.  The power takes it, and the transaction,
\* which has lost its records, ends otherwise.
UnflushedMarkerInit ==
    PreparedInit((0 :> InTransaction(0, "transactional", "k", "v")) @@ (1 :> {Prepared(1, "j", "v")}) @@ (2 :> {Prepared(2, "j", "w")})
                 @@ (3 :> InTransaction(3, "marker", None, "abort")) @@ (4 :> {}), 3)
BuildDecided == LET endOffset == Lower(LastStableOffset, recoveryPoint) IN FirstDirtyOffset < endOffset /\ Map(endOffset, {})
UnflushedMarkerNext == Swap(BuildDecided \/ CleanAll \/ SeeAll \/ (HasRoom /\ EndTransaction("p", "commit")))

\* A log is opened whose snapshots are lost, and only what is not flushed is read: a transaction is forgotten that is there, and
\* supersedes what it may yet give back.
ForgetfulInit ==
    PreparedInit((0 :> {Prepared(0, "k", "v")}) @@ (1 :> InTransaction(1, "transactional", "k", "w")) @@ (2 :> {}), 2)
OpenForgetfully ==
    /\ IsTidy
    /\ running' = TRUE
    /\ log' = directory["log"]
    /\ knownFrom' = recoveryPoint
    /\ UNCHANGED <<fileVars, checkpointVars, highWatermark, roundVars, clientVars, historyVars>>
ForgetfulNext ==
    \/ FailsInBudget
    \/ OpenForgetfully /\ UNCHANGED budgetVars
    \/ running /\ Budgeted(CleanAll)

\* As in Kafka, a tombstone behind the end of a filled map gets its horizon already, and goes when that is over although only this
\* round removes what it deletes: a reader of that value may not find it any more.
KafkaHorizon(batch, records) ==
    IF batch.horizon = -1 /\ (\E r \in records : r.value = Tombstone) THEN round.now + DeleteRetention ELSE batch.horizon
KafkaRetained(batch) ==
    {r \in RetainedRecords(batch) : r.offset >= round.endOffset \/ r.value # Tombstone \/ batch.horizon = -1 \/ batch.horizon > round.now}
KafkaCleaned(batches) ==
    {[b EXCEPT !.records = KafkaRetained(b), !.horizon = KafkaHorizon(b, KafkaRetained(b))] :
        b \in {c \in batches : KafkaRetained(c) # {} \/ IsKeptEmpty(c)}}
EarlyHorizon ==
    Cleaner(\E endOffset \in (FirstDirtyOffset + 1)..FirstUncleanableOffset : BuildOffsetMap(endOffset),
            round # NoRound /\ WriteAll(KafkaCleaned(UNION {log[b] : b \in All})))
EarlyHorizonNext == IF ~Idle THEN Budgeted(EarlyHorizon) ELSE Budgeted(EarlyHorizon \/ Reading \/ Time)

\* A map of one key is full at 1, and in the next round at 2: both times in front of a transaction that was aborted, in the same segment.
BehindTheMapInit ==
    PreparedInit((0 :> ({Prepared(0, "i", "v"), Prepared(1, "k", "v"), Prepared(2, "i", "w")}
                        \cup InTransaction(3, "transactional", "j", "v") \cup InTransaction(4, "marker", None, "abort"))) @@ (5 :> {}), 5)

\* What lies behind the end of a filled map is copied, but the index is asked only up to there which transactions were aborted.
\* The records of one behind pass for committed, and its marker for one of which nothing is left: it gets a horizon, as in Kafka, and
\* goes with a later round that does not come so far either; the records are still there (KAFKA-13727).
IsBehindTheMap(batch) == batch.baseOffset >= round.endOffset
EndsNothingKnown(batch) ==
    /\ IsMarker(batch)
    /\ batch.records # {}
    /\ EndsAs(batch) = "abort"
    /\ \A b \in TransactionOf(Source, batch) : IsBehindTheMap(b)
BlindlyCopied(batches) ==
    {[b EXCEPT !.horizon = IF EndsNothingKnown(b) /\ @ = -1 THEN round.now + DeleteRetention ELSE @] :
        b \in {c \in batches : EndsNothingKnown(c) => c.horizon = -1 \/ c.horizon > round.now}}
BlindlyCleaned(batches) ==
    LET behind == {b \in batches : IsBehindTheMap(b)}
    IN  Cleaned(batches \ behind) \cup BlindlyCopied(behind)
BlindBehindTheMap ==
    Cleaner(\E endOffset \in (FirstDirtyOffset + 1)..FirstUncleanableOffset : BuildOffsetMap(endOffset),
            round # NoRound /\ WriteAll(BlindlyCleaned(UNION {log[b] : b \in All})))
BlindBehindTheMapNext == IF ~Idle THEN Budgeted(BlindBehindTheMap) ELSE Budgeted(BlindBehindTheMap \/ Time)

===============================================================================
