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
    knownFrom,          \* what was appended from there on is known, also if retention has deleted it since; what lies below is forgotten
    highWatermark,      \* readers see only what is below
    round,              \* the cleaner's round, or NoRound
    original,           \* history variable: the log as it was when the round began, or Empty

    \* Clients, and the time.
    readers,            \* reader -> [position, since, belief, pending]
    clock,
    appended,           \* history variable: the batches of the log as if nothing were ever compacted
    cut                 \* history variable: the producers of which a batch was cut off or lost

fileVars == <<directory, platter, unsynced, unflushed>>
checkpointVars == <<cleanerCheckpoint, recoveryPoint, logStartOffset>>
clientVars == <<readers, clock>>
roundVars == <<round, original>>
historyVars == <<appended, cut>>
vars == <<fileVars, checkpointVars, running, log, knownFrom, highWatermark, roundVars, clientVars, historyVars>>

-------------------------------------------------------------------------------
\* Helpers.

Min(S) == CHOOSE x \in S : \A y \in S : x <= y
Max(S) == CHOOSE x \in S : \A y \in S : x >= y
Lower(x, y) == IF x < y THEN x ELSE y
Higher(x, y) == IF x > y THEN x ELSE y
Empty == [baseOffset \in {} |-> {}]
Without(segments, bases) == [b \in DOMAIN segments \ bases |-> segments[b]]
With(segments, more) == [b \in DOMAIN segments \cup DOMAIN more |-> IF b \in DOMAIN more THEN more[b] ELSE segments[b]]
Only(segments, bases) == [b \in bases |-> segments[b]]

BatchesOf(segments) == UNION {segments[b] : b \in DOMAIN segments}
Active(segments) == Max(DOMAIN segments)
NextOffset(batches, baseOffset) == IF batches = {} THEN baseOffset ELSE Max({b.lastOffset : b \in batches}) + 1
EndOf(segments) == NextOffset(segments[Active(segments)], Active(segments))
LogEndOffset == EndOf(log)

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

Ongoing(batches) ==
    LET markers == {m \in batches : IsMarker(m) /\ m.records # {}}
    IN  {b \in batches : IsTransactional(b) /\ \A m \in markers : m.producer = b.producer => m.baseOffset < b.baseOffset}

\* Below, all transactions are decided, by markers that lie below the bound themselves.
StableOffset(batches, bound) == Min({bound} \cup {b.baseOffset : b \in Ongoing({c \in batches : c.lastOffset < bound})})

\* What the process has of transactions in memory.  It forgets nothing of it before it reads the log anew: one whose beginning, or
\* all of which, is gone with old segments is open until its marker comes.
Known == {b \in appended : b.baseOffset >= knownFrom}
DecidedBelow(bound) == StableOffset(Known, bound)
LastStableOffset == Higher(logStartOffset, DecidedBelow(highWatermark))

\* What a reader of committed records finds between start and end.
Visible(batches) ==
    LET endOffset == LastStableOffset
        counts == {b \in batches : ~IsMarker(b) /\ b.lastOffset < endOffset /\ (IsTransactional(b) => Fate(batches, b) = "commit")}
    IN  {record \in UNION {b.records : b \in counts} : record.offset >= logStartOffset}

\* Of each key the newest only: all that a reader needs to keep.
Newest(records) == {r \in records : \A other \in records : other.key = r.key => other.offset <= r.offset}

-------------------------------------------------------------------------------

NoRound ==
    [startOffset |-> 0, endOffset |-> 0, now |-> 0, offsetMap |-> Empty, strangers |-> {}, nextOffset |-> 0, group |-> {}, outputs |-> {}]

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
    /\ knownFrom = 0
    /\ highWatermark = 0
    /\ round = NoRound
    /\ original = Empty
    /\ clock = 0
    /\ readers = [reader \in Readers |-> [position |-> 0, since |-> 0, belief |-> {}, pending |-> {}]]
    /\ appended = {}
    /\ cut = {}

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
        /\ UNCHANGED <<cut, unsynced, unflushed, checkpointVars, running, knownFrom, highWatermark, roundVars, clientVars>>

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

\* The directory is synced before the new segment is used.  (If something else waits for that sync, SyncDirectory says so.)
Roll ==
    LET segment == [b \in {LogEndOffset} |-> {}]
    IN  /\ running
        /\ log[Active(log)] # {}

        /\ log' = With(log, segment)
        /\ directory' = [directory EXCEPT !["log"] = With(@, segment)]
        /\ platter' = [platter EXCEPT !["log"] = With(@, segment)]
        /\ UNCHANGED <<unsynced, unflushed, checkpointVars, running, knownFrom, highWatermark, roundVars, clientVars, historyVars>>

AdvanceHighWatermark(offset) ==
    /\ running
    /\ offset \in (highWatermark + 1)..LogEndOffset

    /\ highWatermark' = offset
    /\ UNCHANGED <<fileVars, checkpointVars, running, log, knownFrom, roundVars, clientVars, historyVars>>

\* What is below is flushed, then the checkpoint says so; or a truncation is about to begin there, above what is committed.
CheckpointRecoveryPoint(offset) ==
    /\ running
    /\ offset # recoveryPoint
    /\ offset \in Lower(recoveryPoint, highWatermark)..LogEndOffset

    /\ recoveryPoint' = offset
    /\ UNCHANGED <<fileVars, cleanerCheckpoint, logStartOffset, running, log, knownFrom, highWatermark, roundVars, clientVars, historyVars>>

\* Once old segments go, a round must go on to its end: the log and the cleaner take turns.
NotSwapping == round = NoRound \/ round.outputs = {} \/ DOMAIN directory["cleaned"] = round.outputs

\* The round is over, or given up.
EndRound == round' = NoRound /\ original' = Empty

\* Segments come and go without the cleaner's doing, one by one, each for good before the next.
ChangeSegments(segments) ==
    /\ log' = segments
    /\ directory' = [directory EXCEPT !["log"] = segments]
    /\ platter' = [platter EXCEPT !["log"] = segments]
    /\ UNCHANGED <<unsynced, unflushed, cleanerCheckpoint, recoveryPoint, running, highWatermark, roundVars, clientVars>>

CutOff(endOffset) ==
    /\ appended' = {b \in appended : b.lastOffset < endOffset}
    /\ cut' = cut \cup {b.producer : b \in {c \in appended : c.lastOffset >= endOffset}}

\* The log is read anew: from its oldest segment on, or from a snapshot, which tells what the process knew that took it, perhaps of
\* batches below.  (Only those of transactions make a difference.)
Remember(segments) ==
    LET oldest == Min(DOMAIN segments)
        gone == {b \in appended : IsTransactional(b) /\ b.baseOffset < oldest}
    IN  \E b \in gone \cup {[baseOffset |-> oldest]} : knownFrom' = b.baseOffset

\* A follower cuts what the new leader does not have: never what is committed, and so never what is being cleaned.  Whole
\* segments go from the last on.  The checkpoint was lowered before: one that claims more than there is would trust what comes
\* there later.
DeleteLastSegment ==
    LET rest == Without(log, {Active(log)})
    IN  /\ running
        /\ NotSwapping
        /\ Cardinality(DOMAIN log) > 1
        /\ highWatermark <= EndOf(rest)
        /\ recoveryPoint <= EndOf(rest)

        /\ ChangeSegments(rest)
        /\ CutOff(Active(log))
        /\ Remember(rest)
        /\ UNCHANGED logStartOffset

\* Then the segment with the end is cut.  A batch is cut whole.
Truncate(endOffset) ==
    /\ running
    /\ NotSwapping
    /\ endOffset \in Active(log)..(LogEndOffset - 1)
    /\ endOffset >= highWatermark
    /\ endOffset >= recoveryPoint
    /\ \A b \in BatchesOf(log) : b.lastOffset < endOffset \/ b.baseOffset >= endOffset

    /\ ChangeSegments([log EXCEPT ![Active(log)] = {b \in @ : b.lastOffset < endOffset}])
    /\ CutOff(endOffset)
    /\ Remember(log)
    /\ UNCHANGED logStartOffset

\* deleteRecords: readers begin there from now on.
MoveLogStart(offset) ==
    /\ running
    /\ offset \in (logStartOffset + 1)..highWatermark

    /\ logStartOffset' = offset
    /\ UNCHANGED <<fileVars, cleanerCheckpoint, recoveryPoint, running, log, knownFrom, highWatermark, roundVars, clientVars, historyVars>>

\* The oldest segment goes, because it lies below the log start, or because it is too old or too much (compact,delete): the log
\* then starts where the next one does.
DeleteOldestSegment ==
    LET rest == Without(log, {Min(DOMAIN log)})
    IN  /\ running
        /\ NotSwapping
        /\ Cardinality(DOMAIN log) > 1
        /\ Min(DOMAIN rest) <= highWatermark

        /\ ChangeSegments(rest)
        /\ logStartOffset' = Higher(logStartOffset, Min(DOMAIN rest))
        /\ UNCHANGED <<knownFrom, historyVars>>

-------------------------------------------------------------------------------
\* A round of the cleaner.

FirstDirtyOffset == IF cleanerCheckpoint < Min(DOMAIN log) \/ cleanerCheckpoint > LogEndOffset THEN Min(DOMAIN log) ELSE cleanerCheckpoint

\* Segments that have a record too young.
Young(baseOffset) == MinCompactionLag > 0 /\ \E b \in log[baseOffset] : b.timestamp > clock - MinCompactionLag

\* Never the active segment: it is being written.  Never an undecided record: it may be aborted, and what it superseded is
\* needed again.  Never what a power loss could take: it supersedes what the platter has; nor what a marker decides that a power
\* loss could take.  (Kafka asks only for the first
\* unflushed segment not to be the active one; then recovery could not tell its gaps from holes.)
FirstUncleanableOffset ==
    Min({DecidedBelow(Lower(highWatermark, recoveryPoint)), Active(log)} \cup {b \in DOMAIN log : Young(b)})

IsAborted(batches, batch) == IsTransactional(batch) /\ Fate(batches, batch) = "abort"
MappedBatches == {b \in BatchesOf(log) : ~IsMarker(b) /\ ~IsAborted(BatchesOf(log), b)}
MappedRecords(startOffset, endOffset) ==
    {r \in UNION {b.records : b \in MappedBatches} : startOffset <= r.offset /\ r.offset < endOffset}

OffsetMap(records) == [key \in {r.key : r \in records} |-> Max({r.offset : r \in {s \in records : s.key = key}})]

\* Those of whom the process knows nothing but markers: it may have forgotten the rest, if that is gone from the log.
MayBeStrangers ==
    {m.producer : m \in {b \in BatchesOf(log) : IsMarker(b)}} \ {b.producer : b \in {c \in BatchesOf(log) : IsTransactional(c)}}

\* The map has room for so many keys, wherever that is: the round ends there.
Map(endOffset, strangers) ==
    LET records == MappedRecords(FirstDirtyOffset, endOffset)
    IN  /\ running
        /\ round = NoRound
        /\ Cardinality({r.key : r \in records}) <= MapCapacity

        /\ round' = [startOffset |-> FirstDirtyOffset, endOffset |-> endOffset, now |-> clock, offsetMap |-> OffsetMap(records),
                     strangers |-> strangers, nextOffset |-> Min(DOMAIN log), group |-> {}, outputs |-> {}]
        /\ original' = log
        /\ UNCHANGED <<fileVars, checkpointVars, running, log, knownFrom, highWatermark, clientVars, historyVars>>

BuildOffsetMap(endOffset) ==
    /\ endOffset \in (FirstDirtyOffset + 1)..FirstUncleanableOffset

    /\ \E strangers \in SUBSET MayBeStrangers : Map(endOffset, strangers)

\* A round judges a batch by the log as it was when it began: it meets records that an earlier group of it has removed since,
\* and knows nothing of what came later.
Source == BatchesOf(original)

\* A tombstone or marker ends its stay; never in the range that is dirty: an older value may have been there until now, because
\* an earlier round did not come to its end.
IsExpired(batch) == batch.horizon >= 0 /\ batch.horizon <= round.now /\ batch.baseOffset < round.startOffset

IsRetained(batch, record) ==
    \/ record.offset >= round.endOffset
    \/ /\ record.key \in DOMAIN round.offsetMap => record.offset >= round.offsetMap[record.key]
       /\ record.value # Tombstone \/ ~IsExpired(batch)

\* A marker is needed while a batch of its transaction is there, and for some time after.
IsMarkerRetained(batch) == TransactionOf(Source, batch) # {} \/ ~IsExpired(batch)

\* What was aborted goes wherever it is; the rest is kept from where the map ends on.
RetainedRecords(batch) ==
    IF IsAborted(Source, batch) THEN {}
    ELSE IF batch.baseOffset >= round.endOffset THEN batch.records
    ELSE IF IsMarker(batch) THEN (IF IsMarkerRetained(batch) THEN batch.records ELSE {})
    ELSE {r \in batch.records : IsRetained(batch, r)}

\* From now on the clock runs for a tombstone, or for the marker of a transaction that is gone; for those of the dirty range
\* it starts again.  A batch without records has none.
Horizon(batch) ==
    LET expires == IF IsMarker(batch) THEN TransactionOf(Source, batch) = {}
                   ELSE \E r \in RetainedRecords(batch) : r.value = Tombstone
    IN  IF RetainedRecords(batch) = {} THEN -1
        ELSE IF expires /\ batch.lastOffset < round.endOffset /\ (batch.horizon = -1 \/ batch.baseOffset >= round.startOffset)
        THEN round.now + DeleteRetention ELSE batch.horizon

\* A producer's last batch keeps its sequence number, even without records, and so does a marker, if nothing else tells of its
\* producer's epoch; the round's last keeps the end of the range.
IsKeptEmpty(batch) ==
    \/ batch.lastOffset + 1 = round.endOffset
    \/ IsMarker(batch) /\ batch.producer \in round.strangers
    \/ IsTransactional(batch) /\ \A b \in Source : IsTransactional(b) /\ b.producer = batch.producer => b.baseOffset <= batch.baseOffset

Cleaned(batches) ==
    {[b EXCEPT !.records = RetainedRecords(b), !.horizon = Horizon(b)] :
        b \in {c \in batches : RetainedRecords(c) # {} \/ IsKeptEmpty(c)}}

\* The segments from the next one on, as many as shall become one: [nextOffset, upperOffset).
Group(upperOffset) == {b \in DOMAIN original : round.nextOffset <= b /\ b < upperOffset}

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

GroupCleaned(group) == Cleaned(UNION {original[b] : b \in group})

CanBegin(group) ==
    /\ running
    /\ round # NoRound
    /\ round.group = {}
    /\ group # {}
    /\ \A b \in group : b < round.endOffset

CreateOutput(baseOffset) == ChangeNames(ChangesOf("create", [o \in {baseOffset} |-> {}]))

\* A new file for a group of segments.
CreateCleaned(upperOffset) ==
    LET group == Group(upperOffset)
    IN  /\ CanBegin(group)

        /\ CreateOutput(Min(group))
        /\ unflushed' = {Min(group)}
        /\ round' = [round EXCEPT !.group = group, !.outputs = {Min(group)}]
        /\ UNCHANGED <<original, checkpointVars, running, log, knownFrom, highWatermark, clientVars, historyVars>>

\* What remains of the group, and is in no new file yet.
Unwritten == GroupCleaned(round.group) \ (BatchesOf(directory["cleaned"]) \cup BatchesOf(directory["swap"]))

\* The new file that is being written: the last one, until the first is flushed.
IsWriting == running /\ round.outputs # {} /\ unflushed = round.outputs

\* The records that stay are written anew, some batches at a time.
WriteCleaned(endOffset) ==
    /\ IsWriting
    /\ \E b \in Unwritten : endOffset = b.lastOffset + 1

    /\ directory' = [directory EXCEPT !["cleaned"][Max(round.outputs)] = @ \cup {b \in Unwritten : b.lastOffset < endOffset}]
    /\ UNCHANGED <<platter, unsynced, unflushed, checkpointVars, running, log, knownFrom, highWatermark, roundVars, clientVars, historyVars>>

\* The file would grow too large with the next batch: another one begins there.
ContinueCleaned(baseOffset) ==
    /\ IsWriting
    /\ Unwritten # {}
    /\ baseOffset = Min({b.baseOffset : b \in Unwritten})
    /\ directory["cleaned"][Max(round.outputs)] # {}

    /\ CreateOutput(baseOffset)
    /\ unflushed' = unflushed \cup {baseOffset}
    /\ round' = [round EXCEPT !.outputs = @ \cup {baseOffset}]
    /\ UNCHANGED <<original, checkpointVars, running, log, knownFrom, highWatermark, clientVars, historyVars>>

\* The log is not any more what the round began with, or it cannot be read: the new files of a group go, which has no outputs any more ...
RemoveCleaned(baseOffset) ==
    /\ running
    /\ round # NoRound
    /\ NotSwapping
    /\ baseOffset \in DOMAIN directory["cleaned"]

    /\ ChangeNames(ChangesOf("dropCleaned", Only(directory["cleaned"], {baseOffset})))
    /\ unflushed' = unflushed \ {baseOffset}
    /\ round' = [round EXCEPT !.outputs = {}]
    /\ UNCHANGED <<original, checkpointVars, running, log, knownFrom, highWatermark, clientVars, historyVars>>

\* ... and the round is given up.  A `.cleaned` file that stays would make a later swap pass for incomplete, and be undone when its
\* old segments are gone.
AbandonRound ==
    /\ running
    /\ round # NoRound
    /\ NotSwapping
    /\ DOMAIN directory["cleaned"] = {}

    /\ EndRound
    /\ UNCHANGED <<fileVars, checkpointVars, running, log, knownFrom, highWatermark, clientVars, historyVars>>

\* All that remains is written.  It is on the platter before any name says that it may be used.
FlushCleaned(baseOffset) ==
    /\ running
    /\ baseOffset \in round.outputs \cap unflushed
    /\ Unwritten = {}

    /\ unflushed' = unflushed \ {baseOffset}
    /\ UNCHANGED <<directory, platter, unsynced, checkpointVars, running, log, knownFrom, highWatermark, roundVars, clientVars, historyVars>>

\* Each kind of change is on the platter before the next begins.  Kafka syncs once, at the end: it trusts the file system to
\* keep renames in order.
SyncDirectory ==
    /\ unsynced # <<>>

    /\ platter' = directory
    /\ unsynced' = <<>>
    /\ UNCHANGED <<directory, unflushed, checkpointVars, running, log, knownFrom, highWatermark, roundVars, clientVars, historyVars>>

\* In descending order of offsets: while one is `.cleaned`, those above it that are `.swap` already do not count (KAFKA-6264).
\* Each is on the platter before the next: a higher one that is undone would leave a lower one that passes for the whole swap.
\* The old segments are what was read; or a truncation has made one the active segment again, which has got new batches since.
RenameToSwap(baseOffset) ==
    /\ running
    /\ baseOffset \in round.outputs \cap DOMAIN directory["cleaned"]
    /\ \A b \in DOMAIN directory["cleaned"] : b <= baseOffset
    /\ \A b \in round.group : b \in DOMAIN log \ {Active(log)} /\ log[b] = original[b]
    /\ unflushed = {}
    /\ unsynced = <<>>

    /\ ChangeNames(ChangesOf("swap", Only(directory["cleaned"], {baseOffset})))
    /\ UNCHANGED <<unflushed, checkpointVars, running, log, knownFrom, highWatermark, roundVars, clientVars, historyVars>>

\* From here on the new files count: the old are renamed `.deleted`, and readers who have them open go on.
RetireSegment(baseOffset) ==
    /\ running
    /\ round.outputs # {}
    /\ baseOffset \in round.group \cap DOMAIN directory["log"]
    /\ DOMAIN directory["swap"] = round.outputs
    /\ OnlyPending("retire")

    /\ ChangeNames(ChangesOf("retire", Only(directory["log"], {baseOffset})))
    /\ UNCHANGED <<unflushed, checkpointVars, running, log, knownFrom, highWatermark, roundVars, clientVars, historyVars>>

IsRetired(group) == DOMAIN directory["log"] \cap group \subseteq round.outputs \ DOMAIN directory["swap"]

\* In ascending order, each on the platter before the next: what is named between two that are not would pass for old, and be
\* deleted by the next start.
IsNextToName(baseOffset) ==
    /\ baseOffset \in DOMAIN directory["swap"]
    /\ \A b \in DOMAIN directory["swap"] : b >= baseOffset
    /\ unsynced = <<>>

RenameToLog(baseOffset) ==
    /\ running
    /\ round # NoRound
    /\ DOMAIN directory["cleaned"] = {}
    /\ IsRetired(round.group)
    /\ IsNextToName(baseOffset)

    /\ ChangeNames(ChangesOf("finish", Only(directory["swap"], {baseOffset})))
    /\ UNCHANGED <<unflushed, checkpointVars, running, log, knownFrom, highWatermark, roundVars, clientVars, historyVars>>

\* Readers that come now are served from the new files.
CompleteSwap ==
    /\ running
    /\ round.outputs # {}
    /\ DOMAIN directory["cleaned"] = {}
    /\ DOMAIN directory["swap"] = {}
    /\ unsynced = <<>>

    /\ log' = directory["log"]
    /\ round' = [round EXCEPT !.group = {}, !.outputs = {}, !.nextOffset = Max(round.group) + 1]
    /\ UNCHANGED <<original, fileVars, checkpointVars, running, knownFrom, highWatermark, clientVars, historyVars>>

\* Every group has been swapped, for good: below the end of the map, keys are unique.
FinishRound ==
    /\ running
    /\ round # NoRound
    /\ round.group = {}
    /\ \A b \in DOMAIN original : b < round.nextOffset \/ b >= round.endOffset

    /\ cleanerCheckpoint' = round.endOffset
    /\ EndRound
    /\ UNCHANGED <<fileVars, recoveryPoint, logStartOffset, running, log, knownFrom, highWatermark, clientVars, historyVars>>

-------------------------------------------------------------------------------
\* Failures, and how the log is loaded afterwards.  Loading may fail at each step as well.

\* The process dies: what was written and renamed stays so.
Crash ==
    /\ running

    /\ running' = FALSE
    /\ EndRound
    /\ UNCHANGED <<fileVars, checkpointVars, log, knownFrom, highWatermark, clientVars, historyVars>>

Emptied(segments, bases) == [b \in DOMAIN segments |-> IF b \in bases THEN {} ELSE segments[b]]
CutBatches(batches, endOffset) == {b \in batches : b.lastOffset < endOffset}
CutSegments(segments, endOffset) == [b \in DOMAIN segments |-> CutBatches(segments[b], endOffset)]

\* What may be left of segments of which nothing is missing before an offset: behind it each has a part of its own.
Prefixes(batches) == {{c \in batches : c.lastOffset < o} : o \in {c.baseOffset : c \in batches} \cup {Max({c.lastOffset : c \in batches} \cup {-1}) + 1}}
RECURSIVE Leftovers(_, _)
Leftovers(segments, endOffset) ==
    IF \A b \in DOMAIN segments : b <= endOffset THEN {CutSegments(segments, endOffset)}
    ELSE LET last == Active(segments)
         IN  {With(rest, [b \in {last} |-> part]) : rest \in Leftovers(Without(segments, {last}), endOffset), part \in Prefixes(segments[last])}

\* The machine dies: of the changes of names some are kept, of what was not flushed a part; the first offset that is missing is
\* where the log ends.  (Of deleted segments nothing is missing, flushed or not.)  What a `.cleaned` file holds then is nobody's concern.
LosePower(kept, endOffset) ==
    LET IsKept(c) == c.isKept
        changes == SelectSeq([i \in DOMAIN unsynced |-> [isKept |-> i \in kept, change |-> unsynced[i]]], IsKept)
        names == ApplyChanges(platter, [i \in DOMAIN changes |-> changes[i].change])
    IN  /\ kept \subseteq DOMAIN unsynced
        /\ endOffset \in Higher(recoveryPoint, Min(DOMAIN log))..LogEndOffset
        /\ \A b \in BatchesOf(log) : b.lastOffset < endOffset \/ b.baseOffset >= endOffset

        /\ running' = FALSE
        /\ EndRound
        /\ \E left \in Leftovers(names["log"], endOffset) :
               directory' = [log |-> left, swap |-> Emptied(names["swap"], unflushed), cleaned |-> Emptied(names["cleaned"], DOMAIN names["cleaned"])]
        /\ platter' = directory'
        /\ unsynced' = <<>>
        /\ unflushed' = {}
        /\ log' = CutSegments(log, endOffset)
        /\ CutOff(endOffset)
        /\ highWatermark' = Lower(highWatermark, endOffset)
        /\ readers' = [reader \in Readers |-> IF readers[reader].position > endOffset THEN NewReader ELSE readers[reader]]
        /\ UNCHANGED <<checkpointVars, knownFrom, clock>>

CleanedFiles == DOMAIN directory["cleaned"]
SwapFiles == DOMAIN directory["swap"]
InvalidSwapFiles == {b \in SwapFiles : \E c \in CleanedFiles : b >= c}

LoadStep(changes) ==
    /\ ~running
    /\ changes # <<>>

    /\ ChangeNames(changes)
    /\ UNCHANGED <<unflushed, checkpointVars, running, log, knownFrom, highWatermark, roundVars, clientVars, historyVars>>

\* A swap that had not renamed all its files is undone, from the top ...
DropInvalidSwapFile(baseOffset) ==
    /\ InvalidSwapFiles # {}
    /\ baseOffset = Max(InvalidSwapFiles)
    /\ OnlyPending("dropSwap")

    /\ LoadStep(ChangesOf("dropSwap", Only(directory["swap"], {baseOffset})))

\* ... and its `.cleaned` files go last: while one is there, the swap is known to be incomplete.
DropCleanedFile(baseOffset) ==
    /\ InvalidSwapFiles = {}
    /\ baseOffset \in CleanedFiles
    /\ OnlyPending("dropCleaned")

    /\ LoadStep(ChangesOf("dropCleaned", Only(directory["cleaned"], {baseOffset})))

\* A swap that had renamed them all is brought to its end: the files that the new ones replace go.
CoveredBySwap ==
    LET end == Max({NextOffset(directory["swap"][b], b) : b \in SwapFiles})
    IN  IF SwapFiles = {} THEN {} ELSE {b \in DOMAIN directory["log"] : b \in SwapFiles \/ (Min(SwapFiles) <= b /\ b < end)}

DropCoveredFile(baseOffset) ==
    /\ CleanedFiles = {}
    /\ baseOffset \in CoveredBySwap
    /\ OnlyPending("retire")

    /\ LoadStep(ChangesOf("retire", Only(directory["log"], {baseOffset})))

RenameSwapFile(baseOffset) ==
    /\ CleanedFiles = {}
    /\ CoveredBySwap = {}
    /\ IsNextToName(baseOffset)

    /\ LoadStep(ChangesOf("finish", Only(directory["swap"], {baseOffset})))

IsTidy == ~running /\ CleanedFiles = {} /\ SwapFiles = {} /\ unsynced = <<>>

\* Where a segment does not end where the next begins, an unflushed end has been lost under a later segment; unless the cleaner
\* made the gap, and it cleans only what is flushed.
IsHole(segments, b) ==
    /\ b > recoveryPoint
    /\ b > cleanerCheckpoint
    /\ \E a \in DOMAIN segments : a < b /\ (\A c \in DOMAIN segments : c <= a \/ c >= b) /\ NextOffset(segments[a], a) < b

\* What lies behind a hole is no part of the log.  Nor is anything if power has failed, and not even the log start is left.
IsUnreachable(segments, b) ==
    \/ \E hole \in DOMAIN segments : hole <= b /\ IsHole(segments, hole)
    \/ \A c \in DOMAIN segments : NextOffset(segments[c], c) < logStartOffset

\* Such a segment goes, the last one first, each for good before the next.
DropUnreachableFile(baseOffset) ==
    /\ IsTidy
    /\ DOMAIN directory["log"] # {}
    /\ baseOffset = Active(directory["log"])
    /\ IsUnreachable(directory["log"], baseOffset)

    /\ directory' = [directory EXCEPT !["log"] = Without(@, {baseOffset})]
    /\ platter' = directory'
    /\ UNCHANGED <<unsynced, unflushed, checkpointVars, running, log, knownFrom, highWatermark, roundVars, clientVars, historyVars>>

\* If nothing is left, the log begins again at its start.
CreateFirstSegment ==
    /\ IsTidy
    /\ DOMAIN directory["log"] = {}

    /\ directory' = [directory EXCEPT !["log"] = [b \in {logStartOffset} |-> {}]]
    /\ platter' = directory'
    /\ UNCHANGED <<unsynced, unflushed, checkpointVars, running, log, knownFrom, highWatermark, roundVars, clientVars, historyVars>>

\* The log is opened with what the files hold.
OpenLog ==
    LET found == directory["log"]
    IN  /\ IsTidy
        /\ DOMAIN found # {}
        /\ \A b \in DOMAIN found : ~IsUnreachable(found, b)

        /\ running' = TRUE
        /\ log' = found
        /\ Remember(found)
        /\ highWatermark' = Higher(highWatermark, logStartOffset)
        /\ UNCHANGED <<fileVars, checkpointVars, roundVars, clientVars, historyVars>>

-------------------------------------------------------------------------------
\* Readers and time.

NextBatches(reader) ==
    LET start == Higher(readers[reader].position, logStartOffset)
        endOffset == LastStableOffset
    IN  {b \in BatchesOf(log) : start <= b.lastOffset /\ b.lastOffset < endOffset}

IsInTime(reader) == clock - readers[reader].since < DeleteRetention

\* What a reader knows after a batch, of which it had already what lies below `start`.  It puts the records of a transaction aside until it sees the marker.
Taken(state, start, batch) ==
    LET own == {p \in state.pending : p.producer = batch.producer}
        records == {[offset |-> p.offset, key |-> p.key, value |-> p.value] : p \in own}
    IN  IF IsMarker(batch) /\ batch.records # {}
        THEN [belief |-> IF EndsAs(batch) = "commit" THEN Newest(state.belief \cup records) ELSE state.belief,
              pending |-> state.pending \ own]
        ELSE IF IsTransactional(batch)
        THEN [belief |-> state.belief,
              pending |-> state.pending \cup {[producer |-> batch.producer, offset |-> r.offset, key |-> r.key, value |-> r.value] :
                                             r \in {s \in batch.records : s.offset >= start}}]
        ELSE [belief |-> IF IsMarker(batch) THEN state.belief
                         ELSE Newest(state.belief \cup {r \in batch.records : r.offset >= start}),
              pending |-> state.pending]

\* A reader takes the next batch.  It may take its time.
Read(reader) ==
    LET batch == CHOOSE b \in NextBatches(reader) : \A c \in NextBatches(reader) : b.baseOffset <= c.baseOffset
        taken == Taken(readers[reader], Higher(readers[reader].position, logStartOffset), batch)
    IN  /\ running
        /\ NextBatches(reader) # {}

        /\ readers' = [readers EXCEPT ![reader] =
               [position |-> batch.lastOffset + 1, since |-> @.since, belief |-> taken.belief, pending |-> taken.pending]]
        /\ UNCHANGED <<fileVars, checkpointVars, running, log, knownFrom, highWatermark, roundVars, clock, historyVars>>

\* There is nothing more: if it has come here in time, its time begins anew.
ReachEnd(reader) ==
    /\ running
    /\ NextBatches(reader) = {}
    /\ IsInTime(reader)
    /\ readers[reader].since # clock

    /\ readers' = [readers EXCEPT ![reader].since = clock]
    /\ UNCHANGED <<fileVars, checkpointVars, running, log, knownFrom, highWatermark, roundVars, clock, historyVars>>

\* Someone begins to read from the start.
StartOver(reader) ==
    /\ running

    /\ readers' = [readers EXCEPT ![reader] = NewReader]
    /\ UNCHANGED <<fileVars, checkpointVars, running, log, knownFrom, highWatermark, roundVars, clock, historyVars>>

PassTo(now) ==
    /\ readers' = readers
    /\ clock' = now
    /\ UNCHANGED <<fileVars, checkpointVars, running, log, knownFrom, highWatermark, roundVars, historyVars>>

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
    \/ \E offset \in 0..LogEndOffset : CheckpointRecoveryPoint(offset)

Removing ==
    \/ DeleteLastSegment
    \/ \E endOffset \in 0..LogEndOffset : Truncate(endOffset)
    \/ \E offset \in 0..highWatermark : MoveLogStart(offset)
    \/ DeleteOldestSegment

Bounds == DOMAIN log \cup {LogEndOffset}

Rewriting ==
    \/ \E upperOffset \in Bounds : CreateCleaned(upperOffset)
    \/ \E endOffset \in 0..LogEndOffset : WriteCleaned(endOffset)
    \/ \E baseOffset \in 0..LogEndOffset : ContinueCleaned(baseOffset)

Swapping ==
    \/ \E baseOffset \in unflushed : FlushCleaned(baseOffset)
    \/ SyncDirectory
    \/ \E baseOffset \in DOMAIN directory["cleaned"] : RenameToSwap(baseOffset)
    \/ \E baseOffset \in DOMAIN directory["log"] : RetireSegment(baseOffset)
    \/ \E baseOffset \in DOMAIN directory["swap"] : RenameToLog(baseOffset)
    \/ CompleteSwap

Cleaning ==
    \/ \E endOffset \in 0..LogEndOffset : BuildOffsetMap(endOffset)
    \/ Rewriting
    \/ Swapping
    \/ FinishRound
    \/ AbandonRound
    \/ \E baseOffset \in CleanedFiles : RemoveCleaned(baseOffset)

Loading ==
    \/ \E baseOffset \in SwapFiles : DropInvalidSwapFile(baseOffset)
    \/ \E baseOffset \in CleanedFiles : DropCleanedFile(baseOffset)
    \/ \E baseOffset \in DOMAIN directory["log"] : DropCoveredFile(baseOffset)
    \/ \E baseOffset \in SwapFiles : RenameSwapFile(baseOffset)
    \/ \E baseOffset \in DOMAIN directory["log"] : DropUnreachableFile(baseOffset)
    \/ CreateFirstSegment
    \/ OpenLog

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
    /\ cleanerCheckpoint \in Nat /\ recoveryPoint \in Nat /\ logStartOffset \in Nat /\ knownFrom \in Nat /\ highWatermark \in Nat
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

\* The last batch of each producer is there, empty perhaps: from it a restart learns the sequence number that comes next.  But if
\* the last one is cut off later, or lost, the one before may have gone already; so it is in Kafka.
SequencesAreKnownInv ==
    \A a \in appended :
        (/\ IsTransactional(a)
         /\ a.producer \notin cut
         /\ a.baseOffset >= Min(DOMAIN log)
         /\ \A other \in appended : IsTransactional(other) /\ other.producer = a.producer => other.baseOffset <= a.baseOffset)
        => \E b \in BatchesOf(log) : b.baseOffset = a.baseOffset

\* Readers of committed records are not held up by a transaction that has ended: its marker outlives its records.
NoTransactionHangsInv ==
    \A b \in Ongoing(BatchesOf(log)) : Fate(appended, b) = "ongoing"

-------------------------------------------------------------------------------

\* If a loss has taken markers, a reader may be ahead of what is stable now: then it is not at the end, but beyond.
AtEnd(reader) == NextBatches(reader) = {} /\ readers[reader].position <= LastStableOffset

\* With what it reads a reader is told which transactions were aborted.  So at the end it knows what it has put aside and was not,
\* though the marker may be behind a transaction that is open.
CommittedPending(reader) ==
    {[offset |-> p.offset, key |-> p.key, value |-> p.value] :
        p \in {q \in readers[reader].pending : Fate(BatchesOf(log), [producer |-> q.producer, baseOffset |-> q.offset]) = "commit"}}

Contract == INSTANCE LatestValues WITH
    Written <- {},
    written <- Visible(appended),
    found <- Visible(BatchesOf(log)),
    learnt <- [reader \in Readers |-> {r \in readers[reader].belief \cup CommittedPending(reader) : r.offset >= logStartOffset}],
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
