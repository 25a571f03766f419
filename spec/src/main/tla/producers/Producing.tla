------------------------------- MODULE Producing -------------------------------
(***************************************************************************)
(* State and actions of producers that retry, of one partition's leader,   *)
(* and of what its replicas know of producers.  No Next: which batches are *)
(* numbered and which a leader takes is the choice of IdempotentProducer   *)
(* and of PlainProducer.                                                   *)
(*                                                                         *)
(* Replication is abstract here: logs of followers are prefixes of what a  *)
(* leader had, what is committed is in the log of every later leader, and  *)
(* everything else of a log may be gone when its replica starts again      *)
(* after a power loss.  FencedReplication is how that is kept.  A request  *)
(* to a leader arrives late or never, in any order, and once at most; who  *)
(* has lost its connection does not know which.                            *)
(*                                                                         *)
(* Sources: KIP-98, KIP-360; ProducerStateManager, ProducerAppendInfo;     *)
(* Sender, TransactionManager, RecordAccumulator.                          *)
(***************************************************************************)
EXTENDS Integers, Sequences, FiniteSets

CONSTANTS
    Producers,      \* names of producers, each one life of a client
    Replicas,       \* brokers that hold the partition
    Batches,        \* what can be sent, each unlike any other: non-empty sequences of records
    ProducerIds,    \* what brokers hand out
    Attempts,       \* numbers of requests
    ProducerEpochs,
    LeaderEpochs,
    Logs,           \* sequences of batches as followers get them
    FirstSequence,  \* of a producer id: 0. Traces of a wrap-around begin near the end, as if a broker had forgotten what came before
    MaxSequence,    \* the largest sequence, after which comes 0: 2^31 - 1
    MaxInFlight,    \* max.in.flight.requests.per.connection: 5
    BatchesKept     \* of how many batches a broker knows the sequences: 5

NoId == -1
NoSequence == -1
NoAttempt == -1

VARIABLES
    \* The producers, volatile: a producer that starts again is another one.
    session,        \* producer -> [producerId, producerEpoch]
    nextSequence,   \* producer -> the sequence of its next record
    isKnown,        \* producer -> whether something was acknowledged in its epoch, not too long ago
    inFlight,       \* producer -> the batches whose outcome it does not know, in the order of sending; with the request that is under way
    attempted,      \* history: which request each batch was in: a set of [records, attempt]
    sent,           \* history: producer -> all batches that it has sent
    acknowledged,   \* what it was told: a set of [records, baseOffset]
    failed,         \* what was given up: a set of batches

    \* The network.
    requests,       \* on their way to the leader
    answers,        \* on their way back

    \* The replicas. Logs and snapshots are on disk.
    role,           \* replica -> "leader", "follower", "down" (its page cache is kept) or "off" (it is not)
    leaderEpoch,    \* replica -> in which it leads or follows; -1 if none
    log,            \* replica -> sequence of [producerId, producerEpoch, firstSequence, records, baseOffset]
    snapshots,      \* replica -> [offset -> what a snapshot file says of the producers below it]
    producers,      \* replica -> [producer id -> [producerEpoch, batches]], the last few batches of each
    waiting,        \* replica -> requests that wait for their batch to be committed: a set of [request, baseOffset]

    \* History, for what replication promises.
    streams,        \* leader epoch -> the longest log that its leader had
    committed,      \* batches that are committed, with whatever comes in front of them
    usedIds         \* producer ids that were handed out

producerVars == <<session, nextSequence, isKnown, inFlight, attempted, sent, acknowledged, failed>>
networkVars == <<requests, answers>>
replicaVars == <<role, leaderEpoch, log, snapshots, producers, waiting>>
historyVars == <<streams, committed, usedIds>>
vars == <<producerVars, networkVars, replicaVars, historyVars>>

Errors == {"NONE", "OUT_OF_ORDER_SEQUENCE_NUMBER", "INVALID_PRODUCER_EPOCH", "NOT_LEADER_OR_FOLLOWER", "NOT_ENOUGH_REPLICAS",
           "NOT_ENOUGH_REPLICAS_AFTER_APPEND", "REQUEST_TIMED_OUT"}

\* An answer with one of these says that this attempt has not appended the batch, and never will.
CertainErrors == {"OUT_OF_ORDER_SEQUENCE_NUMBER", "INVALID_PRODUCER_EPOCH", "NOT_ENOUGH_REPLICAS"}

-------------------------------------------------------------------------------
\* Helpers.

Last(s) == s[Len(s)]
Max(S) == CHOOSE x \in S : \A y \in S : y <= x
IsPrefix(s, t) == Len(s) <= Len(t) /\ s = SubSeq(t, 1, Len(s))
LastOf(s, n) == SubSeq(s, IF Len(s) > n THEN Len(s) - n + 1 ELSE 1, Len(s))
With(f, key, value) == [k \in DOMAIN f \cup {key} |-> IF k = key THEN value ELSE f[k]]
Only(f, keys) == [k \in DOMAIN f \cap keys |-> f[k]]

\* The sequence n after another.
Later(sequence, n) == IF sequence > MaxSequence - n THEN n - (MaxSequence - sequence) - 1 ELSE sequence + n

LastSequence(batch) == Later(batch.firstSequence, Len(batch.records) - 1)

EndOffset(batches) == IF batches = <<>> THEN 0 ELSE Last(batches).baseOffset + Len(Last(batches).records)

\* The part of a log that ends at an offset, which is a batch's end.
UpTo(batches, offset) == SelectSeq(batches, LAMBDA batch : batch.baseOffset < offset)

\* What is known of producers after a batch: an epoch has its own batches.
Noted(known, batch) ==
    IF batch.producerId = NoId THEN known
    ELSE LET earlier == IF batch.producerId \in DOMAIN known /\ known[batch.producerId].producerEpoch = batch.producerEpoch
                        THEN known[batch.producerId].batches ELSE <<>>
             this == [firstSequence |-> batch.firstSequence, lastSequence |-> LastSequence(batch), baseOffset |-> batch.baseOffset]
         IN  With(known, batch.producerId, [producerEpoch |-> batch.producerEpoch, batches |-> LastOf(Append(earlier, this), BatchesKept)])

RECURSIVE NotedAll(_, _)
NotedAll(known, batches) == IF batches = <<>> THEN known ELSE NotedAll(Noted(known, Head(batches)), Tail(batches))

\* A snapshot keeps the last batch of each.
Summary(known) == [id \in DOMAIN known |-> [known[id] EXCEPT !.batches = LastOf(@, 1)]]

\* Where the reading of a log may begin: at a snapshot, or at its beginning.  The newest is enough; an older one costs time, and tells more.
Beginnings(batches, kept) == {0} \cup {offset \in DOMAIN kept : offset <= EndOffset(batches)}

\* What is known after reading a log from there.
Reloaded(batches, kept, from) ==
    NotedAll(IF from \in DOMAIN kept THEN kept[from] ELSE <<>>, SelectSeq(batches, LAMBDA batch : batch.baseOffset >= from))

-------------------------------------------------------------------------------
\* The producers.

IndexOf(p, records) == CHOOSE i \in DOMAIN inFlight[p] : inFlight[p][i].records = records
IsInFlight(p, records) == \E i \in DOMAIN inFlight[p] : inFlight[p][i].records = records
IsSent(batch) == batch.attempt # NoAttempt
InFlight(p, records) == inFlight[p][IndexOf(p, records)]
Without(p, records) == SelectSeq(inFlight[p], LAMBDA batch : batch.records # records)

RECURSIVE Renumbered(_, _, _)
Renumbered(batches, first, epoch) ==
    IF batches = <<>> THEN <<>>
    ELSE <<[Head(batches) EXCEPT !.firstSequence = first, !.producerEpoch = epoch]>>
             \o Renumbered(Tail(batches), Later(first, Len(Head(batches).records)), epoch)

RECURSIVE After(_, _)
After(batches, first) == IF batches = <<>> THEN first ELSE After(Tail(batches), Later(first, Len(Head(batches).records)))

\* Every attempt at each batch was refused, for certain: nothing of it can be in the log, or get there.
NothingIsInDoubt(p) == \A i \in DOMAIN inFlight[p] : ~IsSent(inFlight[p][i]) /\ ~inFlight[p][i].isInDoubt

Renumber(p, id, epoch, first) ==
    /\ session' = [session EXCEPT ![p] = [producerId |-> id, producerEpoch |-> epoch]]
    /\ inFlight' = [inFlight EXCEPT ![p] = Renumbered(@, first, epoch)]
    /\ nextSequence' = [nextSequence EXCEPT ![p] = After(inFlight[p], first)]

\* A broker has given the producer an id that nobody had before.  It has none yet, or its epochs are used up.  Kafka promises nothing to who is
\* still under way with an earlier id: no epoch fences that request, and what was given up would come in behind what is sent later.
InitProducerId(p, producerId) ==
    /\ producerId \notin usedIds
    /\ NothingIsInDoubt(p)
    /\ \A request \in requests : request.producer # p

    /\ Renumber(p, producerId, 0, FirstSequence)
    /\ isKnown' = [isKnown EXCEPT ![p] = FALSE]
    /\ usedIds' = usedIds \cup {producerId}
    /\ UNCHANGED <<attempted, sent, acknowledged, failed, networkVars, replicaVars, streams, committed>>

\* There is a gap in front of what is in flight: the sequences begin anew in a new epoch.  What may be in the log must have been given up
\* before, since under another number it would be appended again (KAFKA-14034).
BumpEpoch(p, epoch) ==
    /\ session[p].producerId # NoId      \* Redundant: without an id nothing is in flight, and the id that comes begins with epoch 0
       \* Redundant: for safety; what is numbered like an earlier batch is out of order, or taken for that one, and then not answered (AnswerBatch)
    /\ epoch > session[p].producerEpoch
    /\ NothingIsInDoubt(p)

    /\ Renumber(p, session[p].producerId, epoch, 0)
    /\ isKnown' = [isKnown EXCEPT ![p] = FALSE]
    /\ UNCHANGED <<attempted, sent, acknowledged, failed, networkVars, replicaVars, historyVars>>

Enqueue(p, records, firstSequence) ==
       \* Redundant: for safety; with Kafka's renumbering it is needed (KafkaSixInFlight), here it keeps retries from being given up
    /\ Len(inFlight[p]) < MaxInFlight
    /\ \A q \in Producers : \A i \in DOMAIN sent[q] : sent[q][i] # records

    /\ inFlight' = [inFlight EXCEPT ![p] = Append(@, [records |-> records, producerEpoch |-> session[p].producerEpoch,
                        firstSequence |-> firstSequence, attempt |-> NoAttempt, isInDoubt |-> FALSE])]
    /\ sent' = [sent EXCEPT ![p] = Append(@, records)]
    /\ UNCHANGED <<attempted, session, isKnown, acknowledged, failed, networkVars, replicaVars, historyVars>>

Request(p, records, attempt) ==
    [producer |-> p, producerId |-> session[p].producerId, producerEpoch |-> InFlight(p, records).producerEpoch,
     firstSequence |-> InFlight(p, records).firstSequence, records |-> records, attempt |-> attempt]

Set(p, records, batch) == inFlight' = [inFlight EXCEPT ![p][IndexOf(p, records)] = batch]

Transmit(p, records, attempt) ==
    /\ IsInFlight(p, records)            \* Redundant: SendBatch has asked
    /\ ~IsSent(InFlight(p, records))
       \* Redundant: an answer to an earlier attempt is as true, and the doubt about that one stays
    /\ \A earlier \in attempted : earlier.records = records => earlier.attempt < attempt

    /\ Set(p, records, [InFlight(p, records) EXCEPT !.attempt = attempt])
    /\ attempted' = attempted \cup {[records |-> records, attempt |-> attempt]}
    /\ requests' = requests \cup {Request(p, records, attempt)}
    /\ UNCHANGED <<session, nextSequence, isKnown, sent, acknowledged, failed, answers, replicaVars, historyVars>>

\* The connection broke, or the answer took too long.  The request may still arrive.
LoseConnection(p, records) ==
    /\ IsInFlight(p, records)
    /\ IsSent(InFlight(p, records))      \* Redundant: a doubt too many only delays

    /\ Set(p, records, [InFlight(p, records) EXCEPT !.attempt = NoAttempt, !.isInDoubt = TRUE])
    /\ UNCHANGED <<attempted, session, nextSequence, isKnown, sent, acknowledged, failed, networkVars, replicaVars, historyVars>>

IsAwaited(answer) ==
    LET p == answer.request.producer
        records == answer.request.records
    IN  IsInFlight(p, records) /\ InFlight(p, records).attempt = answer.request.attempt

\* The producer is told that its batch is committed, and where.
CompleteBatch(p, answer) ==
    LET records == answer.request.records
    IN  /\ answer \in answers
        /\ answer.request.producer = p
        /\ IsAwaited(answer)
        /\ answer.error = "NONE"

        /\ inFlight' = [inFlight EXCEPT ![p] = Without(p, records)]
        /\ acknowledged' = acknowledged \cup {[records |-> records, baseOffset |-> answer.baseOffset]}
        /\ isKnown' = [isKnown EXCEPT ![p] = session[p].producerId # NoId]
        /\ answers' = answers \ {answer}
        /\ UNCHANGED <<attempted, session, nextSequence, sent, failed, requests, replicaVars, historyVars>>

\* The producer is told of an error, and will try again.
RetryBatch(p, answer) ==
    LET records == answer.request.records
    IN  /\ answer \in answers
        /\ answer.request.producer = p
        /\ IsAwaited(answer)
        /\ answer.error # "NONE"         \* Redundant: what is there is a duplicate when it is sent again

        /\ Set(p, records, [InFlight(p, records) EXCEPT !.attempt = NoAttempt, !.isInDoubt = @ \/ answer.error \notin CertainErrors])
        /\ answers' = answers \ {answer}
        /\ UNCHANGED <<attempted, session, nextSequence, isKnown, sent, acknowledged, failed, requests, replicaVars, historyVars>>

\* The producer gives a batch up, and says so.  It may be there all the same, or still come.
FailBatch(p, records) ==
    /\ IsInFlight(p, records)

    /\ inFlight' = [inFlight EXCEPT ![p] = Without(p, records)]
    /\ failed' = failed \cup {records}
    /\ UNCHANGED <<attempted, session, nextSequence, isKnown, sent, acknowledged, networkVars, replicaVars, historyVars>>

\* The producer has sent nothing for so long that brokers may have forgotten it.
GrowSilent(p) ==
    /\ isKnown[p]                        \* Redundant: it changes nothing
    /\ inFlight[p] = <<>>                \* Redundant: who is not known sends less

    /\ isKnown' = [isKnown EXCEPT ![p] = FALSE]
    /\ UNCHANGED <<attempted, session, nextSequence, inFlight, sent, acknowledged, failed, networkVars, replicaVars, historyVars>>

-------------------------------------------------------------------------------
\* The leader.

Leads(l) == role[l] = "leader"
Knows(l, request) == request.producerId \in DOMAIN producers[l]

\* The batch is one of the last few of its producer: its answer was lost. An empty set if it is not.
Duplicates(l, request) ==
    IF ~Knows(l, request) \/ producers[l][request.producerId].producerEpoch # request.producerEpoch THEN {}
    ELSE LET batches == producers[l][request.producerId].batches
         IN  {batches[i] : i \in {j \in DOMAIN batches : batches[j].firstSequence = request.firstSequence
                                                          /\ batches[j].lastSequence = LastSequence(request)}}

IsFenced(l, request) == Knows(l, request) /\ request.producerEpoch < producers[l][request.producerId].producerEpoch

\* A new epoch begins with 0, and goes on without a gap.  Of a producer that is not known anything is taken.
IsInOrder(l, request) ==
    Knows(l, request) =>
        LET known == producers[l][request.producerId]
        IN  IF request.producerEpoch # known.producerEpoch THEN request.firstSequence = 0
            ELSE request.firstSequence = Later(Last(known.batches).lastSequence, 1)

Placed(l, request) ==
    [producerId |-> request.producerId, producerEpoch |-> request.producerEpoch, firstSequence |-> request.firstSequence,
     records |-> request.records, baseOffset |-> EndOffset(log[l])]

Write(l, batch) ==
    /\ log' = [log EXCEPT ![l] = Append(@, batch)]
    /\ producers' = [producers EXCEPT ![l] = Noted(@, batch)]
    /\ streams' = [streams EXCEPT ![leaderEpoch[l]] = log'[l]]

\* The batch is in the leader's page cache; its producer is answered when it is committed.
AppendTo(l, request) ==
    /\ Write(l, Placed(l, request))
    /\ waiting' = [waiting EXCEPT ![l] = @ \cup {[request |-> request, baseOffset |-> EndOffset(log[l])]}]
    /\ requests' = requests \ {request}
    /\ UNCHANGED <<producerVars, answers, role, leaderEpoch, snapshots, committed, usedIds>>

\* A batch without a producer id, about which nothing is promised.
AppendPlain(l, records) ==
    /\ Leads(l)                         \* Redundant: what only a follower has nobody commits, and who leads later may lack it

    /\ Write(l, [producerId |-> NoId, producerEpoch |-> NoId, firstSequence |-> NoSequence, records |-> records, baseOffset |-> EndOffset(log[l])])
    /\ UNCHANGED <<producerVars, networkVars, role, leaderEpoch, snapshots, waiting, committed, usedIds>>

Answer(request, error, baseOffset) == answers' = answers \cup {[request |-> request, error |-> error, baseOffset |-> baseOffset]}

\* The batch is committed, and the producer is told so; or the leader stops waiting.  Then the batch may stay or not.  Who waits on while a leader
\* loses its role, its end of the log, and gets the role again, must not be told of what is at that offset then.
AnswerBatch(l, waiter, error) ==
    /\ waiter \in waiting[l]
    /\ error \notin CertainErrors
    /\ error = "NONE" => \E i \in DOMAIN committed :
           /\ committed[i].baseOffset = waiter.baseOffset
           /\ committed[i].records = waiter.request.records
           /\ i <= Len(log[l]) /\ log[l][i] = committed[i]

    /\ Answer(waiter.request, error, IF error = "NONE" THEN waiter.baseOffset ELSE -1)
    /\ waiting' = [waiting EXCEPT ![l] = @ \ {waiter}]
    /\ UNCHANGED <<producerVars, requests, role, leaderEpoch, log, snapshots, producers, historyVars>>

-------------------------------------------------------------------------------
\* What replication does, as far as producers are concerned.

IsUp(b) == role[b] \in {"leader", "follower"}

\* Whoever leads in a newer epoch than all before has what is committed.  Who hears late that it led does no harm.
BecomeLeader(b, epoch) ==
    /\ IsUp(b)
    /\ epoch > leaderEpoch[b]           \* Redundant: who leads too late and lacks what is committed commits nothing more
    /\ epoch \notin DOMAIN streams       \* Redundant: of two that lead, one that lacks what is committed commits nothing more
       \* Redundant: for safety; who lacks what is committed commits nothing more (Commit), and so answers nobody
    /\ (\A e \in DOMAIN streams : e < epoch) => IsPrefix(committed, log[b])

    /\ role' = [role EXCEPT ![b] = "leader"]
    /\ leaderEpoch' = [leaderEpoch EXCEPT ![b] = epoch]
    /\ streams' = With(streams, epoch, log[b])
    /\ UNCHANGED <<producerVars, networkVars, log, snapshots, producers, waiting, committed, usedIds>>

BecomeFollower(b, epoch) ==
    /\ IsUp(b)
    /\ epoch > leaderEpoch[b]           \* Redundant: whom it follows is not asked when it replicates, or leads again

    /\ role' = [role EXCEPT ![b] = "follower"]
    /\ leaderEpoch' = [leaderEpoch EXCEPT ![b] = epoch]
    /\ UNCHANGED <<producerVars, networkVars, log, snapshots, producers, waiting, historyVars>>

\* A follower gets more of what a leader had.  Where it begins a segment on the way, it writes down what it knows of producers there.
Replicate(b, batches, taken) ==
    /\ role[b] = "follower"
    /\ batches # <<>>                    \* Redundant: it changes nothing
    /\ \E epoch \in DOMAIN streams : IsPrefix(log[b] \o batches, streams[epoch])
    /\ \A offset \in taken : \E i \in DOMAIN batches : batches[i].baseOffset = offset  \* Redundant: Next offers no others

    /\ log' = [log EXCEPT ![b] = @ \o batches]
    /\ producers' = [producers EXCEPT ![b] = NotedAll(@, batches)]
    /\ snapshots' = [snapshots EXCEPT ![b] =
           [offset \in DOMAIN @ \cup taken |-> IF offset \in taken THEN Summary(NotedAll(producers[b], UpTo(batches, offset))) ELSE @[offset]]]
    /\ UNCHANGED <<producerVars, networkVars, role, leaderEpoch, waiting, historyVars>>

\* A leader finds that so many of its batches are everywhere: whoever leads later has them.  A new leader may find what others have found.
Commit(l, size) ==
    LET prefix == SubSeq(log[l], 1, size)
    IN  /\ Leads(l)                      \* Redundant: of logs that differ, only one can be committed
        /\ size \in 1..Len(log[l])
           \* Redundant: given the next one, and what BecomeLeader asks for; each alone is enough
        /\ IsPrefix(committed, prefix) \/ IsPrefix(prefix, committed)
           \* Redundant: given the one before; then a later leader that goes on differently commits nothing more
        /\ \A epoch \in DOMAIN streams : epoch > leaderEpoch[l] => IsPrefix(prefix, streams[epoch])

        /\ committed' = IF size > Len(committed) THEN prefix ELSE committed
        /\ UNCHANGED <<producerVars, networkVars, replicaVars, streams, usedIds>>

\* Snapshots that tell of more than a log has are dropped, before it grows again.  While the rest is read, more may be taken.
Reload(b, size, kept, taken) ==
    LET batches == SubSeq(log[b], 1, size)
        left == Only(snapshots[b], {offset \in kept : offset <= EndOffset(batches)})
    IN  \E from \in Beginnings(batches, left) :
            /\ log' = [log EXCEPT ![b] = batches]
            /\ producers' = [producers EXCEPT ![b] = Reloaded(batches, left, from)]
            /\ snapshots' = [snapshots EXCEPT ![b] =
                   [offset \in DOMAIN left \cup taken |->
                       IF offset \in DOMAIN left THEN left[offset] ELSE Summary(Reloaded(UpTo(batches, offset), left, IF from < offset THEN from ELSE 0))]]

\* A follower cuts what its leader does not have.
Truncate(b, size, taken) ==
    /\ role[b] = "follower"
    /\ size \in 0..Len(log[b])
    /\ \A offset \in taken : offset \in 1..EndOffset(SubSeq(log[b], 1, size))

    /\ Reload(b, size, DOMAIN snapshots[b], taken)
    /\ UNCHANGED <<producerVars, networkVars, role, leaderEpoch, waiting, historyVars>>

\* A reassignment has dropped the replica, be it the leader: its log is deleted, and should it come back, it is a new replica.
StopReplica(b) ==
    /\ IsUp(b)                           \* Redundant: a log without anything promises nothing, and BecomeLeader asks for what is committed

    /\ role' = [role EXCEPT ![b] = "follower"]
    /\ leaderEpoch' = [leaderEpoch EXCEPT ![b] = -1]
    /\ log' = [log EXCEPT ![b] = <<>>]
    /\ snapshots' = [snapshots EXCEPT ![b] = <<>>]
    /\ producers' = [producers EXCEPT ![b] = <<>>]
    /\ UNCHANGED <<producerVars, networkVars, waiting, historyVars>>

\* A segment is rolled, or the log is closed: what is known of the producers below its end is written down.
TakeSnapshot(b) ==
    /\ IsUp(b)

    /\ snapshots' = [snapshots EXCEPT ![b] = With(@, EndOffset(log[b]), Summary(producers[b]))]
    /\ UNCHANGED <<producerVars, networkVars, role, leaderEpoch, log, producers, waiting, historyVars>>

\* producer.id.expiration.ms has passed; or all that there was of the producer is gone by retention, and no snapshot told of it at the last start.
\* Kafka promises nothing to who is still under way then: a very late retry would be taken for news.
ForgetProducer(b, producerId) ==
    /\ IsUp(b)                           \* Redundant: who is not up knows nobody
    /\ producerId \in DOMAIN producers[b]
    /\ \A p \in Producers : session[p].producerId = producerId => ~isKnown[p] /\ inFlight[p] = <<>>
    /\ \A request \in requests : request.producerId # producerId

    /\ producers' = [producers EXCEPT ![b] = Only(@, DOMAIN @ \ {producerId})]
    /\ UNCHANGED <<producerVars, networkVars, role, leaderEpoch, log, snapshots, waiting, historyVars>>

-------------------------------------------------------------------------------
\* The environment.

\* A request is lost.  That an answer is needs no step: it has no effect until it is taken.
DropRequest(request) ==
    /\ request \in requests

    /\ requests' = requests \ {request}
    /\ UNCHANGED <<producerVars, answers, replicaVars, historyVars>>

End(b, how) ==
    /\ IsUp(b)                           \* Redundant: it is down already; that the power fails afterwards may happen as well

    /\ role' = [role EXCEPT ![b] = how]
    /\ leaderEpoch' = [leaderEpoch EXCEPT ![b] = -1]
    /\ producers' = [producers EXCEPT ![b] = <<>>]
    /\ waiting' = [waiting EXCEPT ![b] = {}]
    /\ UNCHANGED <<producerVars, networkVars, log, snapshots, historyVars>>

\* A process ends; its page cache stays.
Crash(b) == End(b, "down")

\* A machine ends; what it leaves is seen when the replica starts again.
LosePower(b) == End(b, "off")

\* A replica reads its log and its snapshots again; it may drop some, of segments that are gone.
Restart(b, size, kept, taken) ==
    /\ role[b] \in {"down", "off"}       \* Redundant: what is read again is as true while it is up, and BecomeLeader asks for what is committed
    /\ size \in 0..Len(log[b])
    /\ kept \subseteq DOMAIN snapshots[b]
    /\ role[b] = "down" => size = Len(log[b])  \* Redundant: for safety; BecomeLeader asks for what is committed
    /\ \A offset \in taken : offset \in 1..EndOffset(SubSeq(log[b], 1, size))

    /\ Reload(b, size, kept, taken)
    /\ role' = [role EXCEPT ![b] = "follower"]
    /\ UNCHANGED <<producerVars, networkVars, leaderEpoch, waiting, historyVars>>

-------------------------------------------------------------------------------

Replicating ==
    \/ \E b \in Replicas : \E epoch \in LeaderEpochs : BecomeLeader(b, epoch)
    \/ \E b \in Replicas : \E epoch \in LeaderEpochs : BecomeFollower(b, epoch)
    \/ \E b \in Replicas : \E batches \in Logs : \E taken \in SUBSET {batches[i].baseOffset : i \in DOMAIN batches} : Replicate(b, batches, taken)
    \/ \E l \in Replicas : \E size \in 1..Len(log[l]) : Commit(l, size)
    \/ \E b \in Replicas : \E size \in 0..Len(log[b]) : \E taken \in SUBSET (1..EndOffset(log[b])) : Truncate(b, size, taken)
    \/ \E b \in Replicas : StopReplica(b)
    \/ \E b \in Replicas : TakeSnapshot(b)
    \/ \E b \in Replicas : \E producerId \in DOMAIN producers[b] : ForgetProducer(b, producerId)

Failures ==
    \/ \E b \in Replicas : Crash(b)
    \/ \E b \in Replicas : LosePower(b)
    \/ \E b \in Replicas : \E size \in 0..Len(log[b]) : \E kept \in SUBSET (DOMAIN snapshots[b]) :
           \E taken \in SUBSET (1..EndOffset(log[b])) : Restart(b, size, kept, taken)

Network == \E request \in requests : DropRequest(request)

-------------------------------------------------------------------------------

TypeOK ==
    /\ \A p \in Producers :
           /\ session[p].producerId \in Int
           /\ nextSequence[p] \in Int
           /\ isKnown[p] \in BOOLEAN
           /\ \A i \in DOMAIN inFlight[p] : inFlight[p][i].records \in Batches
    /\ \A answer \in answers : answer.error \in Errors
    /\ \A b \in Replicas :
           /\ role[b] \in {"leader", "follower", "down", "off"}
           /\ leaderEpoch[b] \in Int
           /\ ~IsUp(b) => producers[b] = <<>> /\ waiting[b] = {}

Init ==
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
    /\ role = [b \in Replicas |-> "follower"]
    /\ leaderEpoch = [b \in Replicas |-> -1]
    /\ log = [b \in Replicas |-> <<>>]
    /\ snapshots = [b \in Replicas |-> <<>>]
    /\ producers = [b \in Replicas |-> <<>>]
    /\ waiting = [b \in Replicas |-> {}]
    /\ streams = <<>>
    /\ committed = <<>>
    /\ usedIds = {}

-------------------------------------------------------------------------------
\* Properties.

IsLast(known, id, batches) ==
    LET own == SelectSeq(batches, LAMBDA batch : batch.producerId = id)
    IN  /\ own # <<>>
        /\ known.producerEpoch = Last(own).producerEpoch
        /\ Last(known.batches) = [firstSequence |-> Last(own).firstSequence, lastSequence |-> LastSequence(Last(own)), baseOffset |-> Last(own).baseOffset]

\* What a replica knows of a producer is what its log says.
KnownIsInTheLogInv == \A b \in Replicas : \A id \in DOMAIN producers[b] : IsLast(producers[b][id], id, log[b])

\* No snapshot tells of what is not in the log in front of it.
SnapshotsAreBehindInv ==
    \A b \in Replicas : role[b] # "off" =>
        \A offset \in DOMAIN snapshots[b] :
            /\ offset <= EndOffset(log[b])
            /\ \A id \in DOMAIN snapshots[b][offset] : IsLast(snapshots[b][offset][id], id, UpTo(log[b], offset))

\* No two producers have the same id.
IdsAreUniqueInv == \A p, q \in Producers : p # q /\ session[p].producerId # NoId => session[p].producerId # session[q].producerId

\* Of what is in flight no two batches have the same sequence.
SequencesAreUniqueInv ==
    \A p \in Producers : \A i, j \in DOMAIN inFlight[p] :
        i < j /\ session[p].producerId # NoId => inFlight[p][i].firstSequence # inFlight[p][j].firstSequence

Seen == [i \in DOMAIN committed |-> [records |-> committed[i].records, baseOffset |-> committed[i].baseOffset]]

===============================================================================
