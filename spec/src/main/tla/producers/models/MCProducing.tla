------------------------------ MODULE MCProducing ------------------------------
(***************************************************************************)
(* Bounds for producers: so many batches, attempts at each, epochs of      *)
(* producers and of leaders, and failures.  The n-th batch of a producer   *)
(* is its n-th; a request that nobody waits for may still arrive, an       *)
(* answer that nobody waits for has no effect.                             *)
(***************************************************************************)
EXTENDS IdempotentProducer, TLC

CONSTANTS
    MaxBatches,         \* that all producers send
    BatchSizes,         \* records in each
    MaxAttempts,        \* at each batch
    MaxProducerEpoch,
    MaxLeaderEpoch,
    MaxSnapshots,       \* snapshot files of a replica
    MaxFailures,        \* crashes and power losses, or replicas that are dropped
    Uncertain           \* the errors that leaders may stop to wait with

VARIABLE failures

MCBatches == {[i \in 1..size |-> n * 10 + i] : n \in 1..MaxBatches, size \in BatchSizes}
MCLogs == {<<>>}
MCProducerIds == 0..Cardinality(Producers)
MCAttempts == 0..(MaxAttempts - 1)
MCProducerEpochs == {0}
MCLeaderEpochs == 0..MaxLeaderEpoch
MCOutcomes == {"NONE"} \cup Uncertain

FirstLeader == CHOOSE b \in Replicas : TRUE

\* One replica leads, and the others follow.
MCInit ==
    /\ failures = 0
    /\ role = [b \in Replicas |-> IF b = FirstLeader THEN "leader" ELSE "follower"]
    /\ leaderEpoch = [b \in Replicas |-> 0]
    /\ session = [p \in Producers |-> [producerId |-> NoId, producerEpoch |-> NoId]]
    /\ nextSequence = [p \in Producers |-> NoSequence]
    /\ isKnown = [p \in Producers |-> FALSE]
    /\ inFlight = [p \in Producers |-> <<>>]
    /\ attempted = {}
    /\ sent = [p \in Producers |-> <<>>]
    /\ acknowledged = {}
    /\ failed = {}
    /\ requests = {}
    /\ answers = {}
    /\ log = [b \in Replicas |-> <<>>]
    /\ snapshots = [b \in Replicas |-> <<>>]
    /\ producers = [b \in Replicas |-> <<>>]
    /\ waiting = [b \in Replicas |-> {}]
    /\ streams = 0 :> <<>>
    /\ committed = <<>>
    /\ usedIds = {}

First == [producerId |-> 0, producerEpoch |-> 0, firstSequence |-> 0, records |-> <<11>>, baseOffset |-> 0]

\* The same after the first batch was acknowledged, so that more may be under way; some are, and are in the log.
KnownWith(underWay, arriving, batches) ==
    /\ failures = 0
    /\ role = [b \in Replicas |-> IF b = FirstLeader THEN "leader" ELSE "follower"]
    /\ leaderEpoch = [b \in Replicas |-> 0]
    /\ session = [p \in Producers |-> [producerId |-> 0, producerEpoch |-> 0]]
    /\ nextSequence = [p \in Producers |-> 1 + Len(underWay)]
    /\ isKnown = [p \in Producers |-> TRUE]
    /\ inFlight = [p \in Producers |-> [i \in DOMAIN underWay |->
           [records |-> underWay[i], producerEpoch |-> 0, firstSequence |-> i, attempt |-> NoAttempt, isInDoubt |-> TRUE]]]
    /\ attempted = {[records |-> underWay[i], attempt |-> 0] : i \in DOMAIN underWay}
    /\ sent = [p \in Producers |-> <<<<11>>>> \o underWay]
    /\ acknowledged = {[records |-> <<11>>, baseOffset |-> 0]}
    /\ failed = {}
    /\ requests = {[producer |-> p, producerId |-> 0, producerEpoch |-> 0, firstSequence |-> i, records |-> underWay[i], attempt |-> 0] :
           p \in Producers, i \in arriving}
    /\ answers = {}
    /\ log = [b \in Replicas |-> batches]
    /\ snapshots = [b \in Replicas |-> <<>>]
    /\ producers = [b \in Replicas |-> NotedAll(<<>>, batches)]
    /\ waiting = [b \in Replicas |-> {}]
    /\ streams = 0 :> batches
    /\ committed = batches
    /\ usedIds = {0}

KnownInit == KnownWith(<<>>, {}, <<First>>)

\* Two batches are written, and the connection broke before they were answered; or before they arrived.
UnansweredInit ==
    KnownWith(<<<<21>>, <<31>>>>, {}, <<First, [First EXCEPT !.firstSequence = 1, !.records = <<21>>, !.baseOffset = 1],
                                       [First EXCEPT !.firstSequence = 2, !.records = <<31>>, !.baseOffset = 2]>>)
LateInit == KnownWith(<<<<21>>, <<31>>>>, {1, 2}, <<First>>)

\* Everything that a client could see of it is as promised.
KeepsContractProp == [][Contract!Next]_(Contract!vars)

SentBatches == UNION {{sent[p][i] : i \in DOMAIN sent[p]} : p \in Producers}
NextBatches == {records \in Batches : records[1] = (Cardinality(SentBatches) + 1) * 10 + 1}

NextAttempt(p, i) == Cardinality({earlier \in attempted : earlier.records = inFlight[p][i].records})

\* A producer gets its id before anything else.
Numbering ==
    \/ \E p \in Producers : session[p].producerId = NoId /\ InitProducerId(p, Cardinality(usedIds))
    \/ \E p \in Producers : session[p].producerEpoch < MaxProducerEpoch /\ inFlight[p] # <<>> /\ BumpEpoch(p, session[p].producerEpoch + 1)
    \/ \E p \in Producers : \E records \in NextBatches : AssignSequence(p, records)

Attempting ==
    \/ \E p \in Producers : \E i \in DOMAIN inFlight[p] :
           NextAttempt(p, i) < MaxAttempts /\ SendBatch(p, inFlight[p][i].records, NextAttempt(p, i))
    \/ \E p \in Producers : \E i \in DOMAIN inFlight[p] : LoseConnection(p, inFlight[p][i].records)
    \/ \E p \in Producers : \E answer \in answers : CompleteBatch(p, answer)
    \/ \E p \in Producers : \E answer \in answers : RetryBatch(p, answer)
    \/ \E p \in Producers : \E i \in DOMAIN inFlight[p] : FailBatch(p, inFlight[p][i].records)

Appending == \E l \in Replicas : \E request \in requests : AppendBatch(l, request) \/ FindDuplicate(l, request)

Refusing == \E b \in Replicas : \E request \in requests : \E error \in Errors : RefuseBatch(b, request, error)

Answering == \E l \in Replicas : \E waiter \in waiting[l] : \E error \in MCOutcomes : AnswerBatch(l, waiter, error)

\* Followers get one batch at a time, or are told to cut, as their leader's log has it.
Following ==
    \/ \E b \in Replicas : \E epoch \in {e \in DOMAIN streams : e = leaderEpoch[b] /\ Len(streams[e]) > Len(log[b])} :
           Replicate(b, <<streams[epoch][Len(log[b]) + 1]>>, {})
    \/ \E l \in Replicas : \E size \in 1..Len(log[l]) : Commit(l, size)

Snapshotting == \E b \in Replicas : Cardinality(DOMAIN snapshots[b]) < MaxSnapshots /\ log[b] # <<>> /\ TakeSnapshot(b)

Electing ==
    \/ \E b \in Replicas : \E epoch \in {Max(DOMAIN streams) + 1} : epoch <= MaxLeaderEpoch /\ BecomeLeader(b, epoch)
    \/ \E b \in Replicas : \E epoch \in {Max(DOMAIN streams)} : BecomeFollower(b, epoch)

Cutting ==
    \E b \in Replicas : \E size \in 0..Len(log[b]) :
        /\ size < Len(log[b])
        /\ leaderEpoch[b] \in DOMAIN streams
        /\ IsPrefix(SubSeq(log[b], 1, size), streams[leaderEpoch[b]])
        /\ ~IsPrefix(SubSeq(log[b], 1, size + 1), streams[leaderEpoch[b]])
        /\ Truncate(b, size, {})

Ending ==
    /\ failures < MaxFailures
    /\ failures' = failures + 1
    /\ \E b \in Replicas : Crash(b) \/ LosePower(b)

Restarting ==
    \E b \in Replicas : \E size \in 0..Len(log[b]) : \E kept \in SUBSET (DOMAIN snapshots[b]) : Restart(b, size, kept, {})

Quietly(action) == action /\ UNCHANGED failures

\* One leader that stays, whose answers may be lost.
CalmNext == Quietly(Numbering \/ Attempting \/ Appending \/ Refusing \/ Answering \/ Following)

\* It ends and comes back, with what it has on disk.
RestartNext == CalmNext \/ Ending \/ Quietly(Restarting \/ Snapshotting \/ Electing)

\* Another takes over.
FailoverNext == CalmNext \/ Quietly(Electing \/ Cutting)

\* Replicas are taken from the partition, be it its leader, and come back without anything.
ReassignmentNext ==
    \/ FailoverNext
    \/ failures < MaxFailures /\ failures' = failures + 1 /\ \E b \in Replicas : StopReplica(b)

EverythingNext == CalmNext \/ Ending \/ Quietly(Restarting \/ Snapshotting \/ Electing \/ Cutting)

\* Producers pause, and brokers forget them.
ForgetfulNext ==
    \/ CalmNext
    \/ Quietly(\E p \in Producers : GrowSilent(p))
    \/ Quietly(\E b \in Replicas : \E id \in DOMAIN producers[b] : ForgetProducer(b, id))
    \/ Quietly(\E request \in requests : DropRequest(request))

\* An answer counts only while it is awaited: numbers of attempts only rise, and a batch that is done with never comes back.
LiveView ==
    <<producerVars, requests, {answer \in answers : IsAwaited(answer)}, replicaVars, historyVars, failures>>

-------------------------------------------------------------------------------
\* The contract's promises one by one, to tell which of them a mistake breaks.

AtMostOnceInv == Contract!AtMostOnceInv
InOrderInv == Contract!InOrderInv
AcknowledgedIsThereInv == Contract!AcknowledgedIsThereInv
NoGapInv == Contract!NoGapInv

-------------------------------------------------------------------------------
\* The interesting states can be reached.

BaitAllAcknowledgedInv == Cardinality(acknowledged) < MaxBatches
BaitDuplicateInv == \A l \in Replicas : \A waiter \in waiting[l] : waiter.request.attempt = 0
BaitNewEpochInv == \A i \in DOMAIN committed : committed[i].producerEpoch = 0
BaitWrapInv == \A i \in DOMAIN committed : LastSequence(committed[i]) >= committed[i].firstSequence
BaitFailedIsThereInv == \A i \in DOMAIN committed : committed[i].records \notin failed
BaitFencedInv == \A answer \in answers : answer.error # "INVALID_PRODUCER_EPOCH"
BaitSnapshotInv == \A b \in Replicas : ~(IsUp(b) /\ snapshots[b] # <<>> /\ failures > 0)
BaitForgottenInv == \A b \in Replicas : \A i \in DOMAIN log[b] : IsUp(b) => log[b][i].producerId \in DOMAIN producers[b]

===============================================================================
