------------------------------- MODULE Projected -------------------------------
(* A test spec: a projection of a sequence, written once so that the replay knows a short cut, and once so that it does not. *)
EXTENDS Naturals, Sequences

VARIABLE list

Names(s) == [i \in 1..Len(s) |-> s[i].name]
SlowNames(s) == [i \in DOMAIN s |-> s[i].name]

Init == list = <<>>

Add(name) == list' = Append(list, [name |-> name, size |-> Len(list)])

Cut == list # <<>> /\ list' = SubSeq(list, 1, Len(list) - 1)

Next == (\E name \in {"a", "b"} : Add(name)) \/ Cut

Spec == Init /\ [][Next]_list
THEOREM Spec => [](DOMAIN list = 1..Len(list))

\* Both ways give the same.
SameInv ==
    /\ Names(list) = SlowNames(list)
    /\ SlowNames(list) = Names(list)
    /\ DOMAIN Names(list) = DOMAIN list
    /\ Len(list) >= 4 => Names(SubSeq(list, 2, 4)) = SlowNames(SubSeq(list, 2, 4))
    /\ Names([i \in 1..2 |-> [name |-> i]]) = <<1, 2>>

===============================================================================
