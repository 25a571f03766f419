------------------------------- MODULE Forgetful -------------------------------
(* A test spec: one branch of its action forgets a variable. *)
EXTENDS Naturals

VARIABLES a, b

Init == a = 0 /\ b = 0

Step ==
    /\ a' = a + 1
    /\ IF a > 0 THEN b' = 1 ELSE TRUE

Next == Step

===============================================================================
