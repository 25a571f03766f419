------------------------------- MODULE MCLookUp -------------------------------
(***************************************************************************)
(* The contract by itself, and with its promise broken.                    *)
(***************************************************************************)
EXTENDS LookUp

MCBatches == {[lastOffset |-> offset, timestamp |-> timestamp] : offset \in 0..2, timestamp \in 0..1}
MCLogs == {<<>>} \cup {<<a>> : a \in MCBatches} \cup {<<a, b>> : a \in MCBatches, b \in MCBatches}

\* An index was lost, and who asks for the youngest record is told of the last ones only.
ForgottenYoungestNext ==
    \/ Next
    \/ log # <<>> /\ youngest' = log[Len(log)].timestamp /\ UNCHANGED <<log, isOpen, answer>>

===============================================================================
