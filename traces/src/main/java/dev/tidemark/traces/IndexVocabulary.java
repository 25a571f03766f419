package dev.tidemark.traces;

import static dev.tidemark.traces.ActionSignature.action;
import static dev.tidemark.traces.Change.growing;
import static dev.tidemark.traces.Change.whole;
import static dev.tidemark.traces.Shape.BOOL;
import static dev.tidemark.traces.Shape.INT;
import static dev.tidemark.traces.Shape.field;
import static dev.tidemark.traces.Shape.record;
import static dev.tidemark.traces.Shape.sequenceOf;
import static dev.tidemark.traces.Shape.setOf;
import static dev.tidemark.traces.VariableSignature.history;
import static dev.tidemark.traces.VariableSignature.observed;

import java.util.List;
import java.util.Map;

/**
 * The words of {@code SparseIndex}: the indexes of one segment. Nobody outside sees what a process has of them in memory; it shows in what it
 * writes to the files, and where a look-up begins to read.
 */
public final class IndexVocabulary {
    public static final String SPARSE_INDEX = "SparseIndex";

    /** A batch that is to be appended. */
    public static final Shape ADDED = record(field("count", INT), field("bytes", INT), field("timestamp", INT));
    /** A batch in the file. */
    public static final Shape BATCH = record(field("lastOffset", INT), field("position", INT), field("bytes", INT), field("timestamp", INT));
    public static final Shape OFFSET_ENTRY = record(field("offset", INT), field("position", INT));
    public static final Shape TIME_ENTRY = record(field("timestamp", INT), field("offset", INT));

    public static final ConstantSignature.Given INTERVAL = new ConstantSignature.Given("Interval", INT);
    public static final ConstantSignature.Given NO_ANSWER = new ConstantSignature.Given("NoAnswer", INT);

    private static final List<ConstantSignature> CONSTANTS = List.of(
            new ConstantSignature.Unbounded("Batches", "Seq([count : Nat, bytes : Nat, timestamp : Nat]) \\ {<<>>}", "added", Map.of()),
            new ConstantSignature.Unbounded("Offsets", "Nat", "offset", Map.of()),
            new ConstantSignature.Unbounded("Timestamps", "Nat", "timestamp", Map.of()),
            INTERVAL, NO_ANSWER);

    public static final VariableSignature LOG = observed("log", growing(BATCH));
    public static final VariableSignature OFFSET_FILE = observed("offsetFile", growing(OFFSET_ENTRY));
    public static final VariableSignature TIME_FILE = observed("timeFile", growing(TIME_ENTRY));
    public static final VariableSignature RECOVERY_POINT = observed("recoveryPoint", whole(INT));
    public static final VariableSignature IS_OPEN = observed("isOpen", whole(BOOL));
    public static final VariableSignature ANSWER = observed("answer", whole(INT));

    private static final List<VariableSignature> VARIABLES = List.of(
            LOG, history("flushed", whole(INT)), history("offsetIndex", growing(OFFSET_ENTRY)), history("timeIndex", growing(TIME_ENTRY)),
            history("youngest", whole(TIME_ENTRY)), OFFSET_FILE, TIME_FILE, history("offsetFates", whole(setOf(sequenceOf(OFFSET_ENTRY)))),
            history("timeFates", whole(setOf(sequenceOf(TIME_ENTRY)))), RECOVERY_POINT, IS_OPEN, ANSWER);

    public static final ActionSignature APPEND_BATCHES = action("AppendBatches", new Parameter("added", sequenceOf(ADDED)));
    public static final ActionSignature FINISH = action("Finish");
    public static final ActionSignature SYNC_LOG = action("SyncLog");
    public static final ActionSignature WRITE_OFFSET_INDEX = action("WriteOffsetIndex", number("size"));
    public static final ActionSignature WRITE_TIME_INDEX = action("WriteTimeIndex", number("size"));
    public static final ActionSignature SYNC_OFFSET_INDEX = action("SyncOffsetIndex");
    public static final ActionSignature SYNC_TIME_INDEX = action("SyncTimeIndex");
    public static final ActionSignature CHECKPOINT_RECOVERY_POINT = action("CheckpointRecoveryPoint", number("offset"));
    public static final ActionSignature TRUNCATE = action("Truncate", number("n"));
    public static final ActionSignature CLOSE = action("Close");
    public static final ActionSignature OPEN = action("Open");
    public static final ActionSignature LOOK_UP_OFFSET = action("LookUpOffset", number("offset"), number("from"));
    public static final ActionSignature LOOK_UP_TIMESTAMP = action("LookUpTimestamp", number("timestamp"), number("from"));
    public static final ActionSignature CRASH = action("Crash");
    public static final ActionSignature LOSE_POWER =
            action("LosePower", number("n"), new Parameter("offsets", sequenceOf(OFFSET_ENTRY)), new Parameter("times", sequenceOf(TIME_ENTRY)));
    public static final ActionSignature LOSE_OFFSET_INDEX = action("LoseOffsetIndex");
    public static final ActionSignature LOSE_TIME_INDEX = action("LoseTimeIndex");

    private static final List<ActionSignature> ACTIONS = List.of(
            APPEND_BATCHES, FINISH, SYNC_LOG, WRITE_OFFSET_INDEX, WRITE_TIME_INDEX, SYNC_OFFSET_INDEX, SYNC_TIME_INDEX,
            CHECKPOINT_RECOVERY_POINT, TRUNCATE, CLOSE, OPEN, LOOK_UP_OFFSET, LOOK_UP_TIMESTAMP, CRASH, LOSE_POWER, LOSE_OFFSET_INDEX,
            LOSE_TIME_INDEX);

    private IndexVocabulary() { }

    static SpecVocabulary spec() {
        return SpecVocabulary.of(SPARSE_INDEX, StorageVocabulary.AREA, CONSTANTS, VARIABLES, ACTIONS);
    }

    private static Parameter number(String name) {
        return new Parameter(name, INT);
    }
}
