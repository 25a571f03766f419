------------------------------- MODULE Choosing -------------------------------
(* A test spec: its actions have more arguments, and one more results, than anybody could go through. *)
EXTENDS Naturals, FiniteSets

VARIABLES count, chosen

Init == count = 0 /\ chosen = {}

Choose(a, b, c) ==
    /\ a \cap b = c

    /\ count' = count + 1
    /\ chosen' \in SUBSET (1..20)

\* As long as nothing is chosen, no choice of two sets leads to a third argument.
Remove(a, b, n) ==
    /\ n \in a \cap b

    /\ chosen' = chosen \ {n}
    /\ UNCHANGED count

Next ==
    \/ \E a, b, c \in SUBSET (1..20) : Choose(a, b, c)
    \/ \E a, b \in SUBSET (1..20), n \in chosen : Remove(a, b, n)

===============================================================================
