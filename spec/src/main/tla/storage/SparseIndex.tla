----------------------------- MODULE SparseIndex -----------------------------
(***************************************************************************)
(* How does a segment find a batch without reading all of them, and        *)
(* without ever being misled by an index that a crash left behind?         *)
(*                                                                         *)
(* Every so many bytes the batch that is appended is noted in the offset   *)
(* index, and the youngest timestamp so far in the time index.  A look-up  *)
(* searches an index for the last entry that does not lie behind what it   *)
(* wants and reads the log from there.  Both indexes are derived from the  *)
(* log: they live in memory, reach their files when the segment is         *)
(* flushed, and after a crash are believed below the recovery point and    *)
(* rebuilt above.                                                          *)
(*                                                                         *)
(* Abstracted away: other segments (each has indexes of its own), what is  *)
(* torn inside a batch (SegmentedLog) or an entry, and entries that        *)
(* nothing but the owner of the disk could have made up.                   *)
(*                                                                         *)
(* Refines LookUp. Sources: OffsetIndex, TimeIndex, LogSegment (append,    *)
(* recover, sanityCheck), KAFKA-3163 (the time index).                     *)
(***************************************************************************)
EXTENDS Integers, Sequences, FiniteSets

CONSTANTS
    Batches,    \* what may be appended: non-empty sequences of [count, bytes, timestamp]
    Offsets,    \* what may be asked for
    Timestamps,
    Interval,   \* index.interval.bytes: entries are farther apart than this
    NoAnswer

VARIABLES
    \* The file of batches, and what is surely on the platter.
    log,                \* a sequence of [lastOffset, position, bytes, timestamp], timestamp that of its youngest record
    flushed,            \* so many batches

    \* The indexes in memory; empty while no process has the log open.
    offsetIndex,        \* a sequence of [offset, position]: the batch at that position ends with that offset
    timeIndex,          \* a sequence of [timestamp, offset]: up to that offset there is nothing younger, and what ends there is as young
    youngest,           \* [timestamp, offset] of the youngest batch, as an entry would say

    \* Their files, and what a power loss may leave of them.
    offsetFile,
    timeFile,
    offsetFates,        \* a set of sequences
    timeFates,

    recoveryPoint,      \* as checkpointed: an offset; 0 if there is none
    isOpen,
    answer              \* to the last question: where in the log

fileVars == <<log, flushed, offsetFile, timeFile, offsetFates, timeFates>>
memoryVars == <<offsetIndex, timeIndex, youngest, isOpen>>
vars == <<fileVars, memoryVars, recoveryPoint, answer>>

-------------------------------------------------------------------------------
\* Helpers.

Min(S) == CHOOSE x \in S : \A y \in S : x <= y
Last(s) == s[Len(s)]
Prefix(s, n) == SubSeq(s, 1, n)
FirstOf(indexes) == IF indexes = {} THEN NoAnswer ELSE Min(indexes)

EndOffset(batches) == IF batches = <<>> THEN 0 ELSE Last(batches).lastOffset + 1
EndPosition(batches) == IF batches = <<>> THEN 0 ELSE Last(batches).position + Last(batches).bytes

RECURSIVE Placed(_, _)
Placed(batches, added) ==
    IF added = <<>> THEN batches
    ELSE Placed(Append(batches, [lastOffset |-> EndOffset(batches) + Head(added).count - 1, position |-> EndPosition(batches),
                                 bytes |-> Head(added).bytes, timestamp |-> Head(added).timestamp]),
                Tail(added))

FlushedOffset == EndOffset(Prefix(log, flushed))

\* The entries of an index below an offset.
Below(entries, offset) == SelectSeq(entries, LAMBDA entry : entry.offset < offset)

-------------------------------------------------------------------------------
\* Noting batches. What is in memory, as a record.

Blank == [offsets |-> <<>>, times |-> <<>>, youngest |-> [timestamp |-> -1, offset |-> 0]]
Indexes == [offsets |-> offsetIndex, times |-> timeIndex, youngest |-> youngest]

\* The youngest so far is worth an entry if it is younger than the last one.
NotedTime(indexes) ==
    IF indexes.youngest.timestamp > (IF indexes.times = <<>> THEN -1 ELSE Last(indexes.times).timestamp)
    THEN [indexes EXCEPT !.times = Append(@, indexes.youngest)]
    ELSE indexes

Noted(indexes, batch) ==
    LET known == IF batch.timestamp > indexes.youngest.timestamp
                 THEN [indexes EXCEPT !.youngest = [timestamp |-> batch.timestamp, offset |-> batch.lastOffset]]
                 ELSE indexes
        indexed == IF indexes.offsets = <<>> THEN 0 ELSE Last(indexes.offsets).position
    IN  IF batch.position - indexed > Interval
        THEN NotedTime([known EXCEPT !.offsets = Append(@, [offset |-> batch.lastOffset, position |-> batch.position])])
        ELSE known

RECURSIVE NotedAll(_, _)
NotedAll(indexes, batches) == IF batches = <<>> THEN indexes ELSE NotedAll(Noted(indexes, Head(batches)), Tail(batches))

\* Batches from the one that the last offset entry points to, or from the first.
FromLastEntry(offsets) ==
    IF offsets = <<>> THEN log ELSE SelectSeq(log, LAMBDA batch : batch.position >= Last(offsets).position)

\* Believed entries, and everything behind them read again.
Rebuilt(offsets, times) ==
    LET known == [offsets |-> offsets, times |-> times, youngest |-> IF times = <<>> THEN Blank.youngest ELSE Last(times)]
    IN  NotedAll(known, FromLastEntry(offsets))

\* What could be right: entries ascend, and the first batch is never indexed.
CouldBeOffsets(entries) ==
    \A i \in DOMAIN entries :
        /\ entries[i].position > 0 /\ entries[i].offset > 0
        /\ i > 1 => entries[i].offset > entries[i - 1].offset /\ entries[i].position > entries[i - 1].position

CouldBeTimes(entries) ==
    \A i \in DOMAIN entries : i > 1 => entries[i].timestamp > entries[i - 1].timestamp /\ entries[i].offset >= entries[i - 1].offset

PointsAtBatch(entry) == \E i \in DOMAIN log : log[i].lastOffset = entry.offset /\ log[i].position = entry.position

\* What is believed of the files: what lies below an offset, if it could be right. A time index that is gone takes the other one with
\* it: nobody would read what lies in front of the last offset entry, nor know how young that is.
Believed(offsets, times, offset) ==
    LET trusted == IF CouldBeOffsets(offsets) THEN Below(offsets, offset) ELSE <<>>
        covered == IF trusted # <<>> /\ CouldBeTimes(times) THEN Below(times, Last(trusted).offset + 1) ELSE <<>>
    IN  IF covered # <<>> /\ PointsAtBatch(Last(trusted)) THEN [offsets |-> trusted, times |-> covered] ELSE [offsets |-> <<>>, times |-> <<>>]

Recall(indexes) ==
    /\ offsetIndex' = indexes.offsets
    /\ timeIndex' = indexes.times
    /\ youngest' = indexes.youngest

-------------------------------------------------------------------------------
\* What a power loss may leave of a file that was written over, and is not synced: what it was or is, a part of it, or zeros behind a part.

Zeros(entry, n) == [i \in 1..n |-> [field \in DOMAIN entry |-> 0]]

Leaves(entries) ==
    UNION {{Prefix(entries, n)} \cup {Prefix(entries, n) \o Zeros(entries[1], k) : k \in 1..(Len(entries) - n)} : n \in 0..Len(entries)}

\* Entries that all contents in a set begin with survive.
RECURSIVE CommonLength(_, _)
CommonLength(contents, n) ==
    IF \A content \in contents : Len(content) > n /\ \A other \in contents : Len(other) > n /\ content[n + 1] = other[n + 1]
    THEN CommonLength(contents, n + 1) ELSE n

Survivors(contents) ==
    LET common == CommonLength(contents, 0)
    IN  {left \in UNION {Leaves(content) : content \in contents} : Len(left) >= common /\ \A content \in contents : Prefix(left, common) = Prefix(content, common)}

-------------------------------------------------------------------------------

Init ==
    /\ log = <<>>
    /\ flushed = 0
    /\ offsetIndex = <<>>
    /\ timeIndex = <<>>
    /\ youngest = Blank.youngest
    /\ offsetFile = <<>>
    /\ timeFile = <<>>
    /\ offsetFates = {<<>>}
    /\ timeFates = {<<>>}
    /\ recoveryPoint = 0
    /\ isOpen = TRUE
    /\ answer = NoAnswer

Quiet == answer' = NoAnswer

AppendBatches(added) ==
    /\ isOpen
    /\ recoveryPoint <= FlushedOffset

    /\ log' = Placed(log, added)
    /\ Recall(NotedAll(Indexes, SubSeq(log', Len(log) + 1, Len(log'))))
    /\ UNCHANGED <<flushed, offsetFile, timeFile, offsetFates, timeFates, recoveryPoint, isOpen>>
    /\ Quiet

\* Nothing more will be appended, perhaps: the youngest timestamp goes to the time index.
Finish ==
    /\ isOpen

    /\ Recall(NotedTime(Indexes))
    /\ UNCHANGED <<fileVars, recoveryPoint, isOpen>>
    /\ Quiet

SyncLog ==
    /\ flushed' = Len(log)
    /\ UNCHANGED <<log, offsetFile, timeFile, offsetFates, timeFates, memoryVars, recoveryPoint>>
    /\ Quiet

\* Whatever a power loss leaves of a file, it says the same as memory of everything below an offset, or shows that it cannot be right.
OffsetsAreDurable(offset) == \A left \in Survivors(offsetFates) : CouldBeOffsets(left) => Below(left, offset) = Below(offsetIndex, offset)
TimesAreDurable(contents, offset) == \A left \in Survivors(contents) : CouldBeTimes(left) => Below(left, offset) = Below(timeIndex, offset)

\* A recovery that believes these offset entries relies on the time entries up to the last.
TimesAreDurableFor(offsets) == offsets # <<>> => TimesAreDurable(timeFates, Last(offsets).offset + 1)

\* A file is cut to what is still right, or gets the entries that it lacks. The time entries that an offset entry below the recovery
\* point relies on are on the platter before it is written, and stay there while it may be found.
WriteOffsetIndex(size) ==
    /\ isOpen
    /\ size \in 0..Len(offsetIndex)
    /\ TimesAreDurableFor(Below(Prefix(offsetIndex, size), recoveryPoint))

    /\ offsetFile' = Prefix(offsetIndex, size)
    /\ offsetFates' = offsetFates \cup {offsetFile'}
    /\ UNCHANGED <<log, flushed, timeFile, timeFates, memoryVars, recoveryPoint>>
    /\ Quiet

WriteTimeIndex(size) ==
    /\ isOpen
    /\ size \in 0..Len(timeIndex)
    /\ \A offsets \in offsetFates :
           LET trusted == Below(offsets, recoveryPoint)
           IN  trusted # <<>> => TimesAreDurable(timeFates \cup {Prefix(timeIndex, size)}, Last(trusted).offset + 1)

    /\ timeFile' = Prefix(timeIndex, size)
    /\ timeFates' = timeFates \cup {timeFile'}
    /\ UNCHANGED <<log, flushed, offsetFile, offsetFates, memoryVars, recoveryPoint>>
    /\ Quiet

SyncOffsetIndex ==
    /\ offsetFates' = {offsetFile}
    /\ UNCHANGED <<log, flushed, offsetFile, timeFile, timeFates, memoryVars, recoveryPoint>>
    /\ Quiet

SyncTimeIndex ==
    /\ timeFates' = {timeFile}
    /\ UNCHANGED <<log, flushed, offsetFile, timeFile, offsetFates, memoryVars, recoveryPoint>>
    /\ Quiet

\* Nothing below is checked after a crash: the batches, and the entries that point to them, must be on the platter.
CheckpointRecoveryPoint(offset) ==
    /\ isOpen
    /\ offset \in 0..FlushedOffset
    /\ offset > recoveryPoint => OffsetsAreDurable(offset) /\ TimesAreDurableFor(Below(offsetIndex, offset))

    /\ recoveryPoint' = offset
    /\ UNCHANGED <<fileVars, memoryVars>>
    /\ Quiet

\* The log is cut, at once on the platter; entries of what is gone are forgotten, and their files are written later.
Truncate(n) ==
    LET kept == Below(offsetIndex, EndOffset(Prefix(log, n)))
    IN  /\ isOpen
        /\ n \in 0..Len(log)
        /\ recoveryPoint <= EndOffset(Prefix(log, n))

        /\ log' = Prefix(log, n)
        /\ flushed' = Min({flushed, n})
        /\ LET times == IF kept = <<>> THEN <<>> ELSE Below(timeIndex, Last(kept).offset + 1)
               known == [offsets |-> kept, times |-> times, youngest |-> IF times = <<>> THEN Blank.youngest ELSE Last(times)]
           IN  Recall(NotedAll(known, SelectSeq(log', LAMBDA batch : kept = <<>> \/ batch.position >= Last(kept).position)))
        /\ UNCHANGED <<offsetFile, timeFile, offsetFates, timeFates, recoveryPoint, isOpen>>
        /\ Quiet

Forget ==
    /\ isOpen' = FALSE
    /\ Recall(Blank)
    /\ Quiet

\* The process lets go of the log, and the files hold all that it knew.
Close ==
    /\ isOpen
    /\ offsetFile = offsetIndex
    /\ timeFile = timeIndex

    /\ Forget
    /\ UNCHANGED <<fileVars, recoveryPoint>>

\* A process opens the log. Files that were lost or that cannot be right count as empty. The segment is finished, as if nothing more were to come.
Open ==
    LET believed == Believed(offsetFile, timeFile, recoveryPoint)
    IN  /\ ~isOpen

        /\ isOpen' = TRUE
        /\ Recall(NotedTime(Rebuilt(believed.offsets, believed.times)))
        /\ UNCHANGED <<fileVars, recoveryPoint>>
        /\ Quiet

-------------------------------------------------------------------------------
\* Looking up.

NothingRead == -1
Starts == {NothingRead, 0} \cup {offsetIndex[i].position : i \in DOMAIN offsetIndex}

\* Where to begin to read for an offset: at the last entry up to it.
StartFor(offset) == LET upTo == Below(offsetIndex, offset + 1) IN IF upTo = <<>> THEN 0 ELSE Last(upTo).position

\* Where to begin for a time: no record up to the offset of a time entry is younger than it.
StartForTimestamp(timestamp) ==
    LET older == SelectSeq(timeIndex, LAMBDA entry : entry.timestamp < timestamp)
    IN  IF older = <<>> THEN 0 ELSE StartFor(Last(older).offset)

\* Who looks something up reads the log from a position on, and not at all where it is known that there is nothing.
LookUpOffset(offset, from) ==
    /\ isOpen
    /\ from = IF offset >= EndOffset(log) THEN NothingRead ELSE StartFor(offset)

    /\ answer' = FirstOf({i \in DOMAIN log : log[i].position >= from /\ log[i].lastOffset >= offset})
    /\ UNCHANGED <<fileVars, memoryVars, recoveryPoint>>

LookUpTimestamp(timestamp, from) ==
    /\ isOpen
    /\ from = IF timestamp > youngest.timestamp THEN NothingRead ELSE StartForTimestamp(timestamp)

    /\ answer' = FirstOf({i \in DOMAIN log : log[i].position >= from /\ log[i].timestamp >= timestamp})
    /\ UNCHANGED <<fileVars, memoryVars, recoveryPoint>>

-------------------------------------------------------------------------------
\* The environment.

Crash ==
    /\ isOpen

    /\ Forget
    /\ UNCHANGED <<fileVars, recoveryPoint>>

\* This is left: so many batches, and these entries.
LosePower(n, offsets, times) ==
    /\ isOpen
    /\ n \in flushed..Len(log)
    /\ offsets \in Survivors(offsetFates)
    /\ times \in Survivors(timeFates)

    /\ Forget
    /\ log' = Prefix(log, n)
    /\ flushed' = n
    /\ offsetFile' = offsets
    /\ timeFile' = times
    /\ offsetFates' = {offsets}
    /\ timeFates' = {times}
    /\ UNCHANGED recoveryPoint

\* Somebody removes an index file, or overwrites it with what cannot be right.
LoseOffsetIndex ==
    /\ ~isOpen

    /\ offsetFile' = <<>>
    /\ offsetFates' = {<<>>}
    /\ UNCHANGED <<log, flushed, timeFile, timeFates, memoryVars, recoveryPoint>>
    /\ Quiet

LoseTimeIndex ==
    /\ ~isOpen

    /\ timeFile' = <<>>
    /\ timeFates' = {<<>>}
    /\ UNCHANGED <<log, flushed, offsetFile, offsetFates, memoryVars, recoveryPoint>>
    /\ Quiet

-------------------------------------------------------------------------------

Writing ==
    \/ \E added \in Batches : AppendBatches(added)
    \/ Finish
    \/ \E n \in 0..Len(log) : Truncate(n)

Flushing ==
    \/ SyncLog
    \/ \E size \in 0..Len(offsetIndex) : WriteOffsetIndex(size)
    \/ SyncOffsetIndex
    \/ \E size \in 0..Len(timeIndex) : WriteTimeIndex(size)
    \/ SyncTimeIndex
    \/ \E offset \in 0..EndOffset(log) : CheckpointRecoveryPoint(offset)

Reading ==
    \/ \E offset \in Offsets : \E from \in Starts : LookUpOffset(offset, from)
    \/ \E timestamp \in Timestamps : \E from \in Starts : LookUpTimestamp(timestamp, from)

Environment ==
    \/ Crash
    \/ \E n \in flushed..Len(log) : \E offsets \in Survivors(offsetFates) : \E times \in Survivors(timeFates) : LosePower(n, offsets, times)
    \/ LoseOffsetIndex
    \/ LoseTimeIndex

System == Writing \/ Flushing \/ Reading \/ Close \/ Open
Next == System \/ Environment

Spec == Init /\ [][Next]_vars

-------------------------------------------------------------------------------

TypeOK ==
    /\ flushed \in 0..Len(log)
    /\ recoveryPoint \in Nat
    /\ offsetFile \in offsetFates
    /\ timeFile \in timeFates
    /\ isOpen \in BOOLEAN
    /\ answer \in 1..Len(log) \cup {NoAnswer}

\* Both indexes ascend, as a binary search needs.
IndexesAscendInv ==
    /\ \A i, j \in DOMAIN offsetIndex : i < j => offsetIndex[i].offset < offsetIndex[j].offset
    /\ \A i, j \in DOMAIN timeIndex : i < j => timeIndex[i].timestamp < timeIndex[j].timestamp /\ timeIndex[i].offset <= timeIndex[j].offset

\* An index is much smaller than its log: between two entries there is more than an interval.
IndexIsSparseInv == \A i \in DOMAIN offsetIndex : offsetIndex[i].position - (IF i = 1 THEN 0 ELSE offsetIndex[i - 1].position) > Interval

\* And yet no look-up reads much more than an interval: at most that, and one batch.
IndexIsDenseInv ==
    isOpen => \A i \in DOMAIN log :
        log[i].position > Interval => \E j \in DOMAIN offsetIndex :
            offsetIndex[j].position <= log[i].position /\ log[i].position - offsetIndex[j].position <= Interval

\* What is in memory is what one would make of the whole log.
IndexesAreDerivedInv == isOpen => offsetIndex = NotedAll(Blank, log).offsets /\ youngest = NotedAll(Blank, log).youngest

-------------------------------------------------------------------------------
\* Refinement.

Contract == INSTANCE LookUp WITH
    Logs <- Seq([lastOffset : Nat, position : Nat, bytes : Nat, timestamp : Nat]),
    youngest <- youngest.timestamp

THEOREM Spec => Contract!Spec
RefinesLookUp == Contract!Spec

===============================================================================
