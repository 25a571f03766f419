---------------------------- MODULE EpochlessFetch ----------------------------
(***************************************************************************)
(* How did a leader answer a fetch before KIP-320?  It compared offsets    *)
(* and nothing else: neither the epoch that the follower was in nor that   *)
(* of its last record was in the request.  The protocols that share this   *)
(* extend this module; it has no Next.                                     *)
(*                                                                         *)
(* The messages have these fields here as well, for a follower takes an    *)
(* answer only while it would ask the same, in all protocols.  That is     *)
(* more than Kafka compared then, so what is refuted here was refuted      *)
(* there.                                                                  *)
(***************************************************************************)
EXTENDS Replication

AnswerFetch(l, m, endOffset) ==
    /\ m \in messages
    /\ m.type = "Fetch"
    /\ m.leader = l
    /\ IsLeader(l)
    /\ m.fetchOffset <= LogEndOffset(l)

    /\ Answer(l, m, endOffset)

\* NOT_LEADER_FOR_PARTITION, OFFSET_OUT_OF_RANGE: the follower will ask again.
RefuseFetch(l, m) ==
    /\ m \in messages
    /\ m.type = "Fetch"
    /\ m.leader = l
    /\ Running(l)
    /\ \/ ~IsLeader(l)
       \/ m.fetchOffset > LogEndOffset(l)
       \/ m.brokerEpoch < followerBrokerEpoch[l][m.follower]

    /\ messages' = messages \ {m}
    /\ UNCHANGED <<controllerVars, diskVars, memoryVars, clientVars>>

-------------------------------------------------------------------------------
Fetches ==
    \/ \E l \in Replicas, m \in messages : \E endOffset \in 0..LogEndOffset(l) : AnswerFetch(l, m, endOffset)
    \/ \E l \in Replicas, m \in messages : RefuseFetch(l, m)

===============================================================================
