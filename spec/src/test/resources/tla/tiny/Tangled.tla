-------------------------------- MODULE Tangled --------------------------------
(* A test spec: its Next does more than choose actions. *)
EXTENDS Naturals

VARIABLE a

Init == a = 0

Step(n) == a' = a + n

Next == \E n \in 1..2 : Step(n + 1)

===============================================================================
