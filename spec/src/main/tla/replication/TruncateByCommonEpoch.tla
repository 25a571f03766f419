------------------------- MODULE TruncateByCommonEpoch -------------------------
(***************************************************************************)
(* Does it suffice that follower and leader find the last epoch that both  *)
(* know?  KIP-279: the leader names the epoch that its answer is about;    *)
(* a follower that has no record of it cuts what it has above, and asks    *)
(* again.  That finds the right place, in the log of the one who answers.  *)
(* REFUTED: it may be the wrong one.                                       *)
(*                                                                         *)
(* No request says in which leadership it was sent.  A leader counts a     *)
(* fetch that was sent to it when it led earlier, and commits; a follower  *)
(* learns late of a leadership that is over, asks its leader, who does not *)
(* know that either, and cuts what is committed.  Fixed by KIP-320; see    *)
(* UnfencedReplication for its first try, and FencedReplication.           *)
(***************************************************************************)
EXTENDS OffsetsForLeaderEpoch

\* The leader's epoch is the follower's too: they agree up to where it ended first.  Otherwise the follower's largest
\* epoch below ended somewhere, and they agree there at most.
TruncateToEpochEnd(f, m) ==
    LET own == EndOffsetFor(f, m.endEpoch)
        isCommon == own.leaderEpoch = m.endEpoch
    IN  /\ IsEpochEndFor(f, m)

        /\ IF m.endOffset = -1 THEN CutAt(f, m, highWatermark[f], TRUE)
           ELSE IF isCommon THEN CutAt(f, m, Min({own.endOffset, m.endOffset}), TRUE)
           ELSE CutAt(f, m, own.endOffset, FALSE)

-------------------------------------------------------------------------------

CommonEpochs == Fetches \/ Asking \/ \E f \in Replicas, m \in messages : TruncateToEpochEnd(f, m)

System == Controller \/ Administration \/ Leader \/ Follower \/ CommonEpochs \/ Recovery \/ Shutdown \/ Disk
Environment == Clients \/ Failures \/ Network
Next == System \/ Environment

Spec == Init /\ [][Next]_vars

\* Not a theorem: see the models.
RefinesCommittedLog == Contract!Spec

===============================================================================
