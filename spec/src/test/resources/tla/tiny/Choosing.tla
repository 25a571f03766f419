------------------------------- MODULE Choosing -------------------------------
(* A test spec: its action has more arguments, and more results, than anybody could go through. *)
EXTENDS Naturals, FiniteSets

VARIABLES count, chosen

Init == count = 0 /\ chosen = {}

Choose(a, b, c) ==
    /\ a \cap b = c

    /\ count' = count + 1
    /\ chosen' \in SUBSET (1..20)

Next == \E a, b, c \in SUBSET (1..20) : Choose(a, b, c)

===============================================================================
