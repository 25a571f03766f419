---------------------------- MODULE PartitionChange ----------------------------
(***************************************************************************)
(* How does a version of a partition's record follow from the one before?  *)
(* Kafka's PartitionChangeBuilder, as functions of the record: who stays   *)
(* eligible to lead, who is elected, and what an election does to the ISR. *)
(*                                                                         *)
(* A record is [leader, leaderEpoch, isr, elr, lastKnownLeader, recovery,  *)
(* losses, replicas, preferred, adding, removing].  Its index in the       *)
(* controller's log is the partition epoch.                                *)
(*                                                                         *)
(* The ISR is whom a leader waits for.  The ELR are those who left an ISR  *)
(* that was too small to commit anything since: they hold all that is      *)
(* committed, too (KIP-966).  Whoever else is elected may not; that is an  *)
(* unclean election, and a loss, which the record counts.                  *)
(*                                                                         *)
(* Left open: which of several candidates is elected.  Kafka takes the     *)
(* first in the order of replicas; that any will do is the stronger claim. *)
(***************************************************************************)
EXTENDS Integers, Sequences, FiniteSets

CONSTANTS
    Replicas,           \* the brokers that may hold the partition
    MinIsr,             \* min.insync.replicas
    None,               \* no leader; not a replica
    UncleanElection     \* unclean.leader.election.enable: rather go on with a loss than not at all

ASSUME ReplicasAssumption == None \notin Replicas /\ IsFiniteSet(Replicas)
ASSUME MinIsrAssumption == MinIsr \in 1..Cardinality(Replicas)
ASSUME UncleanElectionAssumption == UncleanElection \in BOOLEAN

\* A partition on all brokers, of which so many are there; in sync because it is empty.
Created(l, present) ==
    [leader |-> l, leaderEpoch |-> 0, isr |-> present, elr |-> {}, lastKnownLeader |-> None, recovery |-> "recovered",
     losses |-> 0, replicas |-> Replicas, preferred |-> l, adding |-> {}, removing |-> {}]

\* With the minimum ISR there is no need for others.  Below it nothing more is committed, so whoever was in the ISR stays
\* eligible: but for those that may have lost what they had.
ElrAfter(p, newIsr, lossy) ==
    IF Cardinality(newIsr) >= MinIsr THEN {} ELSE ((p.elr \cup p.isr) \ (newIsr \cup lossy)) \cap p.replicas

\* Who may lead without a loss, of the brokers that are there.
Valid(p, newIsr, lossy, active) == (IF newIsr = {} THEN ElrAfter(p, newIsr, lossy) ELSE newIsr) \cap active

\* Whom the controller may elect: the leader stays if it can; only if nobody is valid, and if that is allowed, somebody
\* else is elected, the last known leader if possible: it is the likeliest to have most.
Electable(p, newIsr, lossy, active) ==
    LET valid == Valid(p, newIsr, lossy, active)
    IN  IF p.leader \in valid THEN {p.leader}
        ELSE IF valid # {} THEN valid
        ELSE IF ~UncleanElection \/ active = {} THEN {None}
        ELSE IF p.lastKnownLeader \in active THEN {p.lastKnownLeader}
        ELSE active

\* The record after an election, in which the leader may also stay.  Its leader epoch rises exactly when the leader changes.
Changed(p, newIsr, lossy, newLeader) ==
    LET elr == ElrAfter(p, newIsr, lossy)
        isClean == newLeader \in newIsr \cup elr \cup {None}
    IN  [p EXCEPT
            !.leader = newLeader,
            !.leaderEpoch = @ + (IF newLeader = p.leader THEN 0 ELSE 1),
            !.isr = IF newLeader \in newIsr \cup {None} THEN newIsr ELSE {newLeader},
            !.elr = IF isClean THEN elr \ {newLeader} ELSE {},
            !.lastKnownLeader = IF newLeader # None THEN None ELSE IF p.leader # None THEN p.leader ELSE @,
            !.recovery = IF isClean THEN @ ELSE "recovering",
            !.losses = @ + (IF isClean THEN 0 ELSE 1)]

-------------------------------------------------------------------------------
\* Reassignment: the partition moves to the target, and in between it is on both.

Target(p) == p.replicas \ p.removing

IsReassigning(p) == p.adding # {} \/ p.removing # {}

\* That a replica goes is told by a new leader epoch, so that its fetches are answered no more.
WithReplicas(p, newReplicas) ==
    [p EXCEPT
        !.replicas = newReplicas,
        !.isr = @ \cap newReplicas,
        !.elr = @ \cap newReplicas,
        !.leaderEpoch = @ + (IF p.replicas \subseteq newReplicas THEN 0 ELSE 1)]

\* Those that an earlier reassignment was adding are dropped unless they are in the new target as well.
Reassigned(p, target, preferred) ==
    LET original == p.replicas \ p.adding
    IN  [WithReplicas(p, original \cup target) EXCEPT
            !.preferred = preferred, !.adding = target \ original, !.removing = original \ target]

IsWholeTargetInSync(p) == Target(p) # {} /\ Target(p) \subseteq p.isr

\* Those that go are out of everything; a leader among them hands over.
Completed(p, newLeader) ==
    [WithReplicas(p, Target(p)) EXCEPT !.leader = newLeader, !.adding = {}, !.removing = {}]

===============================================================================
