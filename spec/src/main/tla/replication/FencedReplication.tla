--------------------------- MODULE FencedReplication ---------------------------
(***************************************************************************)
(* How do followers reconcile their logs with a new leader's without ever  *)
(* losing what is committed?  Kafka's protocol since KIP-320: each fetch   *)
(* names the leader epoch that the follower is in and the epoch of its     *)
(* last record.  The leader refuses a fetch from another epoch, and        *)
(* answers one from a diverging log with where they diverge.               *)
(*                                                                         *)
(* Refines CommittedLog.  Compare TruncateToHighWatermark and those after  *)
(* it, which do not.                                                       *)
(* Sources: KIP-101, KIP-279, KIP-320, KIP-595, Partition.readRecords.     *)
(***************************************************************************)
EXTENDS DivergingFetch

AnswerFetch(l, m, endOffset) ==
    /\ IsFetchFor(l, m)
    /\ IsLeader(l)  \* Redundant: who is in the epoch of a fetch to it leads in it
    /\ m.leaderEpoch = leaderEpoch[l]
    /\ ~Diverges(l, m)

    /\ Answer(l, m, endOffset)

AnswerDivergingFetch(l, m) ==
    /\ IsFetchFor(l, m)
    /\ IsLeader(l)  \* Redundant: who is in the epoch of a fetch to it leads in it
    /\ m.leaderEpoch = leaderEpoch[l]
    /\ m.brokerEpoch >= followerBrokerEpoch[l][m.follower]  \* Redundant: the broker that asked is no more, and hears nothing
    /\ Diverges(l, m)  \* Redundant: where logs do not diverge nothing is cut

    /\ TellDivergence(l, m)

\* NOT_LEADER_OR_FOLLOWER, FENCED_LEADER_EPOCH, UNKNOWN_LEADER_EPOCH, STALE_BROKER_EPOCH: the follower will ask again.
RefuseFetch(l, m) ==
    /\ IsFetchFor(l, m)
    /\ Running(l)  \* Redundant: a fetch that is refused is one that was lost
    \* Redundant: a fetch that is refused is one that was lost
    /\ \/ ~IsLeader(l)
       \/ m.leaderEpoch # leaderEpoch[l]
       \/ m.brokerEpoch < followerBrokerEpoch[l][m.follower]

    /\ messages' = messages \ {m}
    /\ UNCHANGED <<controllerVars, diskVars, memoryVars, clientVars>>

-------------------------------------------------------------------------------

Fencing ==
    \/ \E r \in Replicas, version \in DOMAIN metadataLog : BecomeFollower(r, version)
    \/ \E l \in Replicas, m \in messages : \E endOffset \in 0..LogEndOffset(l) : AnswerFetch(l, m, endOffset)
    \/ \E l \in Replicas, m \in messages : AnswerDivergingFetch(l, m)
    \/ \E l \in Replicas, m \in messages : RefuseFetch(l, m)
    \/ \E f \in Replicas, m \in messages : TruncateOnDivergence(f, m)

System == Controller \/ Administration \/ Leader \/ Follower \/ Fencing \/ Recovery \/ Shutdown \/ Disk
Environment == Clients \/ Failures \/ Network
Next == System \/ Environment

Spec == Init /\ [][Next]_vars

THEOREM Spec => Contract!Spec
RefinesCommittedLog == Contract!Spec

===============================================================================
