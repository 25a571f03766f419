------------------------- MODULE OffsetsForLeaderEpoch -------------------------
(***************************************************************************)
(* How does a follower find out where its log and its leader's part?       *)
(* Since KIP-101 it asks, before it fetches, where the epoch of its last   *)
(* record ended at the leader.  What it makes of the answer is what        *)
(* TruncateByEpoch and TruncateByCommonEpoch differ in; this module has    *)
(* no Next.                                                                *)
(*                                                                         *)
(* As the fetches, this request names no epoch that the leader would       *)
(* compare with its own: whoever leads, in whatever epoch, answers.        *)
(***************************************************************************)
EXTENDS EpochlessFetch

\* An empty log has nothing to be cut.
BecomeFollower(r, version) ==
    /\ FollowNewLeader(r, version)
    /\ truncating' = [truncating EXCEPT ![r] = LatestEpoch(r) # -1]
    /\ UNCHANGED <<controllerVars, diskVars, membershipVars, highWatermark, messages, clientVars>>

EpochEndRequest(f) == [FetchRequest(f) EXCEPT !.type = "OffsetsForLeaderEpoch"]

SendOffsetsForLeaderEpoch(f) ==
    /\ IsFollower(f)
    /\ truncating[f]

    /\ messages' = messages \cup {EpochEndRequest(f)}
    /\ UNCHANGED <<controllerVars, diskVars, memoryVars, clientVars>>

IsEpochEndRequestFor(l, m) == m \in messages /\ m.type = "OffsetsForLeaderEpoch" /\ m.leader = l

\* The largest epoch not above the one asked for, and where it ends; -1 if that one is above all that the leader knows.
AnswerOffsetsForLeaderEpoch(l, m) ==
    LET end == EndOffsetFor(l, m.lastFetchedEpoch)
    IN  /\ IsEpochEndRequestFor(l, m)
        /\ IsLeader(l)

        /\ messages' = (messages \ {m}) \cup
               {[type |-> "EpochEndOffset", follower |-> m.follower, brokerEpoch |-> m.brokerEpoch, leader |-> l,
                 leaderEpoch |-> m.leaderEpoch, fetchOffset |-> m.fetchOffset, lastFetchedEpoch |-> m.lastFetchedEpoch,
                 endEpoch |-> end.leaderEpoch, endOffset |-> end.endOffset]}
        /\ UNCHANGED <<controllerVars, diskVars, memoryVars, clientVars>>

\* NOT_LEADER_FOR_PARTITION: the follower will ask again.
RefuseOffsetsForLeaderEpoch(l, m) ==
    /\ IsEpochEndRequestFor(l, m)
    /\ Running(l)
    /\ ~IsLeader(l)

    /\ messages' = messages \ {m}
    /\ UNCHANGED <<controllerVars, diskVars, memoryVars, clientVars>>

IsEpochEndFor(f, m) ==
    /\ m \in messages
    /\ m.type = "EpochEndOffset"
    /\ IsFollower(f)
    /\ truncating[f]
    /\ Answers(m, EpochEndRequest(f))

\* The follower cuts its log, and either may fetch now or has to ask again.
CutAt(f, m, endOffset, isDone) ==
    /\ TruncateLog(f, endOffset)
    /\ truncating' = [truncating EXCEPT ![f] = ~isDone]
    /\ messages' = messages \ {m}
    /\ UNCHANGED <<controllerVars, membershipVars, leader, leaderEpoch, partitionEpoch, leaderVars, clientVars>>

-------------------------------------------------------------------------------
Asking ==
    \/ \E r \in Replicas, version \in DOMAIN metadataLog : BecomeFollower(r, version)
    \/ \E f \in Replicas : SendOffsetsForLeaderEpoch(f)
    \/ \E l \in Replicas, m \in messages : AnswerOffsetsForLeaderEpoch(l, m)
    \/ \E l \in Replicas, m \in messages : RefuseOffsetsForLeaderEpoch(l, m)

===============================================================================
