---------------------------- MODULE MCCommittedLog ----------------------------
(***************************************************************************)
(* The contract by itself, and with one promise broken at a time.          *)
(***************************************************************************)
EXTENDS CommittedLog

CONSTANTS
    Records,
    MaxLength

MCLogs == UNION {[1..n -> Records] : n \in 0..MaxLength}

\* The contract's actions ask for no more than they say; here is what there is to choose from.
Choices == readable' \in [Servers -> Logs] /\ committed' \in Logs
Promises == {[offset |-> i - 1, record |-> committed[i]] : i \in DOMAIN committed}

MCNext ==
    \/ /\ Choices
       /\ acknowledged' = acknowledged
       /\ Serve \/ Commit
    \/ /\ acknowledged' \in SUBSET Promises
       /\ UNCHANGED <<committed, readable>>
       /\ Acknowledge

\* Promised before it is committed.
EarlyPromiseNext ==
    \/ MCNext
    \/ /\ acknowledged' = acknowledged \cup {[offset |-> Len(committed), record |-> r] : r \in Records}
       /\ UNCHANGED <<committed, readable>>

\* Shown before it is committed.
EarlyShowNext ==
    \/ MCNext
    \/ readable' \in [Servers -> Logs] /\ UNCHANGED <<committed, acknowledged>>

\* Something else is committed instead.
RewriteNext ==
    \/ MCNext
    \/ committed' \in Logs /\ UNCHANGED <<acknowledged, readable>>

===============================================================================
