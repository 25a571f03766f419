-------------------------------- MODULE Growth --------------------------------
(* A test spec: something only grows. *)
EXTENDS Naturals

VARIABLE size

Init == size = 0
Grow == size' > size
Next == Grow
Spec == Init /\ [][Next]_size

===============================================================================
