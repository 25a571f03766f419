-------------------------------- MODULE Breaking --------------------------------
(* A test spec: TLC cannot compute some of it. *)
EXTENDS Naturals, Sequences

VARIABLES list, peeks

Init == list = <<>> /\ peeks = 0

Add == list' = Append(list, Len(list)) /\ UNCHANGED peeks

\* The list may be empty.
Peek == list[1] = 0 /\ peeks' = peeks + 1 /\ UNCHANGED list

Next == Add \/ Peek

Spec == Init /\ [][Next]_<<list, peeks>>
THEOREM Spec => [](peeks >= 0)

\* At length 3 this asks for what is not there.
ThirdInv == Len(list) = 3 => list[4] = 0

===============================================================================
