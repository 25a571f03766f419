---------------------------- MODULE MCLatestValues ----------------------------
(***************************************************************************)
(* The contract by itself, and with one promise broken at a time.          *)
(***************************************************************************)
EXTENDS LatestValues

MCRecords == {[offset |-> 0, key |-> "k", value |-> "v"], [offset |-> 1, key |-> "k", value |-> Tombstone], [offset |-> 2, key |-> "k", value |-> "w"]}
MCWritten == SUBSET MCRecords

MCInit ==
    /\ written = {}
    /\ found = {}
    /\ learnt \in [Readers -> Written]
    /\ caughtUp \in SUBSET Readers
    /\ Init

\* The contract's actions ask for no more than they say; here is what there is to choose from.
Choices ==
    /\ written' \in Written
    /\ found' \in Written
    /\ learnt' \in [Readers -> Written]
    /\ caughtUp' \in SUBSET Readers

MCNext == Choices /\ Next

\* A record is invented.
InventNext == Choices /\ (Next \/ (written' = written /\ NothingIsMissed(found', written')))

\* The newest value of a key goes, or an older one comes back.
MissNext == Choices /\ (Next \/ (written' = written /\ NothingIsInvented(found', written')))

\* A reader that is in time knows a value that was deleted.
StaleReaderNext ==
    Choices /\ (Next \/ (written' = written /\ NothingIsInvented(found', written') /\ NothingIsMissed(found', written')))

===============================================================================
