-------------------------- MODULE MCExactlyOnceAppend --------------------------
(***************************************************************************)
(* Bounds for the contract, and one clause of it broken at a time.         *)
(***************************************************************************)
EXTENDS ExactlyOnceAppend, FiniteSets

CONSTANTS
    MaxBatches

MCBatches == {<<n>> : n \in 1..MaxBatches}

\* One batch more, of somebody or of nobody.
Longer == {Append(log, [records |-> records, baseOffset |-> Len(log)]) : records \in Batches}

MCPublish == \E longer \in Longer : log' = longer /\ IsOrderly(log') /\ UNCHANGED <<sent, acknowledged, failed>>
MCAcknowledge ==
    \E i \in DOMAIN log : log[i].records \notin failed /\ acknowledged' = acknowledged \cup {log[i]} /\ UNCHANGED <<sent, log, failed>>
MCFail ==
    \E records \in Batches :
        /\ \A promise \in acknowledged : promise.records # records
        /\ failed' = failed \cup {records}
        /\ UNCHANGED <<sent, log, acknowledged>>

MCSend ==
    \E p \in Producers : \E records \in Batches :
        /\ \A q \in Producers : \A n \in DOMAIN sent[q] : sent[q][n] # records
        /\ Places(records, log) = {}
        /\ sent' = [sent EXCEPT ![p] = Append(@, records)]
        /\ UNCHANGED <<log, acknowledged, failed>>

MCNext == (Len(log) < MaxBatches /\ MCPublish) \/ MCAcknowledge \/ MCFail \/ MCSend

\* Whatever is published.
DisorderlyNext == MCNext \/ \E longer \in Longer : Len(log) < MaxBatches /\ log' = longer /\ UNCHANGED <<sent, acknowledged, failed>>

\* A promise of what is not there; one of what was reported as failed; what was seen goes.
EarlyPromiseNext == MCNext \/ \E longer \in Longer : acknowledged' = acknowledged \cup {longer[Len(longer)]} /\ UNCHANGED <<sent, log, failed>>
BothReportsNext == MCNext \/ \E i \in DOMAIN log : acknowledged' = acknowledged \cup {log[i]} /\ UNCHANGED <<sent, log, failed>>
UnseeNext == MCNext \/ (log # <<>> /\ log' = <<>> /\ UNCHANGED <<sent, acknowledged, failed>>)

\* Each of them is a step of the contract.
IsContractProp == [][Next]_vars

===============================================================================
