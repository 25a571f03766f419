---------------------------- MODULE DivergingFetch ----------------------------
(***************************************************************************)
(* How does a follower learn that its log is not a prefix of its leader's, *)
(* without asking first?  A fetch names the epoch of the follower's last   *)
(* record, and the leader answers one from a diverging log with where they *)
(* diverge.  Whose fetches a leader answers is what UnfencedReplication    *)
(* and FencedReplication differ in; this module has no Next.               *)
(*                                                                         *)
(* Sources: KIP-320, KIP-595 (diverging epoch in the fetch response),      *)
(* AbstractFetcherThread, Partition.readRecords.                           *)
(***************************************************************************)
EXTENDS Replication

\* A follower keeps its log: what to cut is for the leader to say.
BecomeFollower(r, version) ==
    /\ FollowNewLeader(r, version)
    /\ UNCHANGED <<controllerVars, diskVars, membershipVars, truncating, highWatermark, messages, clientVars>>

IsFetchFor(l, m) == m \in messages /\ m.type = "Fetch" /\ m.leader = l

\* The follower's log is not a prefix of the leader's: its last epoch is unknown here, or ended earlier.
Diverges(l, m) ==
    LET end == EndOffsetFor(l, m.lastFetchedEpoch)
    IN  m.lastFetchedEpoch # -1 /\ (end.leaderEpoch < m.lastFetchedEpoch \/ end.endOffset < m.fetchOffset)

\* The leader learns nothing of the follower's log end from a fetch that diverges.
TellDivergence(l, m) ==
    LET end == EndOffsetFor(l, m.lastFetchedEpoch)
    IN  /\ messages' = (messages \ {m}) \cup
               {[type |-> "DivergingEpoch", follower |-> m.follower, brokerEpoch |-> m.brokerEpoch, leader |-> l,
                 leaderEpoch |-> m.leaderEpoch, fetchOffset |-> m.fetchOffset, lastFetchedEpoch |-> m.lastFetchedEpoch,
                 divergingEpoch |-> end.leaderEpoch, endOffset |-> end.endOffset]}
        /\ UNCHANGED <<controllerVars, diskVars, memoryVars, clientVars>>

\* The follower cuts its log where the leader's epoch ended, or where its own did if it does not know that epoch; in
\* that case it will ask again, and find the next divergence (KIP-279).  A leader that knows no epoch as late as the
\* follower's leaves it to its high watermark; in its own epoch no leader is so ignorant.
TruncateOnDivergence(f, m) ==
    LET own == EndOffsetFor(f, m.divergingEpoch)
        limits == {IF own.endOffset = -1 THEN LogEndOffset(f) ELSE own.endOffset, LogEndOffset(f)}
        endOffset == IF m.endOffset = -1 THEN highWatermark[f]
                     ELSE IF own.leaderEpoch = m.divergingEpoch THEN Min(limits \cup {m.endOffset})
                     ELSE Min(limits)
    IN  /\ m \in messages
        /\ m.type = "DivergingEpoch"
        /\ IsFollower(f)  \* Redundant: what answers its own fetch is for a follower
        /\ Answers(m, FetchRequest(f))

        /\ TruncateLog(f, endOffset)
        /\ messages' = messages \ {m}
        /\ UNCHANGED <<controllerVars, membershipVars, roleVars, leaderVars, clientVars>>

===============================================================================
