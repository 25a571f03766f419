----------------------------- MODULE LatestValues -----------------------------
(***************************************************************************)
(* What may a client of a compacted topic rely on?                         *)
(*                                                                         *)
(* Whoever reads the partition from its start to its end learns the newest *)
(* value of each key, and of nothing that was deleted, aborted or never    *)
(* written.  A record keeps its offset for ever.  Whoever read once before *)
(* and keeps up learns of every change since, also of each deletion.       *)
(*                                                                         *)
(* Nothing is said of segments, files, crashes or the cleaner's rounds:    *)
(* that is how the contract is kept, and the concern of Compaction.        *)
(***************************************************************************)
EXTENDS Naturals

CONSTANTS
    Readers,    \* whoever reads the partition
    Written     \* the sets of records that can come about; a record is [offset, key, value]

CONSTANT
    Tombstone   \* the value that deletes its key

VARIABLES
    written,    \* the committed records between the log's start and its last stable offset, as if nothing were compacted
    found,      \* the records that a reader finds today between start and end
    learnt,     \* reader -> the records that it has taken in so far
    caughtUp    \* the readers that have come to the end, and in time

vars == <<written, found, learnt, caughtUp>>

TypeOK ==
    /\ written \in Written
    /\ found \in Written
    /\ learnt \in [Readers -> Written]
    /\ caughtUp \subseteq Readers

-------------------------------------------------------------------------------

Supersedes(newer, older) == newer.key = older.key /\ newer.offset > older.offset

\* The newest value of each key that has one: all that a compacted topic is about.
Latest(records) ==
    {record \in records : record.value # Tombstone /\ \A other \in records : ~Supersedes(other, record)}

NothingIsInvented(records, truth) == records \subseteq truth
NothingIsMissed(records, truth) == Latest(records) = Latest(truth)

\* A log may have been compacted before anyone looked.
Init ==
    /\ NothingIsInvented(found, written)
    /\ NothingIsMissed(found, written)
    /\ \A reader \in caughtUp : NothingIsMissed(learnt[reader], written)

\* What holds after every step.
Kept ==
    /\ NothingIsInvented(found', written')
    /\ NothingIsMissed(found', written')
    /\ \A reader \in caughtUp' : NothingIsMissed(learnt'[reader], written')

\* What was found once is found again, or gone for a reason that does no harm.
GoneForAReason(record) ==
    \/ record \in found'
    \/ record \notin written'
    \/ record.value = Tombstone
    \/ \E other \in written' : Supersedes(other, record)

\* Records are committed, one by one or by the end of a transaction.
Commit ==
    /\ written \subseteq written'
    /\ written # written'

    /\ Kept
    /\ \A record \in found : GoneForAReason(record)

\* Records leave the log for another reason than compaction: its start moves, or replication cuts its end.
Withdraw ==
    /\ written' \subseteq written
    /\ written # written'

    /\ Kept
    /\ \A record \in found : GoneForAReason(record)

\* The cleaner removes what nobody needs; readers go on.
CompactOrRead ==
    /\ written' = written

    /\ Kept
    /\ \A record \in found : GoneForAReason(record)

Next == Commit \/ Withdraw \/ CompactOrRead

Spec == Init /\ [][Next]_vars

-------------------------------------------------------------------------------

\* A record that a reader finds was written, with this value and at this offset.
NothingIsInventedInv == NothingIsInvented(found, written)

\* Reading from start to end gives the newest value of each key, and no key that was deleted.
NewestValuesAreFoundInv == NothingIsMissed(found, written)

\* A reader that kept up knows what a reader who starts today would learn: it has missed no deletion.
DeletionsAreLearntInv == \A reader \in caughtUp : NothingIsMissed(learnt[reader], written)

\* A record that was found once stays where it is until it is deleted, or a newer one has its key.
GoneForAReasonProp == [][\A record \in found : GoneForAReason(record)]_vars

===============================================================================
