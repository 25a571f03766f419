------------------------------- MODULE Counting -------------------------------
\* The parent: it counts one by one, for ever.
EXTENDS Naturals
VARIABLE count
Init == count = 0
Next == count' = count + 1
Spec == Init /\ [][Next]_count
===============================================================================
