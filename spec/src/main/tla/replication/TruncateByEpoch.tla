---------------------------- MODULE TruncateByEpoch ----------------------------
(***************************************************************************)
(* Is it enough to cut a log where the leader says that its last epoch     *)
(* ended?  KIP-101 did so, instead of at the high watermark, and lost no   *)
(* record that TruncateToHighWatermark loses.                              *)
(* REFUTED: after fast leader changes replicas diverge (KAFKA-6361).       *)
(*                                                                         *)
(* A leader that knows nothing of the follower's last epoch answers with   *)
(* the start of the next one that it knows.  Below that the follower may   *)
(* have records of its own epoch where the leader has records of an        *)
(* earlier one.  Fixed by KIP-279; see TruncateByCommonEpoch.              *)
(*                                                                         *)
(* Kafka's answer did not name the epoch yet; here nobody looks at it.     *)
(***************************************************************************)
EXTENDS OffsetsForLeaderEpoch

\* A leader that does not know leaves the follower to its high watermark, as before.
TruncateToEpochEnd(f, m) ==
    /\ IsEpochEndFor(f, m)

    /\ CutAt(f, m, IF m.endOffset = -1 THEN highWatermark[f] ELSE Min({m.endOffset, LogEndOffset(f)}), TRUE)

-------------------------------------------------------------------------------

Epochs == Fetches \/ Asking \/ \E f \in Replicas, m \in messages : TruncateToEpochEnd(f, m)

System == Controller \/ Administration \/ Leader \/ Follower \/ Epochs \/ Recovery \/ Shutdown \/ Disk
Environment == Clients \/ Failures \/ Network
Next == System \/ Environment

Spec == Init /\ [][Next]_vars

\* Not a theorem: see the models.
RefinesCommittedLog == Contract!Spec

===============================================================================
