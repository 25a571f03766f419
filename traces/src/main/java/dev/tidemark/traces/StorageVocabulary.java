package dev.tidemark.traces;

import static dev.tidemark.traces.ActionSignature.action;
import static dev.tidemark.traces.Change.growing;
import static dev.tidemark.traces.Change.mapped;
import static dev.tidemark.traces.Change.whole;
import static dev.tidemark.traces.Shape.BOOL;
import static dev.tidemark.traces.Shape.INT;
import static dev.tidemark.traces.Shape.STRING;
import static dev.tidemark.traces.Shape.field;
import static dev.tidemark.traces.Shape.functionOf;
import static dev.tidemark.traces.Shape.record;
import static dev.tidemark.traces.Shape.sequenceOf;
import static dev.tidemark.traces.Shape.setOf;
import static dev.tidemark.traces.VariableSignature.history;
import static dev.tidemark.traces.VariableSignature.observed;

import java.util.List;
import java.util.Map;

/** The words of the specs in {@code storage/}: the log of one partition on one broker's disk. */
public final class StorageVocabulary {
    public static final String AREA = "storage";
    public static final String SEGMENTED_LOG = "SegmentedLog";

    /** A batch that is to be appended. */
    public static final Shape ADDED = record(field("leaderEpoch", INT), field("records", sequenceOf(STRING)));
    /** A batch in a file. One that was never whole has no records. */
    public static final Shape BATCH =
            record(field("baseOffset", INT), field("leaderEpoch", INT), field("records", sequenceOf(STRING)), field("isSound", BOOL));

    private static final Shape ENTRY = record(field("leaderEpoch", INT), field("record", STRING));
    private static final Shape VERSION = record(field("batches", sequenceOf(BATCH)), field("synced", INT));
    private static final Shape FATES = record(field("current", setOf(VERSION)), field("former", setOf(VERSION)), field("mayBeAbsent", BOOL));
    private static final Shape FORMER_CHECKPOINTS = record(field("recoveryPoint", setOf(INT)), field("logStartOffset", setOf(INT)),
            field("highWatermark", setOf(INT)), field("cleanShutdown", setOf(BOOL)));

    private static final List<ConstantSignature> CONSTANTS = List.of(new ConstantSignature.Unbounded("Appends",
            "Seq([leaderEpoch : Int, records : Seq(STRING) \\ {<<>>}]) \\ {<<>>}", "added", Map.of()));

    public static final VariableSignature SEGMENTS = observed("segments", mapped(INT, growing(BATCH)));
    public static final VariableSignature RECOVERY_POINT_CHECKPOINT = observed("recoveryPointCheckpoint", whole(INT));
    public static final VariableSignature LOG_START_OFFSET_CHECKPOINT = observed("logStartOffsetCheckpoint", whole(INT));
    public static final VariableSignature HIGH_WATERMARK_CHECKPOINT = observed("highWatermarkCheckpoint", whole(INT));
    public static final VariableSignature CLEAN_SHUTDOWN = observed("cleanShutdown", whole(BOOL));
    public static final VariableSignature PLATTER = history("platter", whole(functionOf(INT, FATES)));
    public static final VariableSignature FORMER = history("formerCheckpoints", whole(FORMER_CHECKPOINTS));
    public static final VariableSignature STATUS = observed("status", whole(STRING));
    public static final VariableSignature FOUND_CLEAN_SHUTDOWN = observed("foundCleanShutdown", whole(BOOL));
    public static final VariableSignature LOG_START_OFFSET = observed("logStartOffset", whole(INT));
    public static final VariableSignature RECOVERY_POINT = observed("recoveryPoint", whole(INT));
    public static final VariableSignature HIGH_WATERMARK = observed("highWatermark", whole(INT));
    public static final VariableSignature PROMISED = history("promised", whole(INT));
    public static final VariableSignature WRITTEN = history("written", growing(ENTRY));

    private static final List<VariableSignature> VARIABLES = List.of(
            SEGMENTS, RECOVERY_POINT_CHECKPOINT, LOG_START_OFFSET_CHECKPOINT, HIGH_WATERMARK_CHECKPOINT, CLEAN_SHUTDOWN, PLATTER, FORMER,
            STATUS, FOUND_CLEAN_SHUTDOWN, LOG_START_OFFSET, RECOVERY_POINT, HIGH_WATERMARK, PROMISED, WRITTEN);

    public static final ActionSignature APPEND_BATCHES = action("AppendBatches", added());
    public static final ActionSignature CREATE_SEGMENT = action("CreateSegment", number("file"));
    public static final ActionSignature SYNC_SEGMENT = action("SyncSegment", number("file"));
    public static final ActionSignature SYNC_DIRECTORY = action("SyncDirectory");
    public static final ActionSignature ADVANCE_RECOVERY_POINT = action("AdvanceRecoveryPoint", number("offset"));
    public static final ActionSignature ADVANCE_HIGH_WATERMARK = action("AdvanceHighWatermark", number("offset"));
    public static final ActionSignature ADVANCE_LOG_START_OFFSET = action("AdvanceLogStartOffset", number("offset"));
    public static final ActionSignature FETCH = action("Fetch", number("offset"), new Parameter("sent", sequenceOf(BATCH)));
    public static final ActionSignature DELETE_SEGMENT = action("DeleteSegment", number("file"));
    public static final ActionSignature TRUNCATE_SEGMENT = action("TruncateSegment", number("file"), number("size"));
    public static final ActionSignature CHECKPOINT_RECOVERY_POINT = action("CheckpointRecoveryPoint", number("offset"));
    public static final ActionSignature CHECKPOINT_LOG_START_OFFSET = action("CheckpointLogStartOffset");
    public static final ActionSignature CHECKPOINT_HIGH_WATERMARK = action("CheckpointHighWatermark");
    public static final ActionSignature SYNC_LOG_DIRECTORY = action("SyncLogDirectory");
    public static final ActionSignature LOAD = action("Load");
    public static final ActionSignature REMOVE_CLEAN_SHUTDOWN = action("RemoveCleanShutdown");
    public static final ActionSignature OPEN = action("Open");
    public static final ActionSignature REFUSE_DAMAGE = action("RefuseDamage");
    public static final ActionSignature CLOSE = action("Close");
    public static final ActionSignature WRITE_CLEAN_SHUTDOWN = action("WriteCleanShutdown");
    public static final ActionSignature CRASH = action("Crash");
    public static final ActionSignature LOSE_POWER = action("LosePower");
    public static final ActionSignature KEEP_SEGMENT = action("KeepSegment", number("file"), new Parameter("left", sequenceOf(BATCH)));
    public static final ActionSignature LOSE_SEGMENT = action("LoseSegment", number("file"));
    public static final ActionSignature FAIL_WRITE = action("FailWrite", added(), number("size"), new Parameter("isTorn", BOOL));
    public static final ActionSignature FAIL_SYNC = action("FailSync", number("file"), new Parameter("left", sequenceOf(BATCH)));
    public static final ActionSignature FAIL_CALL = action("FailCall");
    public static final ActionSignature FLIP_BIT = action("FlipBit", number("file"), number("index"));

    private static final List<ActionSignature> ACTIONS = List.of(
            APPEND_BATCHES, CREATE_SEGMENT, SYNC_SEGMENT, SYNC_DIRECTORY, ADVANCE_RECOVERY_POINT, ADVANCE_HIGH_WATERMARK,
            ADVANCE_LOG_START_OFFSET, FETCH, DELETE_SEGMENT, TRUNCATE_SEGMENT, CHECKPOINT_RECOVERY_POINT, CHECKPOINT_LOG_START_OFFSET,
            CHECKPOINT_HIGH_WATERMARK, SYNC_LOG_DIRECTORY, LOAD, REMOVE_CLEAN_SHUTDOWN, OPEN, REFUSE_DAMAGE, CLOSE, WRITE_CLEAN_SHUTDOWN,
            CRASH, LOSE_POWER, KEEP_SEGMENT, LOSE_SEGMENT, FAIL_WRITE, FAIL_SYNC, FAIL_CALL, FLIP_BIT);

    private StorageVocabulary() { }

    static List<SpecVocabulary> specs() {
        return List.of(SpecVocabulary.of(SEGMENTED_LOG, AREA, CONSTANTS, VARIABLES, ACTIONS), IndexVocabulary.spec());
    }

    private static Parameter number(String name) {
        return new Parameter(name, INT);
    }

    private static Parameter added() {
        return new Parameter("added", sequenceOf(ADDED));
    }
}
