---------------------------- MODULE MCSegmentedLog ----------------------------
(***************************************************************************)
(* Bounds for SegmentedLog: so many appends, crashes and faults.  Within   *)
(* them everything is explored.  The n-th append is of record n, so that   *)
(* every append can be told apart.                                         *)
(***************************************************************************)
EXTENDS SegmentedLog

CONSTANTS
    MaxAppends,     \* writes of one batch with one record
    MaxTruncations,
    MaxProcesses,   \* how often the log is loaded
    MaxFaults       \* failed calls and flipped bits

VARIABLES
    appends,
    truncations,
    processes,
    faults,
    seen            \* what the state is for a reader of DurableLog: computed once, where TLC would do so at each mention

budgetVars == <<appends, truncations, processes, faults>>

Seen ==
    CHOOSE one \in
        {[log |-> EntriesBetween(batches, startOffset, endOffset), logStartOffset |-> startOffset,
          damaged |-> DamagedBetween(Min(LogStartOffsets), endOffset), promised |-> Min({promised, endOffset}),
          promisedStart |-> Min(LogStartOffsets), guarded |-> Min(RecoveryPoints \cup {promised, endOffset})] :
              batches \in {VisibleBatches}, startOffset \in {VisibleStartOffset}, endOffset \in {VisibleEndOffset}} : TRUE

MCInit == Init /\ appends = 0 /\ truncations = 0 /\ processes = 0 /\ faults = 0 /\ seen = Seen

\* Whatever the next step of a model is.
Seeing(next) == next /\ seen' = Seen'

SeenContract == INSTANCE DurableLog WITH
    status <- VisibleStatus,
    log <- seen.log,
    logStartOffset <- seen.logStartOffset,
    damaged <- seen.damaged,
    promised <- seen.promised,
    promisedStart <- seen.promisedStart,
    guarded <- seen.guarded

\* RefinesDurableLog, of which it differs in what is computed how often.
RefinesSeenDurableLog == SeenContract!Spec

MCAppends == {<<[leaderEpoch |-> 0, records |-> <<n>>]>> : n \in 1..MaxAppends}

NextAppend == <<[leaderEpoch |-> 0, records |-> <<appends + 1>>]>>

AppendNext ==
    /\ appends < MaxAppends
    /\ AppendBatches(NextAppend)
    /\ appends' = appends + 1
    /\ UNCHANGED <<truncations, processes, faults>>

\* A truncation: to the base offset of the active segment, or within it.
TruncateNext ==
    /\ \E file \in Files :
           \/ IsTruncated(file) /\ DeleteSegment(file)
           \/ \E size \in 0..Len(segments[file]) : status = "open" /\ TruncateSegment(file, size)
    /\ truncations < MaxTruncations
    /\ truncations' = truncations + 1
    /\ UNCHANGED <<appends, processes, faults>>

\* What recovery and retention remove.
RemoveNext ==
    \E file \in Files :
        \/ ~IsTruncated(file) /\ DeleteSegment(file)
        \/ \E size \in 0..Len(segments[file]) : status = "opening" /\ TruncateSegment(file, size)

LoadNext ==
    /\ processes < MaxProcesses
    /\ Load
    /\ processes' = processes + 1
    /\ UNCHANGED <<appends, truncations, faults>>

FaultNext ==
    /\ faults < MaxFaults
    /\ \/ \E file \in Files : \E left \in MayBeLeft(file) : FailSync(file, left)
       \/ \E file \in Files : \E index \in DOMAIN segments[file] :
              FlipBit(file, index) /\ \A startOffset \in LogStartOffsets \cup {VisibleStartOffset} : segments[file][index].baseOffset >= startOffset
       \/ FailCall
    /\ faults' = faults + 1
    /\ UNCHANGED <<appends, truncations, processes>>

FailWriteNext ==
    /\ faults < MaxFaults
    /\ appends < MaxAppends
    /\ \E size \in 0..1, isTorn \in BOOLEAN : FailWrite(NextAppend, size, isTorn)
    /\ faults' = faults + 1
    /\ appends' = appends + 1
    /\ UNCHANGED <<truncations, processes>>

\* What is left shows file by file, the oldest first: in which order they are told of makes no difference.
Unsettled == {file \in DOMAIN platter : file \notin Files \/ platter[file] # Settled(segments[file])}

SettleNext ==
    /\ status = "off"
    /\ Unsettled # {}
    /\ LET file == Min(Unsettled)
       IN  \/ \E left \in MayBeLeft(file) : KeepSegment(file, left)
           \/ LoseSegment(file)
           \/ /\ file \notin Files
              /\ platter' = Without(platter, file)
              /\ UNCHANGED <<segments, checkpointVars, processVars, historyVars>>

\* Steps that change nothing but the syncs that are still to be made.
NeedsSync(file) == platter[file].current # {Version(segments[file], Len(segments[file]))}

SyncNext ==
    \/ \E file \in Files : NeedsSync(file) /\ SyncSegment(file)
    \/ ~NamesAreDurable /\ SyncDirectory
    \/ formerCheckpoints # NoFormerCheckpoints /\ SyncLogDirectory

\* Damage before the log start is left out: it is of no interest whether what nobody can read comes back with an old checkpoint.
HasNoDamage == \A file \in Files : \A i \in DOMAIN segments[file] : segments[file][i].isSound

\* The high watermark goes to the log end, the log start to the high watermark or to a segment: elsewhere makes no difference.
OffsetNext ==
    \/ \E offset \in 0..Len(written) : AdvanceRecoveryPoint(offset)
    \/ Files # {} /\ AdvanceHighWatermark(LogEndOffset)
    \/ \E offset \in Files \cup {highWatermark} : AdvanceLogStartOffset(offset) /\ HasNoDamage

CheckpointNext ==
    \/ RecoveryPoints # {recoveryPoint} /\ CheckpointRecoveryPoint(recoveryPoint)
    \/ LogStartOffsets # {logStartOffset} /\ CheckpointLogStartOffset

\* The end of a process, of which there will be no other, tells nothing new.
CrashNext == processes < MaxProcesses /\ (Crash \/ LosePower)

FreeNext ==
    \/ \E file \in 0..Len(written) : CreateSegment(file)
    \/ SyncNext
    \/ OffsetNext
    \/ RemoveNext
    \/ CheckpointNext
    \/ RemoveCleanShutdown
    \/ Open
    \/ RefuseDamage
    \/ Close
    \/ WriteCleanShutdown
    \/ CrashNext
    \/ SettleNext

MCNext ==
    Seeing(\/ AppendNext
           \/ TruncateNext
           \/ LoadNext
           \/ FaultNext
           \/ FailWriteNext
           \/ (FreeNext /\ UNCHANGED budgetVars))

===============================================================================
