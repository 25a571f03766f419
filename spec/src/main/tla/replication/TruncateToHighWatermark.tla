------------------------ MODULE TruncateToHighWatermark ------------------------
(***************************************************************************)
(* Why do leader epochs exist?  Kafka's first replication protocol had     *)
(* none in its fetches: a follower cut its log to its own high watermark,  *)
(* which it learns one fetch late, and then believed whatever the leader   *)
(* sent.  REFUTED: it loses committed records, and replicas diverge.       *)
(*                                                                         *)
(* A follower that restarts cuts what it has but does not yet know to be   *)
(* committed; if it is elected before it has fetched that again, the       *)
(* record is gone.  Fixed by KIP-101; see TruncateByEpoch.                 *)
(***************************************************************************)
EXTENDS EpochlessFetch

\* The log is cut at the high watermark at once: everything above might not be committed.  It might as well be.
BecomeFollower(r, version) ==
    /\ FollowNewLeader(r, version)
    /\ TruncateLog(r, highWatermark[r])
    /\ UNCHANGED <<controllerVars, membershipVars, truncating, messages, clientVars>>

-------------------------------------------------------------------------------

Offsets == Fetches \/ \E r \in Replicas, version \in DOMAIN metadataLog : BecomeFollower(r, version)

System == Controller \/ Administration \/ Leader \/ Follower \/ Offsets \/ Recovery \/ Shutdown \/ Disk
Environment == Clients \/ Failures \/ Network
Next == System \/ Environment

Spec == Init /\ [][Next]_vars

\* Not a theorem: see the models.
RefinesCommittedLog == Contract!Spec

===============================================================================
