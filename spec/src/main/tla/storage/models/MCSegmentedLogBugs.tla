-------------------------- MODULE MCSegmentedLogBugs --------------------------
(***************************************************************************)
(* What breaks if a guard of SegmentedLog is dropped?  Each Next here is   *)
(* the protocol with one bug, some of them Kafka's, and each model must be *)
(* refuted: the properties of SegmentedLog are able to fail.               *)
(***************************************************************************)
EXTENDS MCSegmentedLog

Others ==
    \/ AppendNext
    \/ TruncateNext
    \/ LoadNext
    \/ FaultNext
    \/ FailWriteNext
    \/ (FreeNext /\ UNCHANGED budgetVars)

With(bug) == Seeing(Others \/ (bug /\ UNCHANGED budgetVars))

-------------------------------------------------------------------------------
\* Opening.

OpenWith(isGood) ==
    /\ status = "opening"
    /\ Files # {}
    /\ LogEndOffset >= logStartOffset
    /\ isGood

    /\ status' = "open"
    /\ recoveryPoint' = Min({recoveryPoint, LogEndOffset})
    /\ highWatermark' = Max({logStartOffset, Min({highWatermark, LogEndOffset})})
    /\ promised' = Min({promised, LogEndOffset})
    /\ UNCHANGED <<segmentVars, checkpointVars, foundCleanShutdown, logStartOffset, written>>

\* Recovery does not check the batches: a torn one is served.
NoScanNext == With(OpenWith(NamesAreDurable /\ CutIsDurable(ActiveSegment) /\ CleanShutdowns = {FALSE}))

\* Recovery checks each segment, but not that one ends where the next begins: Kafka's way.
HoleNext ==
    With(OpenWith(/\ \A file \in Files : IsWhole(file)
                  /\ NamesAreDurable
                  /\ CutIsDurable(ActiveSegment)
                  /\ CleanShutdowns = {FALSE}))

\* The marker is removed, but its directory is not synced before the log is used: Kafka's way. After a power loss it is back.
StaleMarkerNext ==
    With(OpenWith(/\ foundCleanShutdown \/ IsRecovered
                  /\ NamesAreDurable
                  /\ CutIsDurable(ActiveSegment)
                  /\ ~cleanShutdown))

\* Recovery cuts the log at the first flaw, wherever it is.
CutDamage(file, size) ==
    /\ status = "opening"
    /\ IsDamaged
    /\ file = ActiveSegment
    /\ size = Min({i \in DOMAIN segments[file] : ~segments[file][i].isSound}) - 1

    /\ segments' = [segments EXCEPT ![file] = Prefix(@, size)]
    /\ platter' = [platter EXCEPT ![file] = Truncated(@, size)]
    /\ UNCHANGED <<checkpointVars, processVars, historyVars>>

CutDamageNext == With(\E file \in Files : \E size \in 0..Len(segments[file]) : CutDamage(file, size))

-------------------------------------------------------------------------------
\* Writing.

AppendWith(isGood) ==
    LET batches == BatchesFrom(LogEndOffset, NextAppend)
    IN  /\ appends < MaxAppends
        /\ status = "open"
        /\ isGood

        /\ segments' = [segments EXCEPT ![ActiveSegment] = @ \o batches]
        /\ platter' = [platter EXCEPT ![ActiveSegment] = Written(@, segments[ActiveSegment], segments'[ActiveSegment])]
        /\ written' = Prefix(written, LogEndOffset) \o EntriesOf(batches)
        /\ appends' = appends + 1
        /\ UNCHANGED <<checkpointVars, processVars, promised, truncations, processes, faults>>

CheckpointsAreLow == \A checkpoint \in RecoveryPoints : checkpoint <= recoveryPoint

\* The recovery point's checkpoint stays above the end of a truncated log: recovery will trust what comes there later.
HighCheckpointNext == Seeing(Others \/ AppendWith(NamesAreDurable /\ CutIsDurable(ActiveSegment)))

\* Segments are written to, and rolled, before their names are durable.
CreateWithUnsyncedName(file) ==
    /\ status = "open"
    /\ file = LogEndOffset
    /\ segments[ActiveSegment] # <<>>

    /\ segments' = Put(segments, file, <<>>)
    /\ platter' = Put(platter, file, Created(FatesOf(file)))
    /\ UNCHANGED <<checkpointVars, processVars, historyVars>>

UnsyncedNameNext ==
    Seeing(\/ Others
           \/ AppendWith(CutIsDurable(ActiveSegment) /\ CheckpointsAreLow)
           \/ (UNCHANGED budgetVars /\ \E file \in 0..Len(written) : CreateWithUnsyncedName(file)))

\* A truncated segment is written to before the cut is durable: Kafka's way. A power loss may bring the old batches back.
UnsyncedCutNext == Seeing(Others \/ AppendWith(NamesAreDurable /\ CheckpointsAreLow))

-------------------------------------------------------------------------------
\* Promising.

AdvanceWith(isGood, offset) ==
    /\ status = "open"
    /\ offset \in (recoveryPoint + 1)..LogEndOffset
    /\ isGood

    /\ recoveryPoint' = offset
    /\ promised' = Max({promised, offset})
    /\ UNCHANGED <<segmentVars, checkpointVars, status, foundCleanShutdown, logStartOffset, highWatermark, written>>

\* The recovery point moves before anything is synced.
EarlyPromiseNext == With(\E offset \in 0..Len(written) : AdvanceWith(NamesAreDurable, offset))

\* It moves while the deletion of a segment that was never synced may still be undone.
UndoneDeletionNext == With(\E offset \in 0..Len(written) : AdvanceWith(IsDurable(offset), offset))

\* The checkpoint says what is written, and not what is synced.
EarlyCheckpoint ==
    /\ status = "open"

    /\ recoveryPointCheckpoint' = LogEndOffset
    /\ formerCheckpoints' = [formerCheckpoints EXCEPT !.recoveryPoint = @ \cup {recoveryPointCheckpoint}]
    /\ UNCHANGED <<segmentVars, logStartOffsetCheckpoint, highWatermarkCheckpoint, cleanShutdown, processVars, historyVars>>

EarlyCheckpointNext == With(EarlyCheckpoint)

\* A sync that failed is tried again, and the second one finds nothing to do: what the first one dropped is taken for synced.
RetrySync(file, left) ==
    /\ status = "open"
    /\ file \in Files
    /\ left \in UNION {Leaves(file, version) : version \in platter[file].current}

    /\ segments' = [segments EXCEPT ![file] = left]
    /\ platter' = [platter EXCEPT ![file] = Synced(@, left)]
    /\ recoveryPoint' = LogEndOffset
    /\ promised' = LogEndOffset
    /\ UNCHANGED <<checkpointVars, status, foundCleanShutdown, logStartOffset, highWatermark, written>>

RetrySyncNext == With(\E file \in Files : \E left \in MayBeLeft(file) : RetrySync(file, left))

-------------------------------------------------------------------------------
\* Removing.

DeleteWith(isGood, file) ==
    /\ status = "open"
    /\ file = OldestSegment
    /\ file # ActiveSegment
    /\ isGood

    /\ segments' = Without(segments, file)
    /\ platter' = [platter EXCEPT ![file] = Deleted(@)]
    /\ UNCHANGED <<checkpointVars, processVars, historyVars>>

\* A segment goes before the log start moves: readers are told to begin where nothing is.
LateLogStartNext == With(\E file \in Files : DeleteWith(NamesAreDurable, file))

\* Several segments go before the directory is synced: Kafka's way. A power loss may bring back the oldest alone.
DeletedTogetherNext == With(\E file \in Files : DeleteWith(file # ActiveSegment /\ NextSegment(file) <= logStartOffset, file))

-------------------------------------------------------------------------------
\* Baits: these states are reached, and so the models say something of them.

\* A batch is torn.
BaitNothingIsTornInv == \A file \in Files : \A i \in DOMAIN segments[file] : segments[file][i].records # <<>>

\* The end of a segment is gone, and the next one is there.
BaitNoHoleInv == \A file \in Files : ~HasHoleBehind(file)

\* A log is refused.
BaitNothingIsRefusedInv == status # "refused"

\* Recovery is spared.
BaitNoCleanShutdownInv == ~foundCleanShutdown

\* The log starts again behind its end.
BaitNoEmptyLogAtItsStartInv == ~(status = "open" /\ Files = {logStartOffset} /\ logStartOffset > 0 /\ segments[logStartOffset] = <<>>
                                 /\ processes > 1 /\ recoveryPoint < logStartOffset)

===============================================================================
