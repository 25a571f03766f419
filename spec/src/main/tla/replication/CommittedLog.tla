----------------------------- MODULE CommittedLog -----------------------------
(***************************************************************************)
(* What may a client of a partition rely on?                               *)
(*                                                                         *)
(* There is one sequence of committed records, and it only grows.  What    *)
(* was acknowledged with acks=all is in it, for ever, at the offset that   *)
(* the producer was told.  Whatever a server shows to a consumer is a      *)
(* prefix of it, so that what a consumer saw never changes.                *)
(*                                                                         *)
(* Nothing is said of replicas, epochs, disks or crashes: that is how the  *)
(* contract is kept, and the concern of the specs that refine this one.    *)
(***************************************************************************)
EXTENDS Naturals, Sequences

CONSTANTS
    Servers,    \* whoever may be asked for records
    Logs        \* the sequences of records that can come about: Seq(Records), or a finite part of it

VARIABLES
    committed,      \* the committed records, in order; never shrinks, never changes
    acknowledged,   \* what producers were promised: a set of [offset, record]
    readable        \* what a consumer can read: server -> sequence of records

vars == <<committed, acknowledged, readable>>

IsPrefix(s, t) == Len(s) <= Len(t) /\ s = SubSeq(t, 1, Len(s))

TypeOK ==
    /\ committed \in Logs
    /\ \A promise \in acknowledged : DOMAIN promise = {"offset", "record"} /\ promise.offset \in Nat
    /\ readable \in [Servers -> Logs]

Init ==
    /\ committed = <<>>
    /\ acknowledged = {}
    /\ readable = [server \in Servers |-> <<>>]

-------------------------------------------------------------------------------

IsCommitted(promise) ==
    promise.offset < Len(committed) /\ committed[promise.offset + 1] = promise.record

\* One server learns what is committed, or stops serving.  It shows a prefix, and no other server is touched.
Serve ==
    /\ readable' \in [Servers -> Logs]
    /\ \E server \in Servers : \A other \in Servers \ {server} : readable'[other] = readable[other]
    /\ \A server \in Servers : IsPrefix(readable'[server], committed)

    /\ UNCHANGED <<committed, acknowledged>>

\* More records are committed, and the server that found out may show them at once.
Commit ==
    /\ committed' \in Logs
    /\ Len(committed') > Len(committed)
    /\ IsPrefix(committed, committed')
    /\ readable' \in [Servers -> Logs]
    /\ \E server \in Servers : \A other \in Servers \ {server} : readable'[other] = readable[other]
    /\ \A server \in Servers : IsPrefix(readable'[server], committed')

    /\ UNCHANGED acknowledged

\* A producer is told that its records are committed.  Nobody may tell it so before they are.
Acknowledge ==
    /\ acknowledged' # acknowledged
    /\ acknowledged \subseteq acknowledged'
    /\ \A promise \in acknowledged' \ acknowledged : IsCommitted(promise)

    /\ UNCHANGED <<committed, readable>>

Next == Serve \/ Commit \/ Acknowledge

Spec == Init /\ [][Next]_vars

-------------------------------------------------------------------------------

\* A producer that was told "committed" finds its record at the offset that it was told.
AcknowledgedIsCommittedInv == \A promise \in acknowledged : IsCommitted(promise)

\* Two consumers never see different records at the same offset.
ReadersAgreeInv == \A server \in Servers : IsPrefix(readable[server], committed)

\* What was committed stays committed.
CommittedOnlyGrowsProp == [][IsPrefix(committed, committed')]_committed

===============================================================================
