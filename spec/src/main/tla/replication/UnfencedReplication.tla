-------------------------- MODULE UnfencedReplication --------------------------
(***************************************************************************)
(* Does it suffice to compare logs at every fetch?  The first try of       *)
(* KIP-320: a fetch names the epoch of the follower's last record, so that *)
(* the leader finds any divergence at once; but not the leader epoch that  *)
(* the follower is in.                                                     *)
(* REFUTED: it loses committed records.                                    *)
(*                                                                         *)
(* A leader commits what followers have fetched that are in the epoch of   *)
(* an earlier leadership of its.  They learn later of one that came        *)
(* between, compare their logs with its leader's, who does not know yet    *)
(* that it is over, and cut what is committed.  Fixed by naming the leader *)
(* epoch as well; see FencedReplication.                                   *)
(***************************************************************************)
EXTENDS DivergingFetch

AnswerFetch(l, m, endOffset) ==
    /\ IsFetchFor(l, m)
    /\ IsLeader(l)
    /\ ~Diverges(l, m)

    /\ Answer(l, m, endOffset)

AnswerDivergingFetch(l, m) ==
    /\ IsFetchFor(l, m)
    /\ IsLeader(l)
    /\ m.brokerEpoch >= followerBrokerEpoch[l][m.follower]
    /\ Diverges(l, m)

    /\ TellDivergence(l, m)

\* NOT_LEADER_OR_FOLLOWER, STALE_BROKER_EPOCH: the follower will ask again.
RefuseFetch(l, m) ==
    /\ IsFetchFor(l, m)
    /\ Running(l)
    /\ \/ ~IsLeader(l)
       \/ m.brokerEpoch < followerBrokerEpoch[l][m.follower]

    /\ messages' = messages \ {m}
    /\ UNCHANGED <<controllerVars, diskVars, memoryVars, clientVars>>

-------------------------------------------------------------------------------

Comparing ==
    \/ \E r \in Replicas, version \in DOMAIN metadataLog : BecomeFollower(r, version)
    \/ \E l \in Replicas, m \in messages : \E endOffset \in 0..LogEndOffset(l) : AnswerFetch(l, m, endOffset)
    \/ \E l \in Replicas, m \in messages : AnswerDivergingFetch(l, m)
    \/ \E l \in Replicas, m \in messages : RefuseFetch(l, m)
    \/ \E f \in Replicas, m \in messages : TruncateOnDivergence(f, m)

System == Controller \/ Administration \/ Leader \/ Follower \/ Comparing \/ Recovery \/ Shutdown \/ Disk
Environment == Clients \/ Failures \/ Network
Next == System \/ Environment

Spec == Init /\ [][Next]_vars

\* Not a theorem: see the models.
RefinesCommittedLog == Contract!Spec

===============================================================================
