----------------------------- MODULE MCSparseIndex -----------------------------
(***************************************************************************)
(* Bounds for SparseIndex, and one rule of it broken at a time.  A batch   *)
(* is one byte long, and an interval none or one: so every batch but the   *)
(* first is indexed, or every other one.                                   *)
(***************************************************************************)
EXTENDS SparseIndex

CONSTANTS
    MaxBatches,
    MaxTimestamp

MCBatches == {<<[count |-> 1, bytes |-> 1, timestamp |-> t]>> : t \in 0..MaxTimestamp}
MCOffsets == 0..MaxBatches
MCTimestamps == 0..(MaxTimestamp + 1)
MCLogs == Seq([lastOffset : Nat, position : Nat, bytes : Nat, timestamp : Nat])

\* A file is cut to what is still right of it, then gets all that it lacks.
IsWholeWrite(file, index, next) ==
    \/ next = file
    \/ next = IF CommonLength({file, index}, 0) < Len(file) THEN Prefix(file, CommonLength({file, index}, 0)) ELSE index

IsWritten ==
    isOpen /\ isOpen' =>
        /\ IsWholeWrite(offsetFile, offsetIndex, offsetFile')
        /\ IsWholeWrite(timeFile, timeIndex, timeFile') \/ timeFile' = <<>>

Bounded ==
    /\ Len(log) <= MaxBatches
    /\ Cardinality(offsetFates) <= 2
    /\ Cardinality(timeFates) <= 2

\* Questions change nothing: after one, only another.
BoundedStep == IsWritten /\ vars' # vars /\ (answer # NoAnswer => UNCHANGED <<fileVars, memoryVars, recoveryPoint>>)

-------------------------------------------------------------------------------

\* Entries above the recovery point are believed as well.
BelieveAllNext ==
    \/ Next
    \/ LET below == [offsets |-> offsetFile, times |-> timeFile]
       IN  ~isOpen /\ isOpen' = TRUE /\ Recall(Rebuilt(below.offsets, below.times)) /\ UNCHANGED <<fileVars, recoveryPoint>> /\ Quiet

\* The recovery point moves when the log is synced, whatever of the indexes is.
EarlyCheckpointNext ==
    \/ Next
    \/ \E offset \in 0..FlushedOffset : isOpen /\ recoveryPoint' = offset /\ UNCHANGED <<fileVars, memoryVars>> /\ Quiet

\* A truncation leaves the indexes as they are.
KeepEntriesNext ==
    \/ Next
    \/ \E n \in 0..Len(log) :
           /\ isOpen
           /\ recoveryPoint <= EndOffset(Prefix(log, n))
           /\ log' = Prefix(log, n)
           /\ flushed' = Min({flushed, n})
           /\ UNCHANGED <<offsetIndex, timeIndex, youngest, offsetFile, timeFile, offsetFates, timeFates, recoveryPoint, isOpen>>
           /\ Quiet

\* The checkpoint stays above a truncation, and what is appended there counts as flushed.
HighCheckpointNext ==
    \/ Next
    \/ \E added \in Batches :
           /\ isOpen
           /\ log' = Placed(log, added)
           /\ Recall(NotedAll(Blank, log'))
           /\ UNCHANGED <<flushed, offsetFile, timeFile, offsetFates, timeFates, recoveryPoint, isOpen>>
           /\ Quiet
    \/ \E n \in 0..Len(log) :
           /\ isOpen
           /\ log' = Prefix(log, n)
           /\ flushed' = Min({flushed, n})
           /\ Recall(NotedAll(Blank, log'))
           /\ UNCHANGED <<offsetFile, timeFile, offsetFates, timeFates, recoveryPoint, isOpen>>
           /\ Quiet

\* An offset index is believed though the time index is gone.
OneIndexNext ==
    \/ Next
    \/ LET offsets == Below(offsetFile, recoveryPoint)
           times == IF offsets = <<>> THEN <<>> ELSE Below(timeFile, Last(offsets).offset + 1)
       IN  ~isOpen /\ isOpen' = TRUE /\ Recall(Rebuilt(offsets, times)) /\ UNCHANGED <<fileVars, recoveryPoint>> /\ Quiet

\* The time index is written over while offset entries that rely on it may be found.
RewriteInPlaceNext ==
    \/ Next
    \/ /\ isOpen
       /\ timeFile' = <<>>
       /\ timeFates' = timeFates \cup {timeFile'}
       /\ UNCHANGED <<log, flushed, offsetFile, offsetFates, memoryVars, recoveryPoint>>
       /\ Quiet

\* A time entry says how young the batch is, and not how young the youngest is.
LastTimestampNext ==
    \/ Next
    \/ \E added \in Batches :
           /\ isOpen
           /\ log' = Placed(log, added)
           /\ timeIndex' = Append(timeIndex, [timestamp |-> Last(log').timestamp, offset |-> Last(log').lastOffset])
           /\ offsetIndex' = NotedAll(Blank, log').offsets
           /\ youngest' = NotedAll(Blank, log').youngest
           /\ UNCHANGED <<flushed, offsetFile, timeFile, offsetFates, timeFates, recoveryPoint, isOpen>>
           /\ Quiet

\* Every batch is indexed; or none is.
EveryBatchNext ==
    \/ Next
    \/ \E added \in Batches :
           /\ isOpen
           /\ log' = Placed(log, added)
           /\ offsetIndex' = Append(offsetIndex, [offset |-> Last(log').lastOffset, position |-> Last(log').position])
           /\ youngest' = NotedAll(Blank, log').youngest
           /\ UNCHANGED <<timeIndex, flushed, offsetFile, timeFile, offsetFates, timeFates, recoveryPoint, isOpen>>
           /\ Quiet

NoEntryNext ==
    \/ Next
    \/ \E added \in Batches :
           /\ isOpen
           /\ log' = Placed(log, added)
           /\ youngest' = NotedAll(Blank, log').youngest
           /\ UNCHANGED <<offsetIndex, timeIndex, flushed, offsetFile, timeFile, offsetFates, timeFates, recoveryPoint, isOpen>>
           /\ Quiet

-------------------------------------------------------------------------------
\* The interesting states can be reached.

BaitZerosInv == ~\E i \in DOMAIN offsetFile : i > 1 /\ offsetFile[i].position = 0
BaitStaleEntryInv == ~(isOpen /\ offsetFile # <<>> /\ Last(offsetFile).offset >= EndOffset(log))

===============================================================================
