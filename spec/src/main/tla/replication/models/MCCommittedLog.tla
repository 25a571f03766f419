---------------------------- MODULE MCCommittedLog ----------------------------
(***************************************************************************)
(* The contract by itself, and with one promise broken at a time.          *)
(***************************************************************************)
EXTENDS CommittedLog

CONSTANTS
    Records,
    MaxLength,
    MaxLosses

MCLogs == UNION {[1..n -> Records] : n \in 0..MaxLength}

\* The contract's actions ask for no more than they say; here is what there is to choose from.
Choices ==
    /\ readable' \in [Servers -> [losses : 0..MaxLosses, records : Logs]]
    /\ \/ committed' = committed
       \/ \E n \in DOMAIN committed, records \in Logs : committed' = [committed EXCEPT ![n] = records]

Promises ==
    UNION {{[offset |-> i - 1, record |-> committed[n][i], losses |-> n - 1] : i \in DOMAIN committed[n]} : n \in DOMAIN committed}

MCNext ==
    \/ /\ Choices
       /\ acknowledged' = acknowledged
       /\ Serve \/ Commit
    \/ /\ acknowledged' \in SUBSET Promises
       /\ UNCHANGED <<committed, readable>>
       /\ Acknowledge
    \/ Len(committed) <= MaxLosses /\ Lose

\* Promised before it is committed.
EarlyPromiseNext ==
    \/ MCNext
    \/ /\ acknowledged' = acknowledged \cup {[offset |-> Len(committed[1]), record |-> r, losses |-> 0] : r \in Records}
       /\ UNCHANGED <<committed, readable>>

\* Shown before it is committed.
EarlyShowNext ==
    \/ MCNext
    \/ readable' \in [Servers -> [losses : 0..MaxLosses, records : Logs]] /\ UNCHANGED <<committed, acknowledged>>

\* Something else is committed instead.
RewriteNext ==
    \/ MCNext
    \/ committed' \in {<<records>> : records \in Logs} /\ UNCHANGED <<acknowledged, readable>>

\* A loss where none is allowed.
ForbiddenLossNext ==
    \/ MCNext
    \/ Len(committed) <= MaxLosses /\ committed' = Append(committed, <<>>) /\ UNCHANGED <<acknowledged, readable>>

===============================================================================
