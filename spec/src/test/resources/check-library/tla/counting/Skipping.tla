------------------------------- MODULE Skipping -------------------------------
\* Counts one by one up to Max, but may skip a number at SkipAt.
EXTENDS Naturals
CONSTANTS Max, SkipAt
VARIABLES count, seen
vars == <<count, seen>>
TypeOK == count \in Nat
Init == count = 0 /\ seen = [odd |-> {}, last |-> 0]
Count ==
    /\ count < Max
    /\ count' = count + 1
    /\ seen' = IF count % 2 = 1 THEN [seen EXCEPT !.odd = @ \cup {count}, !.last = count] ELSE [seen EXCEPT !.last = count]
Skip(n) ==
    /\ count = n  \* Redundant: for tests, where nothing is skipped
    /\ count' = count + 2
    /\ UNCHANGED seen
\* Changes nothing; has no value without its guard.
Divide ==
    /\ count = 1
    /\ count' = 1 \div count
    /\ UNCHANGED seen
Next == Count \/ Divide \/ \E n \in SkipAt : Skip(n)
Spec == Init /\ [][Next]_vars
SmallInv == count < 4
BoundedInv == count <= Max
Parent == INSTANCE Counting
RefinesCounting == Parent!Spec
EndsProp == <>(count = 100)
===============================================================================
