--------------------------- MODULE ExactlyOnceAppend ---------------------------
(***************************************************************************)
(* What may who sends with an idempotent producer rely on?                 *)
(*                                                                         *)
(* Of each batch that it sent to a partition a consumer sees at most one   *)
(* copy, and sees its batches in the order in which it sent them.  What    *)
(* was acknowledged is there, where the producer was told.  What was       *)
(* reported as failed may be there or not, and may still come.  Nothing    *)
(* that still is on its way is skipped: behind what a consumer sees there  *)
(* is every earlier batch that was not reported as failed.                 *)
(*                                                                         *)
(* Not promised, because Kafka does not: anything across two producers or  *)
(* two lives of one, or after a pause so long that brokers may forget the  *)
(* producer while something of it is still under way.                      *)
(*                                                                         *)
(* Nothing is said of ids, epochs, sequences, leaders or disks: that is    *)
(* how the contract is kept.                                               *)
(***************************************************************************)
EXTENDS Naturals, Sequences

CONSTANTS
    Producers,  \* whoever sends
    Batches     \* what can be sent, each unlike any other: sequences of records

VARIABLES
    sent,           \* what each producer has sent: producer -> sequence of batches
    log,            \* what consumers see: a sequence of [records, baseOffset]
    acknowledged,   \* what producers were promised: a set of [records, baseOffset]
    failed          \* the batches that were reported as failed

vars == <<sent, log, acknowledged, failed>>

IsPrefix(s, t) == Len(s) <= Len(t) /\ s = SubSeq(t, 1, Len(s))

TypeOK ==
    /\ DOMAIN sent = Producers
    /\ \A p \in Producers : \A i \in DOMAIN sent[p] : sent[p][i] \in Batches
    /\ \A i \in DOMAIN log : DOMAIN log[i] = {"records", "baseOffset"}
    /\ \A promise \in acknowledged : DOMAIN promise = {"records", "baseOffset"}
    /\ failed \subseteq Batches

Init ==
    /\ sent = [p \in Producers |-> <<>>]
    /\ log = <<>>
    /\ acknowledged = {}
    /\ failed = {}

-------------------------------------------------------------------------------

\* Where a batch is in what consumers see.
Places(records, batches) == {i \in DOMAIN batches : batches[i].records = records}

\* At most one copy of each, in the order of sending, and nothing skipped that has not failed.
IsOrderly(batches) ==
    \A p \in Producers : \A n \in DOMAIN sent[p] :
        LET here == Places(sent[p][n], batches)
        IN  /\ \A i, j \in here : i = j
            /\ \A m \in 1..(n - 1) : \A j \in here :
                   LET earlier == Places(sent[p][m], batches)
                   IN  /\ \A i \in earlier : i < j
                       /\ earlier = {} => sent[p][m] \in failed

Send ==
    /\ \E p \in Producers :
           LET records == sent'[p][Len(sent'[p])]
           IN  /\ Len(sent'[p]) = Len(sent[p]) + 1
               /\ records \in Batches
               /\ \A q \in Producers : \A n \in DOMAIN sent[q] : sent[q][n] # records
               /\ Places(records, log) = {}
               /\ sent' = [sent EXCEPT ![p] = Append(@, records)]

    /\ UNCHANGED <<log, acknowledged, failed>>

\* Consumers see more.  Batches of others may be among it.
Publish ==
    /\ Len(log') > Len(log)
    /\ IsPrefix(log, log')
    /\ IsOrderly(log')

    /\ UNCHANGED <<sent, acknowledged, failed>>

Acknowledge ==
    /\ acknowledged' # acknowledged
    /\ acknowledged \subseteq acknowledged'
    /\ \A promise \in acknowledged' \ acknowledged :
           /\ \E i \in DOMAIN log : log[i] = promise
           /\ promise.records \notin failed

    /\ UNCHANGED <<sent, log, failed>>

Fail ==
    /\ failed' # failed
    /\ failed \subseteq failed'
    /\ \A records \in failed' \ failed : \A promise \in acknowledged : promise.records # records

    /\ UNCHANGED <<sent, log, acknowledged>>

Next == Send \/ Publish \/ Acknowledge \/ Fail

Spec == Init /\ [][Next]_vars

-------------------------------------------------------------------------------

\* No batch is seen twice.
AtMostOnceInv == \A p \in Producers : \A n \in DOMAIN sent[p] : \A i, j \in Places(sent[p][n], log) : i = j

\* Batches of one producer are seen in the order in which it sent them.
InOrderInv ==
    \A p \in Producers : \A m, n \in DOMAIN sent[p] :
        m < n => \A i \in Places(sent[p][m], log) : \A j \in Places(sent[p][n], log) : i < j

\* What was acknowledged is where its producer was told.
AcknowledgedIsThereInv == \A promise \in acknowledged : \E i \in DOMAIN log : log[i] = promise

\* What is missing in front of something that is seen was reported as failed.
NoGapInv ==
    \A p \in Producers : \A m, n \in DOMAIN sent[p] :
        m < n /\ Places(sent[p][n], log) # {} /\ Places(sent[p][m], log) = {} => sent[p][m] \in failed

\* Nothing is reported both ways.
OneReportInv == \A promise \in acknowledged : promise.records \notin failed

\* What was seen stays.
SeenStaysProp == [][IsPrefix(log, log')]_log

===============================================================================
