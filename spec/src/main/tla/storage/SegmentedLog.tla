----------------------------- MODULE SegmentedLog -----------------------------
(***************************************************************************)
(* How does a log of segment files keep its promises on a disk that loses  *)
(* what was not synced?                                                    *)
(*                                                                         *)
(* A step is a system call.  Whatever was written is in the page cache: it *)
(* survives the process.  What a power loss may leave of a file is a set,  *)
(* kept in `platter`: each write adds to it, each sync empties it but for  *)
(* what was synced.  Names are synced by their directory.  The protocol is *)
(* the guards of the system's steps; they ask for what is on the platter   *)
(* and not for how it got there, so that an implementation may sync more,  *)
(* or elsewhere.  DurableLog is what they amount to.                       *)
(*                                                                         *)
(* Abstracted away: time and sizes (a segment may be rolled, flushed or    *)
(* expire at any moment), indexes and epochs (rebuilt from the segments),  *)
(* compaction (offsets are contiguous here), the content of a checkpoint   *)
(* that is being written (it is synced before it is renamed), and a kernel *)
(* that shows pages which it failed to write: a failed sync decides at     *)
(* once what is left, and reads agree.                                     *)
(*                                                                         *)
(* Refines DurableLog. Sources: UnifiedLog, LogLoader, LocalLog,           *)
(* LogManager, KAFKA-3968 (a new segment's directory), LUCENE-5438,        *)
(* "Can Applications Recover from fsync Failures?" (ATC 2020).             *)
(***************************************************************************)
EXTENDS Integers, Sequences, FiniteSets

CONSTANTS
    Appends     \* what one write may bring: non-empty sequences of [leaderEpoch, records]

VARIABLES
    \* The files as a process finds them: what the page cache holds, or the platter.
    segments,                   \* base offset -> the batches in that segment: a sequence of [baseOffset, leaderEpoch, records, isSound]
    recoveryPointCheckpoint,    \* recovery-point-offset-checkpoint; 0 if there is none
    logStartOffsetCheckpoint,   \* log-start-offset-checkpoint; 0 if there is none
    highWatermarkCheckpoint,    \* replication-offset-checkpoint; 0 if there is none
    cleanShutdown,              \* whether the clean-shutdown marker is there

    \* What a power loss may leave of them.
    platter,                    \* base offset -> the fates of that file; see Fates
    formerCheckpoints,          \* the values that checkpoints and marker may fall back to, until the log directory is synced

    \* The process, volatile.
    status,                     \* "down", "opening", "open", "closed", "refused", "offline" (the disk failed), or "off" (the power failed)
    foundCleanShutdown,         \* whether the last process said that it ended well
    logStartOffset,             \* readers begin here, or later
    recoveryPoint,              \* everything below was synced
    highWatermark,              \* everything below is committed, as far as this replica knows

    \* History: what the proof needs and nobody sees.
    promised,                   \* the highest recovery point that anybody was told of, as far as it was not truncated
    written                     \* what was written last at each offset: written[o + 1] = [leaderEpoch, record]

checkpointVars == <<recoveryPointCheckpoint, logStartOffsetCheckpoint, highWatermarkCheckpoint, cleanShutdown, formerCheckpoints>>
segmentVars == <<segments, platter>>
offsetVars == <<logStartOffset, recoveryPoint, highWatermark>>
processVars == <<status, foundCleanShutdown, offsetVars>>
historyVars == <<promised, written>>
vars == <<checkpointVars, segmentVars, processVars, historyVars>>

-------------------------------------------------------------------------------
\* Helpers.

Min(S) == CHOOSE x \in S : \A y \in S : x <= y
Max(S) == CHOOSE x \in S : \A y \in S : x >= y
Last(s) == s[Len(s)]
Prefix(s, n) == SubSeq(s, 1, n)
Put(f, key, value) == [k \in DOMAIN f \cup {key} |-> IF k = key THEN value ELSE f[k]]
Without(f, key) == [k \in DOMAIN f \ {key} |-> f[k]]

Files == DOMAIN segments
EndOfBatch(batch) == batch.baseOffset + Len(batch.records)
EndOf(file) == IF segments[file] = <<>> THEN file ELSE EndOfBatch(Last(segments[file]))
OldestSegment == Min(Files)
ActiveSegment == Max(Files)
NextSegment(file) == Min({later \in Files : later > file})
LogEndOffset == EndOf(ActiveSegment)

\* Batches from an offset on, one behind the other.
RECURSIVE BatchesFrom(_, _)
BatchesFrom(offset, added) ==
    IF added = <<>> THEN <<>>
    ELSE <<[baseOffset |-> offset, leaderEpoch |-> Head(added).leaderEpoch, records |-> Head(added).records, isSound |-> TRUE]>>
         \o BatchesFrom(offset + Len(Head(added).records), Tail(added))

RECURSIVE EntriesOf(_)
EntriesOf(batches) ==
    IF batches = <<>> THEN <<>>
    ELSE [i \in 1..Len(Head(batches).records) |-> [leaderEpoch |-> Head(batches).leaderEpoch, record |-> Head(batches).records[i]]]
         \o EntriesOf(Tail(batches))

\* What was begun to be written behind an offset and is not whole: nothing of it can be read.
Torn(offset) == [baseOffset |-> offset, leaderEpoch |-> -1, records |-> <<>>, isSound |-> FALSE]

-------------------------------------------------------------------------------
\* What a power loss may leave of a file.

\* A file's content, of which the first batches are surely on the platter, and of the others any prefix, torn anywhere.
Version(batches, synced) == [batches |-> batches, synced |-> synced]

\* current: what the name leads to, before or after truncations that are not synced; former: what it led to before it was
\* deleted or replaced; mayBeAbsent: the name itself may be gone. Both end when the directory is synced.
Fates(current, former, mayBeAbsent) == [current |-> current, former |-> former, mayBeAbsent |-> mayBeAbsent]

NoFates == Fates({}, {}, TRUE)
Settled(batches) == Fates({Version(batches, Len(batches))}, {}, FALSE)
FatesOf(file) == IF file \in DOMAIN platter THEN platter[file] ELSE NoFates

EndOfPrefix(file, batches, n) == IF n = 0 THEN file ELSE EndOfBatch(batches[n])

Leaves(file, version) ==
    LET lengths == version.synced..Len(version.batches)
    IN  {Prefix(version.batches, n) : n \in lengths} \cup
        {Append(Prefix(version.batches, n), Torn(EndOfPrefix(file, version.batches, n))) : n \in lengths \ {Len(version.batches)}}

MayBeLeft(file) == UNION {Leaves(file, version) : version \in platter[file].current \cup platter[file].former}

\* The same file after a write, a truncation, a sync, a deletion.
Written(fates, old, new) ==
    LET Grown(version) == IF version.batches = old THEN Version(new, version.synced) ELSE version
    IN  [fates EXCEPT !.current = {Grown(version) : version \in @}]

Truncated(fates, size) ==
    [fates EXCEPT !.current = @ \cup {Version(Prefix(version.batches, Min({size, Len(version.batches)})), Min({size, version.synced})) : version \in @}]

Synced(fates, batches) == [fates EXCEPT !.current = {Version(batches, Len(batches))}]
Deleted(fates) == Fates({}, fates.former \cup fates.current, TRUE)
Created(fates) == Fates({Version(<<>>, 0)}, fates.former \cup fates.current, TRUE)

HasDurableName(file) == platter[file].former = {} /\ ~platter[file].mayBeAbsent

\* All names in the log's directory are as a power loss would leave them.
NamesAreDurable == DOMAIN platter = Files /\ \A file \in Files : HasDurableName(file)

\* Truncations of the file are as a power loss would leave them.
CutIsDurable(file) == Cardinality(platter[file].current) = 1

\* A power loss leaves every batch below an offset.
IsDurable(offset) ==
    \A file \in Files : file < offset =>
        /\ HasDurableName(file)
        /\ LET below == Cardinality({i \in DOMAIN segments[file] : segments[file][i].baseOffset < offset})
           IN  \A version \in platter[file].current :
                   version.synced >= below /\ Prefix(version.batches, below) = Prefix(segments[file], below)

\* The values that a checkpoint may have after a power loss.
NoFormerCheckpoints == [recoveryPoint |-> {}, logStartOffset |-> {}, highWatermark |-> {}, cleanShutdown |-> {}]
RecoveryPoints == {recoveryPointCheckpoint} \cup formerCheckpoints.recoveryPoint
LogStartOffsets == {logStartOffsetCheckpoint} \cup formerCheckpoints.logStartOffset
HighWatermarks == {highWatermarkCheckpoint} \cup formerCheckpoints.highWatermark
CleanShutdowns == {cleanShutdown} \cup formerCheckpoints.cleanShutdown

-------------------------------------------------------------------------------
\* What recovery makes of the files. From the recovery point on nothing is trusted: the log ends where a batch is not sound,
\* or where a segment ends before the next one begins. Below it everything was synced: such a flaw is damage.

IsTrusted(offset) == offset < recoveryPointCheckpoint

SoundLength(file) ==
    LET flaws == {i \in DOMAIN segments[file] : ~segments[file][i].isSound /\ ~IsTrusted(segments[file][i].baseOffset)}
    IN  IF flaws = {} THEN Len(segments[file]) ELSE Min(flaws) - 1

IsWhole(file) == SoundLength(file) = Len(segments[file])
HasHoleBehind(file) == EndOf(file) \notin Files \ {file} /\ \E later \in Files : later > file

\* Recovery gets as far as this segment.
IsReached(file) == \A earlier \in Files : earlier < file => IsWhole(earlier) /\ ~HasHoleBehind(earlier)

LastReached == CHOOSE file \in Files : IsReached(file) /\ \A later \in Files : later > file => ~IsReached(later)

RecoveredEndOffset ==
    IF Files = {} THEN logStartOffsetCheckpoint
    ELSE EndOfPrefix(LastReached, segments[LastReached], SoundLength(LastReached))

IsRecovered == Files # {} /\ \A file \in Files : IsReached(file) /\ IsWhole(file)

\* Trusted files are damaged: a batch, or a segment is gone.
IsDamaged ==
    \E file \in Files :
        \/ \E i \in DOMAIN segments[file] : ~segments[file][i].isSound /\ IsTrusted(segments[file][i].baseOffset)
        \/ HasHoleBehind(file) /\ NextSegment(file) <= recoveryPointCheckpoint

FirstOffset == IF Files = {} THEN logStartOffsetCheckpoint ELSE Max({logStartOffsetCheckpoint, OldestSegment})

-------------------------------------------------------------------------------

Init ==
    /\ segments = <<>>
    /\ platter = <<>>
    /\ recoveryPointCheckpoint = 0
    /\ logStartOffsetCheckpoint = 0
    /\ highWatermarkCheckpoint = 0
    /\ cleanShutdown = FALSE
    /\ formerCheckpoints = NoFormerCheckpoints
    /\ status = "down"
    /\ foundCleanShutdown = FALSE
    /\ logStartOffset = 0
    /\ recoveryPoint = 0
    /\ highWatermark = 0
    /\ promised = 0
    /\ written = <<>>

-------------------------------------------------------------------------------
\* Writing.

IsServing == status \in {"opening", "open", "closed"}

\* One write to the active segment. What the recovery point, the names and the cuts in front of it claim must be durable by
\* now: otherwise a power loss would leave the new batches behind old ones that were truncated, or below a recovery point.
AppendBatches(added) ==
    LET batches == BatchesFrom(LogEndOffset, added)
    IN  /\ status = "open"
        /\ NamesAreDurable
        /\ CutIsDurable(ActiveSegment)
        /\ \A checkpoint \in RecoveryPoints : checkpoint <= recoveryPoint

        /\ segments' = [segments EXCEPT ![ActiveSegment] = @ \o batches]
        /\ platter' = [platter EXCEPT ![ActiveSegment] = Written(@, segments[ActiveSegment], segments'[ActiveSegment])]
        /\ written' = Prefix(written, LogEndOffset) \o EntriesOf(batches)
        /\ UNCHANGED <<checkpointVars, processVars, promised>>

\* The file of a new segment is created: at the log end, or as the first one of an empty log. The old one need not be synced.
CreateSegment(file) ==
    /\ \/ status = "open" /\ file = LogEndOffset /\ segments[ActiveSegment] # <<>>
       \/ status = "opening" /\ Files = {} /\ file = logStartOffset
    /\ Files # {} => NamesAreDurable /\ CutIsDurable(ActiveSegment)

    /\ segments' = Put(segments, file, <<>>)
    /\ platter' = Put(platter, file, Created(FatesOf(file)))
    /\ UNCHANGED <<checkpointVars, processVars, historyVars>>

SyncSegment(file) ==
    /\ status \in {"opening", "open"}
    /\ file \in Files

    /\ platter' = [platter EXCEPT ![file] = Synced(@, segments[file])]
    /\ UNCHANGED <<segments, checkpointVars, processVars, historyVars>>

\* The names in the log's directory become durable.
SyncDirectory ==
    /\ status \in {"opening", "open"}

    /\ platter' = [file \in Files |-> Fates(platter[file].current, {}, FALSE)]
    /\ UNCHANGED <<segments, checkpointVars, processVars, historyVars>>

\* What was synced may be relied on. (A deleted segment that came back half written would be a hole in front of it.)
AdvanceRecoveryPoint(offset) ==
    /\ status = "open"
    /\ offset \in (recoveryPoint + 1)..LogEndOffset
    /\ NamesAreDurable
    /\ IsDurable(offset)

    /\ recoveryPoint' = offset
    /\ promised' = Max({promised, offset})
    /\ UNCHANGED <<segmentVars, checkpointVars, status, foundCleanShutdown, logStartOffset, highWatermark, written>>

AdvanceHighWatermark(offset) ==
    /\ status = "open"
    /\ offset \in (highWatermark + 1)..LogEndOffset

    /\ highWatermark' = offset
    /\ UNCHANGED <<segmentVars, checkpointVars, status, foundCleanShutdown, logStartOffset, recoveryPoint, historyVars>>

\* Retention, or a client's DeleteRecords: readers begin later. Nothing is removed yet.
AdvanceLogStartOffset(offset) ==
    /\ status = "open"
    /\ offset \in (logStartOffset + 1)..highWatermark

    /\ logStartOffset' = offset
    /\ UNCHANGED <<segmentVars, checkpointVars, status, foundCleanShutdown, recoveryPoint, highWatermark, historyVars>>

\* What a fetch may be given from an offset on: of one segment, from the batch that holds the offset, whole batches as they are in the file.
FetchesFrom(offset) ==
    IF status # "open" \/ offset \notin logStartOffset..LogEndOffset THEN {}
    ELSE LET file == Max({f \in Files : f <= offset})
             reaching == {i \in DOMAIN segments[file] : EndOfBatch(segments[file][i]) > offset}
         IN  IF reaching = {} THEN {<<>>} ELSE {SubSeq(segments[file], Min(reaching), last) : last \in Min(reaching)..Len(segments[file])}

\* The bytes are sent from the page cache as they are: whoever gets them finds the batches that were written.
Fetch(offset, sent) ==
    /\ sent \in FetchesFrom(offset)

    /\ UNCHANGED vars

-------------------------------------------------------------------------------
\* Removing. The deletion of one file is durable before the next one's: else a power loss could bring back the farther one
\* alone, and leave a hole.

\* A truncation lowers what lies above the new end. (An opening does so when it is done.)
LowerOffsetsTo(endOffset) ==
    /\ recoveryPoint' = IF status = "open" THEN Min({recoveryPoint, endOffset}) ELSE recoveryPoint
    /\ highWatermark' = IF status = "open" THEN Min({highWatermark, endOffset}) ELSE highWatermark

\* Retention: the oldest segment lies below the log start.
IsExpired(file) == status = "open" /\ file = OldestSegment /\ file # ActiveSegment /\ NextSegment(file) <= logStartOffset

\* Truncation: the latest segment goes as a whole.
IsTruncated(file) == status = "open" /\ file = ActiveSegment /\ file # OldestSegment /\ file >= logStartOffset

\* Recovery does not get as far as this segment, or the log ends before it starts.
IsBeyondRecovery(file) ==
    /\ status = "opening"
    /\ ~foundCleanShutdown
    /\ ~IsDamaged
    /\ file = ActiveSegment
    /\ ~IsReached(file) \/ RecoveredEndOffset < logStartOffset

DeleteSegment(file) ==
    LET endOffset == IF IsTruncated(file) THEN file ELSE LogEndOffset
    IN  /\ file \in Files
        /\ IsExpired(file) \/ IsTruncated(file) \/ IsBeyondRecovery(file)
        /\ NamesAreDurable

        /\ segments' = Without(segments, file)
        /\ platter' = [platter EXCEPT ![file] = Deleted(@)]
        /\ LowerOffsetsTo(endOffset)
        /\ promised' = IF IsTruncated(file) THEN Min({promised, file}) ELSE promised
        /\ UNCHANGED <<checkpointVars, status, foundCleanShutdown, logStartOffset, written>>

\* The latest segment is cut behind so many batches: by a truncation, or by recovery behind the last sound one.
TruncateSegment(file, size) ==
    LET endOffset == EndOfPrefix(file, segments[file], size)
    IN  /\ file = ActiveSegment
        /\ size \in 0..(Len(segments[file]) - 1)
        /\ NamesAreDurable
        /\ \/ status = "open" /\ endOffset >= logStartOffset
           \/ status = "opening" /\ ~foundCleanShutdown /\ IsReached(file) /\ size = SoundLength(file)

        /\ segments' = [segments EXCEPT ![file] = Prefix(@, size)]
        /\ platter' = [platter EXCEPT ![file] = Truncated(@, size)]
        /\ LowerOffsetsTo(endOffset)
        /\ promised' = IF status = "open" THEN Min({promised, endOffset}) ELSE promised
        /\ UNCHANGED <<checkpointVars, status, foundCleanShutdown, logStartOffset, written>>

-------------------------------------------------------------------------------
\* Checkpoints. Each event is the rename of a file that was written and synced before; the sync of the log directory follows.

\* At or below the recovery point: before a truncation, and by an opening that found less, it is lowered to where the log ends.
CheckpointRecoveryPoint(offset) ==
    /\ IsServing
    /\ offset \in 0..recoveryPoint

    /\ recoveryPointCheckpoint' = offset
    /\ formerCheckpoints' = [formerCheckpoints EXCEPT !.recoveryPoint = @ \cup {recoveryPointCheckpoint}]
    /\ UNCHANGED <<segmentVars, logStartOffsetCheckpoint, highWatermarkCheckpoint, cleanShutdown, processVars, historyVars>>

CheckpointLogStartOffset ==
    /\ status \in {"open", "closed"}

    /\ logStartOffsetCheckpoint' = logStartOffset
    /\ formerCheckpoints' = [formerCheckpoints EXCEPT !.logStartOffset = @ \cup {logStartOffsetCheckpoint}]
    /\ UNCHANGED <<segmentVars, recoveryPointCheckpoint, highWatermarkCheckpoint, cleanShutdown, processVars, historyVars>>

CheckpointHighWatermark ==
    /\ status \in {"open", "closed"}

    /\ highWatermarkCheckpoint' = highWatermark
    /\ formerCheckpoints' = [formerCheckpoints EXCEPT !.highWatermark = @ \cup {highWatermarkCheckpoint}]
    /\ UNCHANGED <<segmentVars, recoveryPointCheckpoint, logStartOffsetCheckpoint, cleanShutdown, processVars, historyVars>>

SyncLogDirectory ==
    /\ IsServing

    /\ formerCheckpoints' = NoFormerCheckpoints
    /\ UNCHANGED <<segmentVars, recoveryPointCheckpoint, logStartOffsetCheckpoint, highWatermarkCheckpoint, cleanShutdown, processVars,
                   historyVars>>

-------------------------------------------------------------------------------
\* Ending and beginning.

Close ==
    /\ status = "open"

    /\ status' = "closed"
    /\ UNCHANGED <<segmentVars, checkpointVars, foundCleanShutdown, offsetVars, historyVars>>

\* The next process need not check anything: all that is there is durable, and the recovery point says so.
WriteCleanShutdown ==
    /\ status = "closed"
    /\ RecoveryPoints = {LogEndOffset}
    /\ NamesAreDurable
    /\ CutIsDurable(ActiveSegment)
    /\ IsDurable(LogEndOffset)

    /\ cleanShutdown' = TRUE
    /\ formerCheckpoints' = [formerCheckpoints EXCEPT !.cleanShutdown = @ \cup {cleanShutdown}]
    /\ UNCHANGED <<segmentVars, recoveryPointCheckpoint, logStartOffsetCheckpoint, highWatermarkCheckpoint, processVars, historyVars>>

\* A process begins. What was on its way to the platter when the power failed is known by now.
Load ==
    /\ status \in {"down", "closed", "off"}
    /\ status = "off" => \A file \in Files : platter[file] = Settled(segments[file])

    /\ status' = "opening"
    /\ foundCleanShutdown' = cleanShutdown
    /\ logStartOffset' = FirstOffset
    /\ recoveryPoint' = recoveryPointCheckpoint
    /\ highWatermark' = highWatermarkCheckpoint
    /\ platter' = IF status = "off" THEN [file \in Files |-> platter[file]] ELSE platter
    /\ UNCHANGED <<segments, checkpointVars, historyVars>>

\* It was true of the last process; it must not be believed after this one.
RemoveCleanShutdown ==
    /\ status = "opening"
    /\ cleanShutdown

    /\ cleanShutdown' = FALSE
    /\ formerCheckpoints' = [formerCheckpoints EXCEPT !.cleanShutdown = @ \cup {TRUE}]
    /\ UNCHANGED <<segmentVars, recoveryPointCheckpoint, logStartOffsetCheckpoint, highWatermarkCheckpoint, processVars, historyVars>>

\* The log can be used. Cuts that this or another process made are durable, and so are the names; the marker cannot come back.
\* Below the recovery point nobody has looked: who reads damage there will be told.
Open ==
    /\ status = "opening"
    /\ foundCleanShutdown \/ IsRecovered
    /\ Files # {}
    /\ LogEndOffset >= logStartOffset
    /\ NamesAreDurable
    /\ CutIsDurable(ActiveSegment)
    /\ CleanShutdowns = {FALSE}

    /\ status' = "open"
    /\ recoveryPoint' = Max({OldestSegment, Min({recoveryPoint, LogEndOffset})})
    /\ highWatermark' = Max({logStartOffset, Min({highWatermark, LogEndOffset})})
    /\ promised' = Min({promised, LogEndOffset})
    /\ UNCHANGED <<segmentVars, checkpointVars, foundCleanShutdown, logStartOffset, written>>

\* What was durable is damaged: to cut it would be to lose it silently.
RefuseDamage ==
    /\ status = "opening"
    /\ IsDamaged

    /\ status' = "refused"
    /\ UNCHANGED <<segmentVars, checkpointVars, foundCleanShutdown, offsetVars, historyVars>>

-------------------------------------------------------------------------------
\* The environment.

\* A process loses its memory; every file stays as it wrote it.
ForgetTo(next) ==
    /\ status' = next
    /\ foundCleanShutdown' = FALSE
    /\ logStartOffset' = 0
    /\ recoveryPoint' = 0
    /\ highWatermark' = 0

Crash ==
    /\ status \notin {"down", "off"}

    /\ ForgetTo("down")
    /\ UNCHANGED <<segmentVars, checkpointVars, historyVars>>

\* Checkpoints and marker are what they are or were; what is left of each segment is told of next.
LosePower ==
    /\ status # "off"

    /\ ForgetTo("off")
    /\ recoveryPointCheckpoint' \in RecoveryPoints
    /\ logStartOffsetCheckpoint' \in LogStartOffsets
    /\ highWatermarkCheckpoint' \in HighWatermarks
    /\ cleanShutdown' \in CleanShutdowns
    /\ formerCheckpoints' = NoFormerCheckpoints
    /\ UNCHANGED <<segmentVars, historyVars>>

\* This is what is left of a file, of one that had been deleted perhaps.
KeepSegment(file, left) ==
    /\ status = "off"
    /\ file \in DOMAIN platter
    /\ left \in MayBeLeft(file)

    /\ segments' = Put(segments, file, left)
    /\ platter' = [platter EXCEPT ![file] = Settled(left)]
    /\ UNCHANGED <<checkpointVars, processVars, historyVars>>

LoseSegment(file) ==
    /\ status = "off"
    /\ file \in Files
    /\ platter[file].mayBeAbsent

    /\ segments' = Without(segments, file)
    /\ platter' = Without(platter, file)
    /\ UNCHANGED <<checkpointVars, processVars, historyVars>>

\* A write fails, for want of space perhaps: of its batches so many are there, and perhaps a part of the next one.
FailWrite(added, size, isTorn) ==
    LET batches == BatchesFrom(LogEndOffset, added)
        whole == segments[ActiveSegment] \o Prefix(batches, size)
    IN  /\ status = "open"
        /\ NamesAreDurable
        /\ CutIsDurable(ActiveSegment)
        /\ \A checkpoint \in RecoveryPoints : checkpoint <= recoveryPoint
        /\ size \in 0..Len(batches)
        /\ isTorn => size < Len(batches)

        /\ segments' = [segments EXCEPT ![ActiveSegment] = IF isTorn THEN Append(whole, Torn(EndOfPrefix(ActiveSegment, whole, Len(whole)))) ELSE whole]
        /\ platter' = [platter EXCEPT ![ActiveSegment] = Written(@, segments[ActiveSegment], segments'[ActiveSegment])]
        /\ written' = Prefix(written, LogEndOffset) \o EntriesOf(Prefix(batches, size))
        /\ status' = "offline"
        /\ UNCHANGED <<checkpointVars, foundCleanShutdown, offsetVars, promised>>

\* A sync fails. What was not synced is written, or dropped for ever: another sync would succeed and mean nothing.
FailSync(file, left) ==
    /\ status \in {"opening", "open"}
    /\ file \in Files
    /\ left \in UNION {Leaves(file, version) : version \in platter[file].current}

    /\ segments' = [segments EXCEPT ![file] = left]
    /\ platter' = [platter EXCEPT ![file] = Synced(@, left)]
    /\ status' = "offline"
    /\ UNCHANGED <<checkpointVars, foundCleanShutdown, offsetVars, historyVars>>

\* Another system call fails, and leaves everything as it is.
FailCall ==
    /\ IsServing

    /\ status' = "offline"
    /\ UNCHANGED <<segmentVars, checkpointVars, foundCleanShutdown, offsetVars, historyVars>>

\* A bit of a batch that was synced flips. (Where recovery will cut such a batch, it is all the same whether that was before the process ended.)
FlipBit(file, index) ==
    /\ status \in {"down", "closed", "open"}
    /\ file \in Files
    /\ index \in DOMAIN segments[file]
    /\ segments[file][index].isSound
    /\ platter[file] = Settled(segments[file])
    /\ status = "open" \/ IsTrusted(segments[file][index].baseOffset)

    /\ segments' = [segments EXCEPT ![file][index].isSound = FALSE]
    /\ platter' = [platter EXCEPT ![file] = Settled(segments'[file])]
    /\ UNCHANGED <<checkpointVars, processVars, historyVars>>

-------------------------------------------------------------------------------

Writing ==
    \/ \E added \in Appends : AppendBatches(added)
    \/ \E file \in 0..Len(written) : CreateSegment(file)
    \/ \E file \in Files : SyncSegment(file)
    \/ SyncDirectory
    \/ \E offset \in 0..Len(written) : AdvanceRecoveryPoint(offset)
    \/ \E offset \in 0..Len(written) : AdvanceHighWatermark(offset)
    \/ \E offset \in 0..Len(written) : AdvanceLogStartOffset(offset)

Reading == \E offset \in 0..Len(written) : \E sent \in FetchesFrom(offset) : Fetch(offset, sent)

Removing ==
    \/ \E file \in Files : DeleteSegment(file)
    \/ \E file \in Files : \E size \in 0..Len(segments[file]) : TruncateSegment(file, size)

Checkpointing ==
    \/ \E offset \in 0..Len(written) : CheckpointRecoveryPoint(offset)
    \/ CheckpointLogStartOffset
    \/ CheckpointHighWatermark
    \/ SyncLogDirectory

Beginning ==
    \/ Load
    \/ RemoveCleanShutdown
    \/ Open
    \/ RefuseDamage
    \/ Close
    \/ WriteCleanShutdown

Crashes ==
    \/ Crash
    \/ LosePower
    \/ \E file \in DOMAIN platter : \E left \in MayBeLeft(file) : KeepSegment(file, left)
    \/ \E file \in Files : LoseSegment(file)

Faults ==
    \/ \E added \in Appends : \E size \in 0..Len(added), isTorn \in BOOLEAN : FailWrite(added, size, isTorn)
    \/ \E file \in Files : \E left \in MayBeLeft(file) : FailSync(file, left)
    \/ FailCall
    \/ \E file \in Files : \E index \in DOMAIN segments[file] : FlipBit(file, index)

System == Writing \/ Reading \/ Removing \/ Checkpointing \/ Beginning
Environment == Crashes \/ Faults
Next == System \/ Environment

Spec == Init /\ [][Next]_vars

-------------------------------------------------------------------------------

IsBatch(batch) ==
    /\ DOMAIN batch = {"baseOffset", "leaderEpoch", "records", "isSound"}
    /\ batch.baseOffset \in Nat
    /\ batch.leaderEpoch \in Nat \cup {-1}
    /\ batch.isSound \in BOOLEAN

TypeOK ==
    /\ Files \subseteq Nat
    /\ \A file \in Files : \A i \in DOMAIN segments[file] : IsBatch(segments[file][i])
    /\ Files \subseteq DOMAIN platter
    /\ \A checkpoint \in RecoveryPoints \cup LogStartOffsets \cup HighWatermarks : checkpoint \in Nat
    /\ CleanShutdowns \subseteq BOOLEAN
    /\ status \in {"down", "opening", "open", "closed", "refused", "offline", "off"}
    /\ foundCleanShutdown \in BOOLEAN
    /\ logStartOffset \in Nat
    /\ recoveryPoint \in Nat
    /\ highWatermark \in Nat
    /\ promised \in 0..Len(written)

\* What lies between log start and log end can be read: every segment ends where the next begins, and only damage is unsound.
OpenLogIsReadableInv ==
    status = "open" =>
        /\ Files # {}
        /\ OldestSegment <= logStartOffset
        /\ \A file \in Files : ~HasHoleBehind(file)
        /\ \A file \in Files : \A i \in DOMAIN segments[file] : segments[file][i].isSound \/ segments[file][i].records # <<>>

\* The offsets of an open log are in order.
OffsetsAreOrderedInv ==
    status = "open" =>
        /\ logStartOffset <= highWatermark
        /\ highWatermark <= LogEndOffset
        /\ recoveryPoint <= LogEndOffset

\* Whatever a recovery will not check is on the platter. (When the power has failed that shows, file by file.)
TrustedIsDurableInv == status # "off" => \A checkpoint \in RecoveryPoints : IsDurable(Min({checkpoint, RecoveredEndOffset}))

\* A clean shutdown is believed only where there is nothing to recover.
CleanShutdownIsCleanInv == TRUE \in CleanShutdowns /\ status # "off" => IsDurable(RecoveredEndOffset) /\ Files # {}

\* A log is refused only if it is damaged, not because of how a crash left it.
OnlyDamageIsRefusedInv ==
    status = "refused" =>
        \E file \in Files : \E i \in DOMAIN segments[file] : ~segments[file][i].isSound /\ segments[file][i].records # <<>>

-------------------------------------------------------------------------------
\* Refinement: while no process has it open, a log is what recovery will make of its files.

HasProcess == status \in {"open", "closed"}

BatchesIn(file) ==
    IF HasProcess THEN segments[file] ELSE IF IsReached(file) THEN Prefix(segments[file], SoundLength(file)) ELSE <<>>

RECURSIVE Concatenated(_)
Concatenated(files) ==
    IF files = {} THEN <<>> ELSE LET file == Min(files) IN BatchesIn(file) \o Concatenated(files \ {file})

\* All batches, also those that a recovery will not get to, or that a power loss may bring back.
BatchesOf(contents) == UNION {{batches[i] : i \in DOMAIN batches} : batches \in contents}
AllBatches ==
    BatchesOf({segments[file] : file \in Files}) \cup
    BatchesOf(UNION {{version.batches : version \in platter[file].current \cup platter[file].former} : file \in DOMAIN platter})

VisibleBatches == Concatenated(Files)
VisibleStartOffset == IF HasProcess THEN logStartOffset ELSE FirstOffset

\* A log that ends before it starts will be empty.
VisibleEndOffset == Max({VisibleStartOffset, IF HasProcess THEN LogEndOffset ELSE RecoveredEndOffset})

\* Of batches, what lies from one offset to another.
EntriesBetween(batches, startOffset, endOffset) ==
    LET entries == EntriesOf(batches)
    IN  SubSeq(entries, Max({1, Len(entries) - (endOffset - startOffset) + 1}), Len(entries))

DamagedBetween(startOffset, endOffset) ==
    LET Covers(batch, offset) == batch.baseOffset <= offset /\ offset < EndOfBatch(batch)
    IN  {offset \in startOffset..(endOffset - 1) : \E batch \in AllBatches : ~batch.isSound /\ Covers(batch, offset)}

VisibleStatus == CASE status = "open" -> "open" [] status = "off" -> "off" [] status = "offline" -> "failed" [] OTHER -> "stopped"

Contract == INSTANCE DurableLog WITH
    status <- VisibleStatus,
    log <- EntriesBetween(VisibleBatches, VisibleStartOffset, VisibleEndOffset),
    logStartOffset <- VisibleStartOffset,
    damaged <- DamagedBetween(Min(LogStartOffsets), VisibleEndOffset),
    promised <- Min({promised, VisibleEndOffset}),
    promisedStart <- Min(LogStartOffsets),
    guarded <- Min(RecoveryPoints \cup {promised, VisibleEndOffset})

THEOREM Spec => Contract!Spec
RefinesDurableLog == Contract!Spec

===============================================================================
