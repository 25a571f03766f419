----------------------------- MODULE CommittedLog -----------------------------
(***************************************************************************)
(* What may a client of a partition rely on?                               *)
(*                                                                         *)
(* There is one sequence of committed records, and it only grows.  What    *)
(* was acknowledged with acks=all is in it, for ever, at the offset that   *)
(* the producer was told.  Whatever a server shows to a consumer is a      *)
(* prefix of it, so that what a consumer saw never changes.                *)
(*                                                                         *)
(* Unless there is a loss: an operator may rather go on without some of    *)
(* the records than not at all (unclean.leader.election.enable).  Then     *)
(* another sequence begins.  Nothing is lost in any other step, and no     *)
(* loss is silent: losses are counted, and whoever promises or shows       *)
(* records says how many losses it has heard of.  Somebody who has not     *)
(* heard of the last one keeps the promises of the time before.            *)
(*                                                                         *)
(* Nothing is said of replicas, epochs, disks or crashes: that is how the  *)
(* contract is kept, and the concern of the specs that refine this one.    *)
(***************************************************************************)
EXTENDS Naturals, Sequences

CONSTANTS
    Servers,        \* whoever may be asked for records
    Logs,           \* the sequences of records that can come about: Seq(Records), or a finite part of it
    LossesAllowed   \* whether the operator would rather lose records than wait for a server that has them

ASSUME LossesAllowedAssumption == LossesAllowed \in BOOLEAN

VARIABLES
    committed,      \* committed[n + 1]: the records committed after n losses, in order; it never shrinks, never changes
    acknowledged,   \* what producers were promised: a set of [offset, record, losses]
    readable        \* what a consumer can read: server -> [losses, records]

vars == <<committed, acknowledged, readable>>

IsPrefix(s, t) == Len(s) <= Len(t) /\ s = SubSeq(t, 1, Len(s))

TypeOK ==
    /\ \A n \in DOMAIN committed : committed[n] \in Logs
    /\ \A promise \in acknowledged : DOMAIN promise = {"offset", "record", "losses"} /\ promise.offset \in Nat
    /\ \A server \in Servers : readable[server].losses \in Nat /\ readable[server].records \in Logs

Init ==
    /\ committed = <<<<>>>>
    /\ acknowledged = {}
    /\ readable = [server \in Servers |-> [losses |-> 0, records |-> <<>>]]

-------------------------------------------------------------------------------

IsCommitted(promise) ==
    /\ promise.losses + 1 \in DOMAIN committed
    /\ promise.offset < Len(committed[promise.losses + 1])
    /\ committed[promise.losses + 1][promise.offset + 1] = promise.record

\* Whether what a server shows is committed, after as many losses as it says.
IsPartOf(view, sequences) ==
    view.losses + 1 \in DOMAIN sequences /\ IsPrefix(view.records, sequences[view.losses + 1])

\* One server shows something else, or stops serving; no other server is touched.
ShowSomething ==
    /\ readable' \in [Servers -> [losses : Nat, records : Logs]]
    /\ \E server \in Servers : \A other \in Servers \ {server} : readable'[other] = readable[other]

\* One server learns what is committed.  It shows a prefix.
Serve ==
    /\ ShowSomething
    /\ \A server \in Servers : IsPartOf(readable'[server], committed)

    /\ UNCHANGED <<committed, acknowledged>>

\* More records are committed, and the server that found out may show them at once.
Commit ==
    /\ DOMAIN committed' = DOMAIN committed
    /\ \E n \in DOMAIN committed :
           /\ committed'[n] \in Logs
           /\ Len(committed'[n]) > Len(committed[n])
           /\ IsPrefix(committed[n], committed'[n])
           /\ \A other \in DOMAIN committed \ {n} : committed'[other] = committed[other]
    /\ ShowSomething
    /\ \A server \in Servers : IsPartOf(readable'[server], committed')

    /\ UNCHANGED acknowledged

\* A producer is told that its records are committed.  Nobody may tell it so before they are.
Acknowledge ==
    /\ acknowledged' # acknowledged
    /\ acknowledged \subseteq acknowledged'
    /\ \A promise \in acknowledged' \ acknowledged : IsCommitted(promise)

    /\ UNCHANGED <<committed, readable>>

\* The loss is announced.  How much of what was committed is still there shows as it is committed again.
Lose ==
    /\ LossesAllowed

    /\ committed' = Append(committed, <<>>)
    /\ UNCHANGED <<acknowledged, readable>>

Next == Serve \/ Commit \/ Acknowledge \/ Lose

Spec == Init /\ [][Next]_vars

-------------------------------------------------------------------------------

\* A producer that was told "committed" finds its record at the offset that it was told, until the next loss.
AcknowledgedIsCommittedInv == \A promise \in acknowledged : IsCommitted(promise)

\* Two consumers never see different records at the same offset, unless there was a loss between the two.
ReadersAgreeInv == \A server \in Servers : IsPartOf(readable[server], committed)

\* What was committed stays committed, until the next loss.
CommittedOnlyGrowsProp ==
    [][DOMAIN committed \subseteq DOMAIN committed' /\ \A n \in DOMAIN committed : IsPrefix(committed[n], committed'[n])]_committed

\* Where losses are not allowed there is none.
NothingIsLostInv == LossesAllowed \/ Len(committed) = 1

===============================================================================
