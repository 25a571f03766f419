------------------------------- MODULE MCLiveness -------------------------------
(***************************************************************************)
(* Does FencedReplication get anywhere?  Failures are few, and when they   *)
(* are over brokers come back and messages arrive: then a leader exists,   *)
(* the ISR is whole again, and whoever waits for an answer gets it.        *)
(*                                                                         *)
(* Safety models let every timer fire at any time.  Here each has its      *)
(* reason: a session expires if its broker is not running, unless the      *)
(* network is to blame, which counts as a failure; a follower has one      *)
(* fetch in flight; brokers learn the newest version.  What a step is      *)
(* waiting for is fairness: weak, for nothing that is needed is disabled   *)
(* again and again once failures are over.                                 *)
(***************************************************************************)
EXTENDS MCFencedReplication

CONSTANT MaxDrops   \* how many messages are lost

VARIABLE drops      \* how many were

allVars == <<vars, budgetVars, drops>>

LivenessInit == CreatedInit /\ drops = 0

AnyLeader == Replicas \cup {None}

Quiet == UNCHANGED <<budgetVars, drops>>

\* The steps of a broker, or of the controller on its behalf.

Fence(r) == ~Running(r) /\ (\E newLeader \in AnyLeader : FenceBroker(r, newLeader)) /\ Quiet
Unfence(r) ==
    Running(r) /\ brokerEpoch[r] = registeredEpoch[r] /\ (\E newLeader \in AnyLeader : UnfenceBroker(r, newLeader)) /\ Quiet
Start(r) == Restart(r, LogEndOffset(r)) /\ Quiet
JoinOnce(r) ==
    /\ \/ ~HasAsked(r) /\ SendRegistration(r)
       \/ \E m \in messages, newLeader \in AnyLeader : m.type = "RegistrationRequest" /\ m.broker = r /\ Register(m, newLeader)
       \/ \E m \in messages : CompleteRegistration(r, m)
    /\ Quiet
\* The answer to a broker that asks to join may be lost: it is given again.
Join(r) ==
    \/ JoinOnce(r)
    \/ (\E m \in messages : m.type = "RegistrationRequest" /\ m.broker = r /\ RepeatRegistration(m)) /\ Quiet
Learn(r) ==
    LET newest == Len(metadataLog) IN (BecomeLeader(r, newest) \/ LearnIsr(r, newest) \/ BecomeFollower(r, newest)) /\ Quiet
Ask(r) == NeedsFetch(r) /\ SendFetch(r) /\ Quiet
Respond(r) ==
    /\ \E m \in messages : AnswerFetch(r, m, LogEndOffset(r)) \/ AnswerDivergingFetch(r, m) \/ RefuseFetch(r, m)
    /\ Quiet
Apply(r) == (\E m \in messages : ApplyFetch(r, m) \/ TruncateOnDivergence(r, m)) /\ Quiet
Cover(r) == AdvanceHighWatermark(r) /\ Quiet
Tell(r) == (\E request \in pendingProduce[r] : Acknowledge(r, request)) /\ Quiet
Propose(r) == (\E f \in unfenced : ExpandIsr(r, f)) /\ Quiet
Rule(r) ==
    /\ \E m \in messages : /\ m.type = "AlterPartition"
                           /\ m.leader = r
                           /\ AlterPartition(m) \/ RefuseStaleAlterPartition(m) \/ RefuseIneligibleReplica(m)
    /\ Quiet
Withdraw(r) == (\E m \in messages : WithdrawProposal(r, m)) /\ Quiet
Retry(r) == RetryAlterPartition(r) /\ Quiet

Steps(r) ==
    \/ Fence(r) \/ Unfence(r) \/ Start(r) \/ Join(r) \/ Learn(r) \/ Ask(r) \/ Respond(r) \/ Apply(r) \/ Cover(r)
    \/ Tell(r) \/ Propose(r) \/ Rule(r) \/ Withdraw(r)

\* A broker ends, in peace or not, or the network hides it for a while.
Fail ==
    /\ crashes < MaxCrashes
    /\ \E r \in Replicas : Crash(r) \/ ShutDown(r) \/ (Running(r) /\ \E newLeader \in AnyLeader : FenceBroker(r, newLeader))
    /\ crashes' = crashes + 1
    /\ UNCHANGED <<appends, drops>>

LoseMessage ==
    /\ drops < MaxDrops
    /\ \E m \in messages : Drop(m)
    /\ drops' = drops + 1
    /\ UNCHANGED budgetVars

Misfortune == Fail \/ LoseMessage \/ (AppendNext /\ UNCHANGED drops)

LivenessNext == Misfortune \/ \E r \in Replicas : Steps(r) \/ Retry(r)

Fairness(r) ==
    /\ WF_allVars(Fence(r)) /\ WF_allVars(Unfence(r)) /\ WF_allVars(Start(r)) /\ WF_allVars(Learn(r))
    /\ WF_allVars(Ask(r)) /\ WF_allVars(Respond(r)) /\ WF_allVars(Apply(r)) /\ WF_allVars(Cover(r))
    /\ WF_allVars(Tell(r)) /\ WF_allVars(Rule(r)) /\ WF_allVars(Withdraw(r))

LivenessSpec ==
    /\ LivenessInit /\ [][LivenessNext]_allVars
    /\ \A r \in Replicas : Fairness(r) /\ WF_allVars(Join(r)) /\ WF_allVars(Retry(r)) /\ WF_allVars(Propose(r))

\* Negative controls: a lost proposal need not be sent again; a leader need not propose anybody; the controller need not answer
\* again whom it has registered; messages need not arrive; sessions need not expire.

ForgetfulSpec ==
    /\ LivenessInit /\ [][LivenessNext]_allVars
    /\ \A r \in Replicas : Fairness(r) /\ WF_allVars(Join(r)) /\ WF_allVars(Propose(r))

IdleLeaderSpec ==
    /\ LivenessInit /\ [][LivenessNext]_allVars
    /\ \A r \in Replicas : Fairness(r) /\ WF_allVars(Join(r)) /\ WF_allVars(Retry(r))

UnrepeatedSpec ==
    /\ LivenessInit /\ [][LivenessNext]_allVars
    /\ \A r \in Replicas : Fairness(r) /\ WF_allVars(JoinOnce(r)) /\ WF_allVars(Retry(r)) /\ WF_allVars(Propose(r))

UnhealedSpec ==
    /\ LivenessInit /\ [][LivenessNext]_allVars
    /\ \A r \in Replicas : WF_allVars(Fence(r)) /\ WF_allVars(Start(r)) /\ WF_allVars(Join(r)) /\ WF_allVars(Learn(r))

EndlessSessionSpec ==
    /\ LivenessInit /\ [][LivenessNext]_allVars
    /\ \A r \in Replicas : WF_allVars(Start(r)) /\ WF_allVars(Join(r)) /\ WF_allVars(Learn(r))

-------------------------------------------------------------------------------
\* A partition whose eligible replicas may all have lost something waits for an operator.
IsGivenUp == Current.isr \cup Current.elr = {}

Leads(l) == l # None /\ IsLeader(l) /\ leaderEpoch[l] = Current.leaderEpoch

\* In the end there is a leader, and it knows that it is.
LeaderExistsProp == <>[](IsGivenUp \/ Leads(Current.leader))

\* In the end every replica is in sync again.
IsrGrowsBackProp == <>[](IsGivenUp \/ Current.isr = Current.replicas)

\* Whoever waits for an answer gets one, or learns that its leader is none any more.
ProducersAreAnsweredProp == \A r \in Replicas : pendingProduce[r] # {} ~> pendingProduce[r] = {}

\* In the end all that the leader has can be read.
RecordsBecomeReadableProp == <>[](Leads(Current.leader) => highWatermark[Current.leader] = LogEndOffset(Current.leader))

===============================================================================
