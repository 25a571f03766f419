-------------------------------- MODULE Hidden --------------------------------
(* A test spec: someone may move a coin from hand to hand unseen, and shows one hand. *)
EXTENDS Naturals

CONSTANTS Hands, Most

VARIABLES
    coin,       \* the hand that has the coin; nobody sees it
    shown,      \* hand -> how often it was shown
    found       \* whether the coin was seen

Init == coin \in Hands /\ shown = [h \in Hands |-> 0] /\ found = FALSE

\* Unseen.
Pass(to) ==
    /\ ~found
    /\ to # coin

    /\ coin' = to
    /\ UNCHANGED <<shown, found>>

ShowEmpty(h) ==
    /\ h # coin
    /\ shown[h] < Most

    /\ shown' = [shown EXCEPT ![h] = @ + 1]
    /\ UNCHANGED <<coin, found>>

ShowCoin(h) ==
    /\ h = coin

    /\ shown' = [shown EXCEPT ![h] = @ + 1]
    /\ found' = TRUE
    /\ UNCHANGED coin

\* It is for whoever looks to say how many times: the action has a choice.
LookAway(h) ==
    /\ shown' \in [Hands -> 0..Most]
    /\ \A other \in Hands \ {h} : shown'[other] = shown[other]
    /\ UNCHANGED <<coin, found>>

Next ==
    \/ \E h \in Hands : ShowEmpty(h) \/ ShowCoin(h)
    \/ \E to \in Hands : Pass(to)
    \/ \E h \in Hands : LookAway(h)

Spec == Init /\ [][Next]_<<coin, shown, found>>

TypeOK == coin \in Hands /\ found \in BOOLEAN

===============================================================================
