----------------------- MODULE MCTruncateToHighWatermark -----------------------
(***************************************************************************)
(* TruncateToHighWatermark within the bounds of MCReplication.             *)
(***************************************************************************)
EXTENDS TruncateToHighWatermark, MCReplication

MCNext ==
    \/ AppendNext
    \/ FailNext
    \/ ((SharedNext \/ Offsets) /\ UNCHANGED budgetVars)

ReducedOffsets ==
    \/ \E r \in Replicas, version \in DOMAIN metadataLog : BecomeFollower(r, version)
    \/ \E l \in Replicas, m \in messages : \E endOffset \in 0..LogEndOffset(l) : AnswerFetch(l, m, endOffset)
    \/ \E l \in Replicas, m \in messages : RefuseFetch(l, m)

ReducedNext == Prioritised(ReducedShared \/ ReducedOffsets)

\* To be refuted fast: leaders change, but the ISR is left alone otherwise. What this loses, the protocol loses.
ElectionsNext ==
    Prioritised(\/ \E r \in Replicas, newLeader \in Replicas : r = Current.leader /\ FenceBroker(r, newLeader)
                \/ \E r \in Replicas, version \in DOMAIN metadataLog : BecomeLeader(r, version)
                \/ \E l \in Replicas : AdvanceHighWatermark(l)
                \/ \E f \in Replicas, m \in messages : ApplyFetch(f, m)
                \/ ReducedNetwork
                \/ ReducedOffsets)

===============================================================================
