------------------------------ MODULE Compaction ------------------------------
(***************************************************************************)
(* How does the cleaner of one partition remove superseded records from    *)
(* files that are being read, and may crash at any step of it?             *)
(*                                                                         *)
(* A round maps the keys of the dirty range to their newest offsets, then  *)
(* rewrites the segments, group by group, without the records that the map *)
(* supersedes, swaps the new files for the old, and moves the checkpoint.  *)
(* Tombstones and transaction markers stay for another DeleteRetention, so *)
(* that a reader who has seen what they put an end to sees them as well.   *)
(*                                                                         *)
(* The directory is modelled by name and suffix; of the renames that were  *)
(* not synced a power loss undoes any, in any order.  `.deleted` files are *)
(* modelled as gone: nothing ever reads them again.                        *)
(*                                                                         *)
(* Abstracted away: which of several logs is cleaned and when (any, at any *)
(* time), sizes, compression, timestamps other than the time of appending. *)
(* A round takes no time against DeleteRetention: what it takes is lost to *)
(* readers, see BugSlowRound.                                              *)
(*                                                                         *)
(* Sources: LogCleaner, Cleaner, LogLoader, KIP-58, KIP-354, KIP-534.      *)
(***************************************************************************)
EXTENDS Integers, Sequences, FiniteSets

CONSTANTS
    Payloads,           \* what a batch may hold: non-empty sequences of [key, value]
    Tombstone,          \* the value that deletes its key
    Producers,          \* those that write in transactions
    None,               \* no producer, no key
    Readers,
    Times,              \* what the clock may show: Nat, or a finite part of it
    DeleteRetention,    \* delete.retention.ms
    MinCompactionLag,   \* min.compaction.lag.ms
    MapCapacity         \* how many keys the offset map has room for

ASSUME TimesAssumption == DeleteRetention \in Nat /\ MinCompactionLag \in Nat
ASSUME MapAssumption == MapCapacity \in Nat \ {0}

VARIABLES
    \* The disk, durable.  A segment's files are one here: base offset -> set of batches.
    directory,          \* suffix ("log", "swap", "cleaned") -> the segments whose files have it, as a process sees them
    platter,            \* the same as from the last sync of the directory
    unsynced,           \* the changes of names since: a sequence of [change, baseOffset, batches]
    unflushed,          \* base offsets of new files whose content is not yet on the platter
    cleanerCheckpoint,  \* below it keys are unique: cleaner-offset-checkpoint
    recoveryPoint,      \* below it everything is on the platter: recovery-point-offset-checkpoint
    logStartOffset,     \* log-start-offset-checkpoint

    \* The broker's memory, volatile.
    running,            \* whether the log is open
    log,                \* the segments that readers are served from; after a crash, those that they were served from
    highWatermark,      \* readers see only what is below
    round,              \* the cleaner's round, or NoRound

    \* Clients, and the time.
    readers,            \* reader -> [position, since, belief, pending]
    clock,
    appended            \* history variable: the batches of the log as if nothing were ever compacted

fileVars == <<directory, platter, unsynced, unflushed>>
checkpointVars == <<cleanerCheckpoint, recoveryPoint, logStartOffset>>
clientVars == <<readers, clock>>
vars == <<fileVars, checkpointVars, running, log, highWatermark, round, clientVars, appended>>

-------------------------------------------------------------------------------
\* Helpers.

Min(S) == CHOOSE x \in S : \A y \in S : x <= y
Max(S) == CHOOSE x \in S : \A y \in S : x >= y
Lower(x, y) == IF x < y THEN x ELSE y
Empty == [baseOffset \in {} |-> {}]
Without(segments, bases) == [b \in DOMAIN segments \ bases |-> segments[b]]
With(segments, more) == [b \in DOMAIN segments \cup DOMAIN more |-> IF b \in DOMAIN more THEN more[b] ELSE segments[b]]
Only(segments, bases) == [b \in bases |-> segments[b]]

BatchesOf(segments) == UNION {segments[b] : b \in DOMAIN segments}
Active(segments) == Max(DOMAIN segments)
NextOffset(batches, baseOffset) == IF batches = {} THEN baseOffset ELSE Max({b.lastOffset : b \in batches}) + 1
LogEndOffset == NextOffset(log[Active(log)], Active(log))

\* Offset by offset, the records of a batch; a batch keeps its offsets when it loses records.
IsMarker(batch) == batch.kind = "marker"
IsTransactional(batch) == batch.kind = "transactional"
EndsAs(marker) == (CHOOSE record \in marker.records : TRUE).value

\* What became of a transaction: told by the next marker of its producer.
Fate(batches, batch) ==
    LET markers == {m \in batches : IsMarker(m) /\ m.records # {} /\ m.producer = batch.producer /\ m.baseOffset > batch.baseOffset}
    IN  IF markers = {} THEN "ongoing" ELSE EndsAs(CHOOSE m \in markers : \A n \in markers : m.baseOffset <= n.baseOffset)

\* The batches of the transaction that a marker ends.
TransactionOf(batches, marker) ==
    {b \in batches : /\ IsTransactional(b)
                     /\ b.producer = marker.producer
                     /\ b.baseOffset < marker.baseOffset
                     /\ \A m \in batches : IsMarker(m) /\ m.records # {} /\ m.producer = b.producer =>
                            ~(b.baseOffset < m.baseOffset /\ m.baseOffset < marker.baseOffset)}

Ongoing(batches) == {b \in batches : IsTransactional(b) /\ Fate(batches, b) = "ongoing"}
LastStableOffset(batches) == Min({highWatermark} \cup {b.baseOffset : b \in Ongoing(batches)})

\* What a reader of committed records finds between start and end.
Visible(batches) ==
    LET endOffset == LastStableOffset(batches)
        counts == {b \in batches : ~IsMarker(b) /\ b.lastOffset < endOffset /\ (IsTransactional(b) => Fate(batches, b) = "commit")}
    IN  {record \in UNION {b.records : b \in counts} : record.offset >= logStartOffset}

\* Of each key the newest only: all that a reader needs to keep.
Newest(records) == {r \in records : \A other \in records : other.key = r.key => other.offset <= r.offset}

-------------------------------------------------------------------------------

NoRound == [startOffset |-> 0, endOffset |-> 0, now |-> 0, offsetMap |-> Empty, nextOffset |-> 0, group |-> {}, outputs |-> {}]

NewReader == [position |-> 0, since |-> clock, belief |-> {}, pending |-> {}]

Init ==
    /\ directory = [suffix \in {"log", "swap", "cleaned"} |-> IF suffix = "log" THEN [b \in {0} |-> {}] ELSE Empty]
    /\ platter = directory
    /\ unsynced = <<>>
    /\ unflushed = {}
    /\ cleanerCheckpoint = 0
    /\ recoveryPoint = 0
    /\ logStartOffset = 0
    /\ running = TRUE
    /\ log = directory["log"]
    /\ highWatermark = 0
    /\ round = NoRound
    /\ clock = 0
    /\ readers = [reader \in Readers |-> [position |-> 0, since |-> 0, belief |-> {}, pending |-> {}]]
    /\ appended = {}

-------------------------------------------------------------------------------
\* The log, as far as the cleaner is concerned.

Batch(producer, kind, payload) ==
    [baseOffset |-> LogEndOffset, lastOffset |-> LogEndOffset + Len(payload) - 1, producer |-> producer, kind |-> kind,
     timestamp |-> clock, horizon |-> -1,
     records |-> {[offset |-> LogEndOffset + i - 1, key |-> payload[i].key, value |-> payload[i].value] : i \in DOMAIN payload}]

AppendBatch(batch) ==
    LET active == Active(log)
    IN  /\ log' = [log EXCEPT ![active] = @ \cup {batch}]
        /\ directory' = [directory EXCEPT !["log"][active] = @ \cup {batch}]
        /\ platter' = [platter EXCEPT !["log"][active] = @ \cup {batch}]
        /\ appended' = appended \cup {batch}
        /\ UNCHANGED <<unsynced, unflushed, checkpointVars, running, highWatermark, round, clientVars>>

AppendRecords(payload) ==
    /\ running

    /\ AppendBatch(Batch(None, "data", payload))

AppendInTransaction(producer, payload) ==
    /\ running

    /\ AppendBatch(Batch(producer, "transactional", payload))

\* The coordinator ends a transaction: verdict is "commit" or "abort".
EndTransaction(producer, verdict) ==
    /\ running
    /\ \E b \in Ongoing(appended) : b.producer = producer

    /\ AppendBatch(Batch(producer, "marker", <<[key |-> None, value |-> verdict]>>))

\* The directory is synced before the new segment is used.  The sync takes what else is waiting with it.
Roll ==
    LET segment == [b \in {LogEndOffset} |-> {}]
    IN  /\ running
        /\ log[Active(log)] # {}

        /\ log' = With(log, segment)
        /\ directory' = [directory EXCEPT !["log"] = With(@, segment)]
        /\ platter' = directory'
        /\ unsynced' = <<>>
        /\ UNCHANGED <<unflushed, checkpointVars, running, highWatermark, round, clientVars, appended>>

AdvanceHighWatermark(offset) ==
    /\ running
    /\ offset \in (highWatermark + 1)..LogEndOffset

    /\ highWatermark' = offset
    /\ UNCHANGED <<fileVars, checkpointVars, running, log, round, clientVars, appended>>

\* What is below is flushed, then the checkpoint says so.
CheckpointRecoveryPoint(offset) ==
    /\ running
    /\ offset \in (recoveryPoint + 1)..LogEndOffset

    /\ recoveryPoint' = offset
    /\ UNCHANGED <<fileVars, cleanerCheckpoint, logStartOffset, running, log, highWatermark, round, clientVars, appended>>

\* Once old segments go, a round must go on to its end: the log and the cleaner take turns.
NotSwapping == round = NoRound \/ round.outputs = {} \/ DOMAIN directory["cleaned"] = round.outputs

\* The round is given up; what it had prepared is left for nobody.
GiveUp(segments) ==
    /\ round' = NoRound
    /\ directory' = [log |-> segments, swap |-> Empty, cleaned |-> Empty]
    /\ platter' = directory'
    /\ unsynced' = <<>>
    /\ unflushed' = {}

CutAt(segments, endOffset) ==
    [b \in {c \in DOMAIN segments : c = 0 \/ c < endOffset \/ c = Min(DOMAIN segments)} |-> {batch \in segments[b] : batch.lastOffset < endOffset}]

\* A follower cuts what the new leader does not have: never what is committed.  A batch is cut whole.
Truncate(endOffset) ==
    /\ running
    /\ NotSwapping
    /\ endOffset \in highWatermark..(LogEndOffset - 1)
    /\ endOffset >= Min(DOMAIN log)
    /\ \A b \in BatchesOf(log) : b.lastOffset < endOffset \/ b.baseOffset >= endOffset

    /\ log' = CutAt(log, endOffset)
    /\ GiveUp(CutAt(log, endOffset))
    /\ appended' = {b \in appended : b.lastOffset < endOffset}
    /\ cleanerCheckpoint' = Lower(cleanerCheckpoint, endOffset)
    /\ recoveryPoint' = Lower(recoveryPoint, endOffset)
    /\ UNCHANGED <<logStartOffset, running, highWatermark, clientVars>>

\* deleteRecords, or retention with cleanup.policy=compact,delete.  The checkpoint is durable before any file goes.
MoveLogStart(offset) ==
    /\ running
    /\ offset \in (logStartOffset + 1)..highWatermark

    /\ logStartOffset' = offset
    /\ UNCHANGED <<fileVars, cleanerCheckpoint, recoveryPoint, running, log, highWatermark, round, clientVars, appended>>

\* The oldest segment goes when the one behind it begins at or below the log start.
DeleteOldestSegment ==
    LET rest == Without(log, {Min(DOMAIN log)})
    IN  /\ running
        /\ NotSwapping
        /\ Cardinality(DOMAIN log) > 1
        /\ Min(DOMAIN rest) <= logStartOffset

        /\ log' = rest
        /\ GiveUp(rest)
        /\ UNCHANGED <<checkpointVars, running, highWatermark, clientVars, appended>>

-------------------------------------------------------------------------------
\* A round of the cleaner.

FirstDirtyOffset == IF cleanerCheckpoint < Min(DOMAIN log) \/ cleanerCheckpoint > LogEndOffset THEN Min(DOMAIN log) ELSE cleanerCheckpoint

\* Segments that have a record too young.
Young(baseOffset) == MinCompactionLag > 0 /\ \E b \in log[baseOffset] : b.timestamp > clock - MinCompactionLag

\* Never the active segment: it is being written.  Never an undecided record: it may be aborted, and what it superseded is
\* needed again.  Never what a power loss could take: it supersedes what the platter has.  (Kafka asks only for the first
\* unflushed segment not to be the active one; then recovery could not tell its gaps from holes.)
FirstUncleanableOffset ==
    Min({LastStableOffset(BatchesOf(log)), Active(log), recoveryPoint} \cup {b \in DOMAIN log : Young(b)})

IsAborted(batch) == IsTransactional(batch) /\ Fate(BatchesOf(log), batch) = "abort"
MappedBatches == {b \in BatchesOf(log) : ~IsMarker(b) /\ ~IsAborted(b)}
MappedRecords(startOffset, endOffset) ==
    {r \in UNION {b.records : b \in MappedBatches} : startOffset <= r.offset /\ r.offset < endOffset}

OffsetMap(records) == [key \in {r.key : r \in records} |-> Max({r.offset : r \in {s \in records : s.key = key}})]

\* The map has room for so many keys, wherever that is: the round ends there.
Map(endOffset) ==
    LET records == MappedRecords(FirstDirtyOffset, endOffset)
    IN  /\ running
        /\ round = NoRound
        /\ Cardinality({r.key : r \in records}) <= MapCapacity

        /\ round' = [startOffset |-> FirstDirtyOffset, endOffset |-> endOffset, now |-> clock, offsetMap |-> OffsetMap(records),
                     nextOffset |-> Min(DOMAIN log), group |-> {}, outputs |-> {}]
        /\ UNCHANGED <<fileVars, checkpointVars, running, log, highWatermark, clientVars, appended>>

BuildOffsetMap(endOffset) ==
    /\ endOffset \in (FirstDirtyOffset + 1)..FirstUncleanableOffset

    /\ Map(endOffset)

\* A tombstone or marker ends its stay; never in the range that is dirty: an older value may have been there until now, because
\* an earlier round did not come to its end.
IsExpired(batch) == batch.horizon >= 0 /\ batch.horizon <= round.now /\ batch.baseOffset < round.startOffset

IsRetained(batch, record) ==
    \/ record.offset >= round.endOffset
    \/ /\ record.key \in DOMAIN round.offsetMap => record.offset >= round.offsetMap[record.key]
       /\ record.value # Tombstone \/ ~IsExpired(batch)

\* A marker is needed while a batch of its transaction is there, and for some time after.
IsMarkerRetained(batch) == TransactionOf(BatchesOf(log), batch) # {} \/ ~IsExpired(batch)

RetainedRecords(batch) ==
    IF batch.lastOffset >= round.endOffset /\ batch.baseOffset >= round.endOffset THEN batch.records
    ELSE IF IsMarker(batch) THEN (IF IsMarkerRetained(batch) THEN batch.records ELSE {})
    ELSE IF IsAborted(batch) THEN {}
    ELSE {r \in batch.records : IsRetained(batch, r)}

\* From now on the clock runs for a tombstone, or for the marker of a transaction that is gone; for those of the dirty range
\* it starts again.
Horizon(batch) ==
    LET expires == IF IsMarker(batch) THEN TransactionOf(BatchesOf(log), batch) = {}
                   ELSE \E r \in RetainedRecords(batch) : r.value = Tombstone
    IN  IF expires /\ batch.lastOffset < round.endOffset /\ (batch.horizon = -1 \/ batch.baseOffset >= round.startOffset)
        THEN round.now + DeleteRetention ELSE batch.horizon

\* A producer's last batch keeps its sequence number, even without records; the round's last keeps the end of the range.
IsKeptEmpty(batch) ==
    \/ batch.lastOffset + 1 = round.endOffset
    \/ IsTransactional(batch) /\ \A b \in BatchesOf(log) : IsTransactional(b) /\ b.producer = batch.producer => b.baseOffset <= batch.baseOffset

Cleaned(batches) ==
    {[b EXCEPT !.records = RetainedRecords(b), !.horizon = Horizon(b)] :
        b \in {c \in batches : RetainedRecords(c) # {} \/ IsKeptEmpty(c)}}

\* The segments from the next one on, as many as shall become one: [nextOffset, upperOffset).
Group(upperOffset) == {b \in DOMAIN log : round.nextOffset <= b /\ b < upperOffset}

\* What a change of a name does to a directory.  The changes lose nothing that they do not name.
ApplyChange(names, c) ==
    LET file == [b \in {c.baseOffset} |-> c.batches]
        Drop(suffix) == Without(names[suffix], {c.baseOffset})
    IN  CASE c.change = "create"      -> [names EXCEPT !["cleaned"] = With(@, file)]
          [] c.change = "swap"        -> [names EXCEPT !["cleaned"] = Drop("cleaned"), !["swap"] = With(@, file)]
          [] c.change = "retire"      -> [names EXCEPT !["log"] = Drop("log")]
          [] c.change = "finish"      -> [names EXCEPT !["swap"] = Drop("swap"), !["log"] = With(@, file)]
          [] c.change = "dropSwap"    -> [names EXCEPT !["swap"] = Drop("swap")]
          [] c.change = "dropCleaned" -> [names EXCEPT !["cleaned"] = Drop("cleaned")]

RECURSIVE ApplyChanges(_, _)
ApplyChanges(names, changes) ==
    IF changes = <<>> THEN names ELSE ApplyChanges(ApplyChange(names, Head(changes)), Tail(changes))

\* One change for each file of a suffix, all in one step: it does not matter which comes first.
RECURSIVE ChangesOf(_, _)
ChangesOf(kind, segments) ==
    IF DOMAIN segments = {} THEN <<>>
    ELSE LET b == Max(DOMAIN segments)
         IN  <<[change |-> kind, baseOffset |-> b, batches |-> segments[b]]>> \o ChangesOf(kind, Without(segments, {b}))

ChangeNames(changes) ==
    /\ directory' = ApplyChanges(directory, changes)
    /\ unsynced' = unsynced \o changes
    /\ UNCHANGED platter

\* Nothing waits for the sync but changes of this kind: what came before is on the platter.
OnlyPending(kind) == \A i \in DOMAIN unsynced : unsynced[i].change = kind

\* New files with these batches for a group; each begins at one of the outputs.
WriteFiles(group, batches, outputs) ==
    LET Above(o) == {p \in outputs : p > o}
        segments == [o \in outputs |-> {b \in batches : o <= b.baseOffset /\ (Above(o) # {} => b.baseOffset < Min(Above(o)))}]
    IN  /\ running
        /\ round # NoRound
        /\ round.group = {}
        /\ group # {}
        /\ \A b \in group : b < round.endOffset
        /\ Min(group) \in outputs
        /\ outputs \subseteq {Min(group)} \cup {b.baseOffset : b \in batches}

        /\ ChangeNames(ChangesOf("create", segments))
        /\ unflushed' = outputs
        /\ round' = [round EXCEPT !.group = group, !.outputs = outputs]
        /\ UNCHANGED <<checkpointVars, running, log, highWatermark, clientVars, appended>>

\* The records that stay are written anew.  Usually to one file; to more, if it would grow too large.
WriteCleaned(upperOffset, outputs) ==
    WriteFiles(Group(upperOffset), Cleaned(UNION {log[b] : b \in Group(upperOffset)}), outputs)

\* Their content is on the platter before any name says that they may be used.
FlushCleaned ==
    /\ running
    /\ unflushed # {}

    /\ unflushed' = {}
    /\ UNCHANGED <<directory, platter, unsynced, checkpointVars, running, log, highWatermark, round, clientVars, appended>>

\* Each kind of change is on the platter before the next begins.  Kafka syncs once, at the end: it trusts the file system to
\* keep renames in order.
SyncDirectory ==
    /\ unsynced # <<>>

    /\ platter' = directory
    /\ unsynced' = <<>>
    /\ UNCHANGED <<directory, unflushed, checkpointVars, running, log, highWatermark, round, clientVars, appended>>

\* In descending order of offsets: while one is `.cleaned`, those above it that are `.swap` already do not count (KAFKA-6264).
\* Each is on the platter before the next: a higher one that is undone would leave a lower one that passes for the whole swap.
RenameToSwap(baseOffset) ==
    /\ running
    /\ round # NoRound
    /\ baseOffset \in DOMAIN directory["cleaned"]
    /\ \A b \in DOMAIN directory["cleaned"] : b <= baseOffset
    /\ unflushed = {}
    /\ unsynced = <<>>

    /\ ChangeNames(ChangesOf("swap", Only(directory["cleaned"], {baseOffset})))
    /\ UNCHANGED <<unflushed, checkpointVars, running, log, highWatermark, round, clientVars, appended>>

\* From here on the new files count: the old are renamed `.deleted`, and readers who have them open go on.
RetireSegment(baseOffset) ==
    /\ running
    /\ round # NoRound
    /\ baseOffset \in round.group \cap DOMAIN directory["log"]
    /\ DOMAIN directory["swap"] = round.outputs
    /\ OnlyPending("retire")

    /\ ChangeNames(ChangesOf("retire", Only(directory["log"], {baseOffset})))
    /\ UNCHANGED <<unflushed, checkpointVars, running, log, highWatermark, round, clientVars, appended>>

IsRetired(group) == DOMAIN directory["log"] \cap group \subseteq round.outputs \ DOMAIN directory["swap"]

RenameToLog(baseOffset) ==
    /\ running
    /\ round # NoRound
    /\ baseOffset \in DOMAIN directory["swap"]
    /\ DOMAIN directory["cleaned"] = {}
    /\ IsRetired(round.group)
    /\ OnlyPending("finish")

    /\ ChangeNames(ChangesOf("finish", Only(directory["swap"], {baseOffset})))
    /\ UNCHANGED <<unflushed, checkpointVars, running, log, highWatermark, round, clientVars, appended>>

\* Readers that come now are served from the new files.
CompleteSwap ==
    /\ running
    /\ round # NoRound
    /\ round.group # {}
    /\ DOMAIN directory["cleaned"] = {}
    /\ DOMAIN directory["swap"] = {}
    /\ unsynced = <<>>

    /\ log' = directory["log"]
    /\ round' = [round EXCEPT !.group = {}, !.outputs = {}, !.nextOffset = Max(round.group) + 1]
    /\ UNCHANGED <<fileVars, checkpointVars, running, highWatermark, clientVars, appended>>

\* Every group has been swapped, for good: below the end of the map, keys are unique.
FinishRound ==
    /\ running
    /\ round # NoRound
    /\ round.group = {}
    /\ \A b \in DOMAIN log : b < round.nextOffset \/ b >= round.endOffset

    /\ cleanerCheckpoint' = round.endOffset
    /\ round' = NoRound
    /\ UNCHANGED <<fileVars, recoveryPoint, logStartOffset, running, log, highWatermark, clientVars, appended>>

-------------------------------------------------------------------------------
\* Failures, and how the log is loaded afterwards.  Loading may fail at each step as well.

\* The process dies: what was written and renamed stays so.
Crash ==
    /\ running

    /\ running' = FALSE
    /\ round' = NoRound
    /\ UNCHANGED <<fileVars, checkpointVars, log, highWatermark, clientVars, appended>>

EmptyUnflushed(segments) == [b \in DOMAIN segments |-> IF b \in unflushed THEN {} ELSE segments[b]]
CutBatches(batches, endOffset) == {b \in batches : b.lastOffset < endOffset}
CutSegments(segments, endOffset) == [b \in DOMAIN segments |-> CutBatches(segments[b], endOffset)]

\* The machine dies: of the changes of names some are kept, of what was not flushed a part, ending anywhere.
LosePower(kept, endOffset) ==
    LET IsKept(c) == c.isKept
        changes == SelectSeq([i \in DOMAIN unsynced |-> [isKept |-> i \in kept, change |-> unsynced[i]]], IsKept)
        names == ApplyChanges(platter, [i \in DOMAIN changes |-> changes[i].change])
        Lost(suffix) == CutSegments(IF suffix = "log" THEN names[suffix] ELSE EmptyUnflushed(names[suffix]), endOffset)
    IN  /\ kept \subseteq DOMAIN unsynced
        /\ endOffset \in recoveryPoint..NextOffset(log[Active(log)], Active(log))
        /\ \A b \in BatchesOf(log) : b.lastOffset < endOffset \/ b.baseOffset >= endOffset

        /\ running' = FALSE
        /\ round' = NoRound
        /\ directory' = [suffix \in DOMAIN names |-> Lost(suffix)]
        /\ platter' = directory'
        /\ unsynced' = <<>>
        /\ unflushed' = {}
        /\ log' = CutSegments(log, endOffset)
        /\ appended' = CutBatches(appended, endOffset)
        /\ highWatermark' = Lower(highWatermark, endOffset)
        /\ readers' = [reader \in Readers |-> IF readers[reader].position > endOffset THEN NewReader ELSE readers[reader]]
        /\ UNCHANGED <<checkpointVars, clock>>

CleanedFiles == DOMAIN directory["cleaned"]
SwapFiles == DOMAIN directory["swap"]
InvalidSwapFiles == {b \in SwapFiles : \E c \in CleanedFiles : b >= c}

LoadStep(changes) ==
    /\ ~running
    /\ changes # <<>>

    /\ ChangeNames(changes)
    /\ UNCHANGED <<unflushed, checkpointVars, running, log, highWatermark, round, clientVars, appended>>

\* A swap that had not renamed all its files is undone, from the top ...
DropInvalidSwapFiles ==
    /\ OnlyPending("dropSwap")

    /\ LoadStep(ChangesOf("dropSwap", Only(directory["swap"], InvalidSwapFiles)))

\* ... and its `.cleaned` files go last: while one is there, the swap is known to be incomplete.
DropCleanedFiles ==
    /\ InvalidSwapFiles = {}
    /\ OnlyPending("dropCleaned")

    /\ LoadStep(ChangesOf("dropCleaned", directory["cleaned"]))

\* A swap that had renamed them all is brought to its end: the files that the new ones replace go.
CoveredBySwap ==
    LET end == Max({NextOffset(directory["swap"][b], b) : b \in SwapFiles})
    IN  IF SwapFiles = {} THEN {} ELSE {b \in DOMAIN directory["log"] : b \in SwapFiles \/ (Min(SwapFiles) <= b /\ b < end)}

DropCoveredFiles ==
    /\ CleanedFiles = {}
    /\ OnlyPending("retire")

    /\ LoadStep(ChangesOf("retire", Only(directory["log"], CoveredBySwap)))

RenameSwapFiles ==
    /\ CleanedFiles = {}
    /\ CoveredBySwap = {}
    /\ OnlyPending("finish")

    /\ LoadStep(ChangesOf("finish", directory["swap"]))

\* Where a segment does not end where the next begins, an unflushed end has been lost under a later segment; unless the cleaner
\* made the gap, and it cleans only what is flushed.
Holes(segments) ==
    {b \in DOMAIN segments : /\ b > recoveryPoint
                             /\ b > cleanerCheckpoint
                             /\ \E a \in DOMAIN segments : a < b /\ (\A c \in DOMAIN segments : c <= a \/ c >= b)
                                                          /\ NextOffset(segments[a], a) < b}

\* The log is opened with what the files hold, up to the first hole.
OpenLog ==
    LET segments == directory["log"]
        kept == {b \in DOMAIN segments : \A hole \in Holes(segments) : b < hole}
    IN  /\ ~running
        /\ CleanedFiles = {}
        /\ SwapFiles = {}
        /\ unsynced = <<>>

        /\ running' = TRUE
        /\ log' = Only(segments, kept)
        /\ directory' = [directory EXCEPT !["log"] = log']
        /\ platter' = directory'
        /\ UNCHANGED <<unsynced, unflushed, checkpointVars, highWatermark, round, clientVars, appended>>

-------------------------------------------------------------------------------
\* Readers and time.

NextBatches(reader) ==
    {b \in BatchesOf(log) : readers[reader].position <= b.lastOffset /\ b.lastOffset < LastStableOffset(BatchesOf(log))}

IsInTime(reader) == clock - readers[reader].since < DeleteRetention

\* What a reader knows after a batch.  It puts the records of a transaction aside until it sees the marker.
Taken(state, batch) ==
    LET own == {p \in state.pending : p.producer = batch.producer}
        records == {[offset |-> p.offset, key |-> p.key, value |-> p.value] : p \in own}
    IN  IF IsMarker(batch) /\ batch.records # {}
        THEN [belief |-> IF EndsAs(batch) = "commit" THEN Newest(state.belief \cup records) ELSE state.belief,
              pending |-> state.pending \ own]
        ELSE IF IsTransactional(batch)
        THEN [belief |-> state.belief,
              pending |-> state.pending \cup {[producer |-> batch.producer, offset |-> r.offset, key |-> r.key, value |-> r.value] :
                                             r \in {s \in batch.records : s.offset >= state.position}}]
        ELSE [belief |-> IF IsMarker(batch) THEN state.belief
                         ELSE Newest(state.belief \cup {r \in batch.records : r.offset >= state.position}),
              pending |-> state.pending]

\* A reader takes the next batch.  It may take its time.
Read(reader) ==
    LET batch == CHOOSE b \in NextBatches(reader) : \A c \in NextBatches(reader) : b.baseOffset <= c.baseOffset
        taken == Taken(readers[reader], batch)
    IN  /\ running
        /\ NextBatches(reader) # {}

        /\ readers' = [readers EXCEPT ![reader] =
               [position |-> batch.lastOffset + 1, since |-> @.since, belief |-> taken.belief, pending |-> taken.pending]]
        /\ UNCHANGED <<fileVars, checkpointVars, running, log, highWatermark, round, clock, appended>>

\* There is nothing more: if it has come here in time, its time begins anew.
ReachEnd(reader) ==
    /\ running
    /\ NextBatches(reader) = {}
    /\ IsInTime(reader)
    /\ readers[reader].since # clock

    /\ readers' = [readers EXCEPT ![reader].since = clock]
    /\ UNCHANGED <<fileVars, checkpointVars, running, log, highWatermark, round, clock, appended>>

\* Someone begins to read from the start.
StartOver(reader) ==
    /\ running

    /\ readers' = [readers EXCEPT ![reader] = NewReader]
    /\ UNCHANGED <<fileVars, checkpointVars, running, log, highWatermark, round, clock, appended>>

PassTo(now) ==
    /\ readers' = readers
    /\ clock' = now
    /\ UNCHANGED <<fileVars, checkpointVars, running, log, highWatermark, round, appended>>

\* A round takes no time.
Tick(now) ==
    /\ now \in Times
    /\ now > clock
    /\ round = NoRound

    /\ PassTo(now)

-------------------------------------------------------------------------------

Writing ==
    \/ \E payload \in Payloads : AppendRecords(payload)
    \/ \E producer \in Producers : \E payload \in Payloads : AppendInTransaction(producer, payload)
    \/ \E producer \in Producers : \E verdict \in {"commit", "abort"} : EndTransaction(producer, verdict)
    \/ Roll
    \/ \E offset \in (highWatermark + 1)..LogEndOffset : AdvanceHighWatermark(offset)
    \/ \E offset \in (recoveryPoint + 1)..LogEndOffset : CheckpointRecoveryPoint(offset)

Removing ==
    \/ \E endOffset \in 0..LogEndOffset : Truncate(endOffset)
    \/ \E offset \in 0..highWatermark : MoveLogStart(offset)
    \/ DeleteOldestSegment

Bounds == DOMAIN log \cup {LogEndOffset}
Outputs == {b.baseOffset : b \in BatchesOf(log)} \cup DOMAIN log

Swapping ==
    \/ FlushCleaned
    \/ SyncDirectory
    \/ \E baseOffset \in DOMAIN directory["cleaned"] : RenameToSwap(baseOffset)
    \/ \E baseOffset \in DOMAIN directory["log"] : RetireSegment(baseOffset)
    \/ \E baseOffset \in DOMAIN directory["swap"] : RenameToLog(baseOffset)
    \/ CompleteSwap

Cleaning ==
    \/ \E endOffset \in 0..LogEndOffset : BuildOffsetMap(endOffset)
    \/ \E upperOffset \in Bounds : \E outputs \in SUBSET Outputs : WriteCleaned(upperOffset, outputs)
    \/ Swapping
    \/ FinishRound

Loading == DropInvalidSwapFiles \/ DropCleanedFiles \/ DropCoveredFiles \/ RenameSwapFiles \/ OpenLog

Reading ==
    \/ \E reader \in Readers : Read(reader)
    \/ \E reader \in Readers : ReachEnd(reader)
    \/ \E reader \in Readers : StartOver(reader)

Failures ==
    \/ Crash
    \/ \E kept \in SUBSET DOMAIN unsynced : \E endOffset \in 0..LogEndOffset : LosePower(kept, endOffset)

System == Writing \/ Removing \/ Cleaning \/ Loading
Environment == Reading \/ Failures \/ \E now \in Times : Tick(now)
Next == System \/ Environment

Spec == Init /\ [][Next]_vars

-------------------------------------------------------------------------------

TypeOK ==
    /\ DOMAIN directory = {"log", "swap", "cleaned"}
    /\ running \in BOOLEAN
    /\ DOMAIN log # {}
    /\ cleanerCheckpoint \in Nat /\ recoveryPoint \in Nat /\ logStartOffset \in Nat /\ highWatermark \in Nat
    /\ DOMAIN readers = Readers

AreApart(segments) ==
    \A a, b \in DOMAIN segments : a < b => \A batch \in segments[a] : batch.lastOffset < b

\* No offset is served twice: each belongs to one segment.
SegmentsAreApartInv == AreApart(log)

\* A batch is served with its own records only, at their own offsets.
BatchesKeepOffsetsInv ==
    \A b \in BatchesOf(log) : \E a \in appended :
        /\ a.baseOffset = b.baseOffset
        /\ a.lastOffset = b.lastOffset
        /\ b.records \subseteq a.records

\* The last batch of each producer is there, empty perhaps: from it a restart learns the sequence number that comes next.
SequencesAreKnownInv ==
    \A a \in appended :
        (/\ IsTransactional(a)
         /\ a.baseOffset >= Min(DOMAIN log)
         /\ \A other \in appended : IsTransactional(other) /\ other.producer = a.producer => other.baseOffset <= a.baseOffset)
        => \E b \in BatchesOf(log) : b.baseOffset = a.baseOffset

\* Readers of committed records are not held up by a transaction that has ended: its marker outlives its records.
NoTransactionHangsInv ==
    \A b \in Ongoing(BatchesOf(log)) : Fate(appended, b) = "ongoing"

-------------------------------------------------------------------------------

AtEnd(reader) == NextBatches(reader) = {}

Contract == INSTANCE LatestValues WITH
    Written <- {},
    written <- Visible(appended),
    found <- Visible(BatchesOf(log)),
    learnt <- [reader \in Readers |-> {r \in readers[reader].belief : r.offset >= logStartOffset}],
    caughtUp <- {reader \in Readers : AtEnd(reader) /\ IsInTime(reader)}

\* The contract's promises, in its own words: see LatestValues.
NothingIsInventedInv == Contract!NothingIsInventedInv
\* See LatestValues.
NewestValuesAreFoundInv == Contract!NewestValuesAreFoundInv
\* See LatestValues.
DeletionsAreLearntInv == Contract!DeletionsAreLearntInv

THEOREM Spec => Contract!Spec
RefinesLatestValues == Contract!Spec

===============================================================================
