------------------------------- MODULE MCHistory -------------------------------
(***************************************************************************)
(* How soon is each protocol of the line refuted, and how small is the     *)
(* proof of the last one?  Here they are on the terms of the specs that    *)
(* first told them apart (hachikuji/kafka-specification): nobody crashes   *)
(* and no message is under way.  To follow a leader, to fetch a record and *)
(* to change the ISR is one step each, and the controller may at any time  *)
(* elect any member of the ISR, or remove one, each in a new epoch.        *)
(*                                                                         *)
(* A follower's step below is a sequence of steps of its protocol without  *)
(* an interruption; the models of the protocols themselves have the        *)
(* interruptions, the crashes and the disk.                                *)
(***************************************************************************)
EXTENDS DivergingFetch

CONSTANTS
    MaxAppends,
    MaxLeaderEpoch

VARIABLE appends    \* how many records were appended

Max(S) == CHOOSE x \in S : \A y \in S : x >= y

HistoryInit == Init /\ appends = 0

\* The partition exists, and every broker has learnt of it: to refute a protocol fast.
KnownInit ==
    /\ EmptyInit
    /\ \E l \in Replicas :
           /\ metadataLog = <<Created(l, Replicas)>>
           /\ leader = [r \in Replicas |-> l]
           /\ leaderEpoch = [r \in Replicas |-> 0]
           /\ partitionEpoch = [r \in Replicas |-> 1]
           /\ isr = [r \in Replicas |-> IF r = l THEN Replicas ELSE {}]
           /\ epochCache = [r \in Replicas |-> IF r = l THEN <<[leaderEpoch |-> 0, startOffset |-> 0]>> ELSE <<>>]
    /\ appends = 0

MCBatches == {<<n>> : n \in 1..MaxAppends}

Write(l) ==
    /\ appends < MaxAppends
    /\ AppendRecords(l, <<appends + 1>>, "0")
    /\ appends' = appends + 1

-------------------------------------------------------------------------------
\* The controller, and the leader's changes of the ISR, of which it learns at once.  They are within its epoch and concern
\* nobody else: so that each epoch has one version, they replace that.

Create(l) == CreatePartition(l) /\ UNCHANGED appends

DecideInNewEpoch(newLeader, newIsr) ==
    /\ Current.leaderEpoch < MaxLeaderEpoch

    /\ metadataLog' = Append(metadataLog, [Current EXCEPT !.leader = newLeader, !.leaderEpoch = @ + 1, !.isr = newIsr])
    /\ UNCHANGED <<unfenced, registrationVars, diskVars, memoryVars, messages, clientVars, appends>>

Elect(newLeader) ==
    /\ metadataLog # <<>>
    /\ newLeader \in Current.isr \ {Current.leader}

    /\ DecideInNewEpoch(newLeader, Current.isr)

Remove(r) ==
    /\ metadataLog # <<>>
    /\ r \in Current.isr
    /\ Current.isr = {r} => Current.leader = r

    /\ DecideInNewEpoch(IF Current.leader = r THEN None ELSE Current.leader, IF Current.isr = {r} THEN {r} ELSE Current.isr \ {r})

ChangeIsr(l, newIsr) ==
    /\ leaderEpoch[l] = Current.leaderEpoch

    /\ metadataLog' = [metadataLog EXCEPT ![Len(metadataLog)].isr = newIsr]
    /\ isr' = [isr EXCEPT ![l] = newIsr]
    /\ UNCHANGED <<unfenced, registrationVars, diskVars, membershipVars, roleVars, proposal, followerVars, pendingProduce,
                   highWatermark, messages, clientVars, appends>>

Shrink(l, f) == f \in isr[l] \ {l} /\ ChangeIsr(l, isr[l] \ {f})

Expand(l, f) ==
    /\ f \notin isr[l]
    /\ followerEndOffset[l][f] >= highWatermark[l]
    /\ followerEndOffset[l][f] >= Last(epochCache[l]).startOffset

    /\ ChangeIsr(l, isr[l] \cup {f})

Lead(r, version) == BecomeLeader(r, version) /\ UNCHANGED appends

\* The history of what is committed is left out: no guard reads it, and the property here is not about it.
Commit(l) ==
    LET EndOffset(r) == IF r = l THEN LogEndOffset(l) ELSE followerEndOffset[l][r]
        newHighWatermark == Min({EndOffset(r) : r \in isr[l]})
    IN  /\ IsLeader(l)
        /\ newHighWatermark > highWatermark[l]

        /\ highWatermark' = [highWatermark EXCEPT ![l] = newHighWatermark]
        /\ UNCHANGED <<controllerVars, diskVars, membershipVars, roleVars, leaderVars, messages, clientVars, appends>>

-------------------------------------------------------------------------------
\* The follower: it takes on its role, cuts its log, and tells the leader where that ends.

Follow(f, version, l, endOffset) ==
    /\ CanApply(f, version)
    /\ metadataLog[version].leader = l
    /\ l # f
    /\ metadataLog[version].leaderEpoch > leaderEpoch[f]

    /\ TruncateLog(f, endOffset)
    /\ leader' = [leader EXCEPT ![f] = l]
    /\ leaderEpoch' = [leaderEpoch EXCEPT ![f] = metadataLog[version].leaderEpoch]
    /\ partitionEpoch' = [partitionEpoch EXCEPT ![f] = version]
    /\ isr' = [isr EXCEPT ![f] = {}]
    /\ followerEndOffset' =
           [r \in Replicas |-> IF r = f THEN [s \in Replicas |-> -1]
                               ELSE IF r = l THEN [followerEndOffset[l] EXCEPT ![f] = endOffset]
                               ELSE followerEndOffset[r]]
    /\ UNCHANGED <<controllerVars, membershipVars, truncating, proposal, followerBrokerEpoch, pendingProduce, messages,
                   clientVars, appends>>

\* Where nobody leads, there is nobody to cut a log for.
FollowNobody(f, version) == metadataLog[version].leader = None /\ BecomeFollower(f, version) /\ UNCHANGED appends

\* A record at a time, with the high watermark that the leader knows when it hands it out.
Fetch(l, f) ==
    LET endOffset == Min({LogEndOffset(l), LogEndOffset(f) + 1})
        entries == SubSeq(log[l], LogEndOffset(f) + 1, endOffset)
        newHighWatermark == Min({highWatermark[l], endOffset})
    IN  /\ LogEndOffset(f) <= LogEndOffset(l)
        /\ \/ entries # <<>>
           \/ newHighWatermark # highWatermark[f]
           \/ followerEndOffset[l][f] # endOffset

        /\ log' = [log EXCEPT ![f] = @ \o entries]
        /\ epochCache' = [epochCache EXCEPT ![f] = AssignEpochs(@, EpochStarts(entries, LogEndOffset(f)))]
        /\ highWatermark' = [highWatermark EXCEPT ![f] = newHighWatermark]
        /\ followerEndOffset' = [followerEndOffset EXCEPT ![l][f] = endOffset]
        /\ UNCHANGED <<controllerVars, flushedOffset, shutdownVars, checkpointVars, membershipVars, roleVars, isr,
                       proposal, followerBrokerEpoch, pendingProduce, messages, clientVars, appends>>

\* What asking again and again comes to: the last offset at which both have the same epoch.
CommonEndOffset(l, f) ==
    Max({0} \cup {o \in DOMAIN log[l] \cap DOMAIN log[f] : log[l][o].leaderEpoch = log[f][o].leaderEpoch})

\* The leader knows no epoch as late as the follower's last.
KnowsLess(l, f) == EndOffsetFor(l, LatestEpoch(f)).endOffset = -1 /\ LatestEpoch(f) # -1

-------------------------------------------------------------------------------
\* The line of protocols.

Leads(l) == l # None /\ IsLeader(l)

\* Enough to refute the earlier protocols.
Refuting ==
    \/ \E r \in Replicas : Elect(r)
    \/ \E f \in Replicas : Leads(Current.leader) /\ Shrink(Current.leader, f)
    \/ \E r \in Replicas, version \in DOMAIN metadataLog : Lead(r, version)
    \/ \E l \in Replicas : Write(l)
    \/ \E l \in Replicas : Commit(l)

Everything ==
    \/ \E l \in Replicas : Create(l)
    \/ \E r \in Replicas : Remove(r)
    \/ \E f \in Replicas : metadataLog # <<>> /\ Leads(Current.leader) /\ Expand(Current.leader, f)
    \/ \E f \in Replicas, version \in DOMAIN metadataLog : FollowNobody(f, version)
    \/ metadataLog # <<>> /\ Refuting

\* To follow whoever leads, in whatever epoch, and to fetch from it.
FollowAndFetch(EndOffset(_, _)) ==
    \/ \E f \in Replicas, version \in DOMAIN metadataLog :
           LET l == metadataLog[version].leader IN Leads(l) /\ Follow(f, version, l, EndOffset(l, f))
    \/ \E f \in Replicas : Leads(leader[f]) /\ leader[f] # f /\ Fetch(leader[f], f)

TruncateToHighWatermarkNext ==
    LET EndOffset(l, f) == highWatermark[f]
    IN  Refuting \/ FollowAndFetch(EndOffset)

TruncateByEpochNext ==
    LET EndOffset(l, f) ==
            IF LatestEpoch(f) = -1 THEN 0
            ELSE IF KnowsLess(l, f) THEN highWatermark[f]
            ELSE Min({EndOffsetFor(l, LatestEpoch(f)).endOffset, LogEndOffset(f)})
    IN  Refuting \/ FollowAndFetch(EndOffset)

EndOffsetByCommonEpoch(l, f) == IF KnowsLess(l, f) THEN highWatermark[f] ELSE CommonEndOffset(l, f)

TruncateByCommonEpochNext == Refuting \/ FollowAndFetch(EndOffsetByCommonEpoch)

\* To follow is not to ask; any fetch may find that the logs diverge.
UnfencedReplicationNext ==
    LET Cut(f, endOffset) ==
            /\ TruncateLog(f, endOffset)
            /\ UNCHANGED <<controllerVars, membershipVars, roleVars, leaderVars, messages, clientVars, appends>>
    IN  \/ Refuting
        \/ \E f \in Replicas, version \in DOMAIN metadataLog : BecomeFollower(f, version) /\ UNCHANGED appends
        \/ \E f \in Replicas :
               LET l == leader[f]
               IN  /\ Leads(l)
                   /\ l # f
                   /\ IF Diverges(l, FetchRequest(f)) THEN Cut(f, EndOffsetByCommonEpoch(l, f)) ELSE Fetch(l, f)

\* Leader and follower are in one epoch.
FencedReplicationNext ==
    \/ Everything
    \/ \E f \in Replicas, version \in DOMAIN metadataLog :
           LET l == metadataLog[version].leader
           IN  Leads(l) /\ leaderEpoch[l] = metadataLog[version].leaderEpoch /\ Follow(f, version, l, CommonEndOffset(l, f))
    \/ \E f \in Replicas :
           LET l == leader[f] IN Leads(l) /\ l # f /\ leaderEpoch[l] = leaderEpoch[f] /\ Fetch(l, f)

-------------------------------------------------------------------------------
\* Whatever a leader shows to consumers, every member of the ISR has: whoever is elected has it.
IsrHoldsReadableInv ==
    \A l \in Replicas : IsLeader(l) =>
        \A r \in Current.isr : \A o \in 1..highWatermark[l] : o <= LogEndOffset(r) /\ log[r][o] = log[l][o]

-------------------------------------------------------------------------------
\* Nothing else changes but the number of the version that a replica has applied, which its leader epoch tells.  A version
\* that all are past is read by nobody, and the ISR of one only by its leader, before it leads.

Readable(v) ==
    LET version == metadataLog[v]
    IN  IF v = Len(metadataLog) THEN [version EXCEPT !.preferred = None]
        ELSE IF \A r \in Replicas : partitionEpoch[r] >= v THEN None
        ELSE IF version.leader = None \/ partitionEpoch[version.leader] >= v THEN version.leader
        ELSE [version EXCEPT !.preferred = None]

HistoryView ==
    <<[v \in DOMAIN metadataLog |-> Readable(v)], log, epochCache, leader, leaderEpoch, isr, highWatermark, followerEndOffset,
      appends>>

===============================================================================
