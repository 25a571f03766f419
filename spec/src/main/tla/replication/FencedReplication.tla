--------------------------- MODULE FencedReplication ---------------------------
(***************************************************************************)
(* How do followers reconcile their logs with a new leader's without ever  *)
(* losing what is committed?  Kafka's protocol since KIP-320: each fetch   *)
(* names the leader epoch that the follower is in and the epoch of its     *)
(* last record.  The leader refuses a fetch from another epoch, and        *)
(* answers one from a diverging log with where they diverge.               *)
(*                                                                         *)
(* Refines CommittedLog.  Compare TruncateToHighWatermark, which does not. *)
(* Sources: KIP-101, KIP-279, KIP-320, KIP-595 (diverging epoch in the     *)
(* fetch response), AbstractFetcherThread, Partition.readRecords.          *)
(***************************************************************************)
EXTENDS Replication

\* A follower keeps its log: what to cut is for the leader to say.
BecomeFollower(r, version) ==
    /\ FollowNewLeader(r, version)
    /\ UNCHANGED <<controllerVars, diskVars, brokerEpoch, status, highWatermark, messages, clientVars>>

IsFetchFor(l, m) == m \in messages /\ m.type = "Fetch" /\ m.leader = l

\* The follower's log is not a prefix of the leader's: its last epoch is unknown here, or ended earlier.
Diverges(l, m) ==
    LET end == EndOffsetFor(l, m.lastFetchedEpoch)
    IN  m.lastFetchedEpoch # -1 /\ (end.leaderEpoch < m.lastFetchedEpoch \/ end.endOffset < m.fetchOffset)

AnswerFetch(l, m, endOffset) ==
    /\ IsFetchFor(l, m)
    /\ IsLeader(l)
    /\ m.leaderEpoch = leaderEpoch[l]
    /\ ~Diverges(l, m)

    /\ Answer(l, m, endOffset)

\* The leader learns nothing of the follower's log end from a fetch that diverges.
AnswerDivergingFetch(l, m) ==
    LET end == EndOffsetFor(l, m.lastFetchedEpoch)
    IN  /\ IsFetchFor(l, m)
        /\ IsLeader(l)
        /\ m.leaderEpoch = leaderEpoch[l]
        /\ m.brokerEpoch >= followerBrokerEpoch[l][m.follower]
        /\ Diverges(l, m)

        /\ messages' = (messages \ {m}) \cup
               {[type |-> "DivergingEpoch", follower |-> m.follower, brokerEpoch |-> m.brokerEpoch, leader |-> l,
                 leaderEpoch |-> m.leaderEpoch, fetchOffset |-> m.fetchOffset, lastFetchedEpoch |-> m.lastFetchedEpoch,
                 divergingEpoch |-> end.leaderEpoch, endOffset |-> end.endOffset]}
        /\ UNCHANGED <<controllerVars, diskVars, memoryVars, clientVars>>

\* NOT_LEADER_OR_FOLLOWER, FENCED_LEADER_EPOCH, UNKNOWN_LEADER_EPOCH, STALE_BROKER_EPOCH: the follower will ask again.
RefuseFetch(l, m) ==
    /\ IsFetchFor(l, m)
    /\ Running(l)
    /\ \/ ~IsLeader(l)
       \/ m.leaderEpoch # leaderEpoch[l]
       \/ m.brokerEpoch < followerBrokerEpoch[l][m.follower]

    /\ messages' = messages \ {m}
    /\ UNCHANGED <<controllerVars, diskVars, memoryVars, clientVars>>

\* The follower cuts its log where the leader's epoch ended, or where its own did if it does not know that epoch; in
\* that case it will ask again, and find the next divergence (KIP-279).
TruncateOnDivergence(f, m) ==
    LET own == EndOffsetFor(f, m.divergingEpoch)
        limits == {IF own.endOffset = -1 THEN LogEndOffset(f) ELSE own.endOffset, LogEndOffset(f)}
        endOffset == IF own.leaderEpoch = m.divergingEpoch THEN Min(limits \cup {m.endOffset}) ELSE Min(limits)
    IN  /\ m \in messages
        /\ m.type = "DivergingEpoch"
        /\ IsFollower(f)
        /\ Answers(m, FetchRequest(f))

        /\ TruncateLog(f, endOffset)
        /\ messages' = messages \ {m}
        /\ UNCHANGED <<controllerVars, brokerEpoch, status, roleVars, leaderVars, clientVars>>

-------------------------------------------------------------------------------

Fencing ==
    \/ \E r \in Replicas, version \in DOMAIN metadataLog : BecomeFollower(r, version)
    \/ \E l \in Replicas, m \in messages : \E endOffset \in 0..LogEndOffset(l) : AnswerFetch(l, m, endOffset)
    \/ \E l \in Replicas, m \in messages : AnswerDivergingFetch(l, m)
    \/ \E l \in Replicas, m \in messages : RefuseFetch(l, m)
    \/ \E f \in Replicas, m \in messages : TruncateOnDivergence(f, m)

System == Controller \/ Leader \/ Follower \/ Fencing \/ Recovery \/ Disk
Environment == Clients \/ Failures \/ Network
Next == System \/ Environment

Spec == Init /\ [][Next]_vars

THEOREM Spec => Contract!Spec
RefinesCommittedLog == Contract!Spec

===============================================================================
