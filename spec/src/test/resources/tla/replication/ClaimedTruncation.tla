--------------------------- MODULE ClaimedTruncation ---------------------------
(* A test spec: what TruncateToHighWatermark would have to keep if it claimed to be sound. *)
EXTENDS TruncateToHighWatermark

THEOREM Spec => Contract!Spec

===============================================================================
