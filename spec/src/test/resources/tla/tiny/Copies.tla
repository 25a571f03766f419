-------------------------------- MODULE Copies --------------------------------
(* A test spec that promises more than it keeps: logs that anyone may write to. *)
EXTENDS Naturals, Sequences

CONSTANTS Nodes, Numbers

VARIABLES
    log,        \* node -> sequence of numbers
    mark,       \* node -> how far the node has read its log
    limit       \* how much two neighbours in a log may add up to, beyond three

Init == log = [n \in Nodes |-> <<>>] /\ mark = [n \in Nodes |-> 0] /\ limit = 0

Append_(n, x) ==
    /\ log' = [log EXCEPT ![n] = Append(@, x)]
    /\ UNCHANGED <<mark, limit>>

Truncate(n, length) ==
    /\ log' = [log EXCEPT ![n] = SubSeq(@, 1, length)]
    /\ UNCHANGED <<mark, limit>>

Mark(n, length) ==
    /\ mark' = [mark EXCEPT ![n] = length]
    /\ UNCHANGED <<log, limit>>

Raise == limit' = (limit + 1) % 2 /\ UNCHANGED <<log, mark>>

Next ==
    \/ \E n \in Nodes, x \in Numbers : Append_(n, x)
    \/ \E n \in Nodes : \E length \in 0..Len(log[n]) : Truncate(n, length) \/ Mark(n, length)
    \/ Raise

Spec == Init /\ [][Next]_<<log, mark, limit>>

\* Two logs that are the same somewhere are the same up to there.
AgreeInv ==
    \A r, s \in Nodes : \A o \in DOMAIN log[r] \cap DOMAIN log[s] :
        log[r][o] = log[s][o] => SubSeq(log[r], 1, o) = SubSeq(log[s], 1, o)

\* What two nodes have in common is short, and its second number is not 2.  Says something of o alone, and of one log.
CommonInv ==
    \A r, s \in Nodes : \A o \in DOMAIN log[r] \cap DOMAIN log[s] :
        /\ r # s => o <= 3
        /\ o = 2 /\ r # s => log[r][o] # 2

\* Neighbours are not too big.
NeighboursInv ==
    \A n \in Nodes :
        /\ mark[n] \in Nat
        /\ \A o \in DOMAIN log[n] : o = 1 \/ log[n][o] + log[n][o - 1] <= 3 + limit

\* Nobody has read what is not there; whoever has read nothing has a short log.
MarkInv ==
    \A n \in Nodes :
        /\ mark[n] <= Len(log[n])
        /\ mark[n] = 0 => Len(log[n]) <= 2

Least(S) == CHOOSE x \in S : \A y \in S : x <= y

\* What two nodes have read is the same.  The range ends where the state says.
ReadInv ==
    \A r, s \in Nodes : \A o \in 1..Least({mark[r], mark[s]}) : log[r][o] = log[s][o]

Readers == {n \in Nodes : mark[n] > 1}
HasNoTwo(n) == \A o \in DOMAIN log[n] : log[n][o] # 2

\* While the limit is raised, readers have no 2.  Both the condition and the set come and go.
RaisedInv == limit > 0 => \A n \in Readers : HasNoTwo(n)

Grown == INSTANCE Growth WITH size <- Len(log[CHOOSE n \in Nodes : \A other \in Nodes : Len(log[n]) >= Len(log[other])])
THEOREM Spec => Grown!Spec
RefinesGrowth == Grown!Spec

===============================================================================
