package dev.tidemark.traces;

import static dev.tidemark.traces.ActionSignature.action;
import static dev.tidemark.traces.Change.keyed;
import static dev.tidemark.traces.Change.mapped;
import static dev.tidemark.traces.Change.members;
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

/** The words of the specs in {@code compaction/}: the cleaner of one partition. */
public final class CompactionVocabulary {
    public static final String AREA = "compaction";
    public static final String COMPACTION = "Compaction";

    /** What a producer gives to a record. */
    public static final Shape PAYLOAD = sequenceOf(record(field("key", STRING), field("value", STRING)));
    /** A record at its offset; that of a marker has no key, and the verdict as its value. */
    public static final Shape RECORD = record(field("offset", INT), field("key", STRING), field("value", STRING));
    /** A batch; its {@code kind} is {@code data}, {@code transactional} or {@code marker}, its {@code horizon} -1 until it has one. */
    public static final Shape BATCH = record(field("baseOffset", INT), field("lastOffset", INT), field("producer", STRING), field("kind", STRING),
            field("timestamp", INT), field("horizon", INT), field("records", setOf(RECORD)));
    /** Base offset to batches. */
    public static final Change SEGMENTS = mapped(INT, members(BATCH));
    /** What the directory says, by suffix. */
    public static final Change DIRECTORY = keyed(STRING, SEGMENTS);
    /** A change of a name that a power loss may undo. */
    public static final Shape NAME_CHANGE = record(field("change", STRING), field("baseOffset", INT), field("batches", setOf(BATCH)));
    /** What the cleaner is about. */
    public static final Shape ROUND = record(field("startOffset", INT), field("endOffset", INT), field("now", INT),
            field("offsetMap", functionOf(STRING, INT)), field("strangers", setOf(STRING)), field("nextOffset", INT), field("group", setOf(INT)),
            field("outputs", setOf(INT)));
    /** What a reader has taken in. */
    public static final Shape READER = record(field("position", INT), field("since", INT), field("belief", setOf(RECORD)),
            field("pending", setOf(record(field("producer", STRING), field("offset", INT), field("key", STRING), field("value", STRING)))));

    public static final ConstantSignature.Given TOMBSTONE = new ConstantSignature.Given("Tombstone", STRING);
    public static final ConstantSignature.Given PRODUCERS = new ConstantSignature.Given("Producers", setOf(STRING));
    public static final ConstantSignature.Given NONE = new ConstantSignature.Given("None", STRING);
    public static final ConstantSignature.Given READERS = new ConstantSignature.Given("Readers", setOf(STRING));
    public static final ConstantSignature.Given DELETE_RETENTION = new ConstantSignature.Given("DeleteRetention", INT);
    public static final ConstantSignature.Given MIN_COMPACTION_LAG = new ConstantSignature.Given("MinCompactionLag", INT);
    public static final ConstantSignature.Given MAP_CAPACITY = new ConstantSignature.Given("MapCapacity", INT);

    private static final List<ConstantSignature> CONSTANTS = List.of(
            new ConstantSignature.Unbounded("Payloads", "Seq([key: STRING, value: STRING]) \\ {<<>>}", "payload", Map.of()),
            TOMBSTONE, PRODUCERS, NONE, READERS,
            new ConstantSignature.Unbounded("Times", "Nat", "now", Map.of()),
            DELETE_RETENTION, MIN_COMPACTION_LAG, MAP_CAPACITY);

    public static final VariableSignature DIRECTORY_NAMES = observed("directory", DIRECTORY);
    public static final VariableSignature CLEANER_CHECKPOINT = observed("cleanerCheckpoint", whole(INT));
    public static final VariableSignature RECOVERY_POINT = observed("recoveryPoint", whole(INT));
    public static final VariableSignature LOG_START_OFFSET = observed("logStartOffset", whole(INT));
    public static final VariableSignature RUNNING = observed("running", whole(BOOL));
    public static final VariableSignature LOG = observed("log", SEGMENTS);
    public static final VariableSignature HIGH_WATERMARK = observed("highWatermark", whole(INT));
    public static final VariableSignature CLEANING_ROUND = observed("round", whole(ROUND));
    public static final VariableSignature READER_STATES = observed("readers", keyed(STRING, whole(READER)));
    public static final VariableSignature CLOCK = observed("clock", whole(INT));

    private static final List<VariableSignature> VARIABLES = List.of(
            DIRECTORY_NAMES, history("platter", DIRECTORY), history("unsynced", whole(sequenceOf(NAME_CHANGE))),
            history("unflushed", whole(setOf(INT))), CLEANER_CHECKPOINT, RECOVERY_POINT, LOG_START_OFFSET, RUNNING, LOG,
            history("knownFrom", whole(INT)), HIGH_WATERMARK, CLEANING_ROUND, history("original", SEGMENTS), READER_STATES, CLOCK,
            history("appended", members(BATCH)),
            history("cut", whole(setOf(STRING))));

    public static final ActionSignature APPEND_RECORDS = action("AppendRecords", new Parameter("payload", PAYLOAD));
    public static final ActionSignature APPEND_IN_TRANSACTION =
            action("AppendInTransaction", text("producer"), new Parameter("payload", PAYLOAD));
    public static final ActionSignature END_TRANSACTION = action("EndTransaction", text("producer"), text("verdict"));
    public static final ActionSignature ROLL = action("Roll");
    public static final ActionSignature ADVANCE_HIGH_WATERMARK = action("AdvanceHighWatermark", number("offset"));
    public static final ActionSignature CHECKPOINT_RECOVERY_POINT = action("CheckpointRecoveryPoint", number("offset"));
    public static final ActionSignature DELETE_LAST_SEGMENT = action("DeleteLastSegment");
    public static final ActionSignature TRUNCATE = action("Truncate", number("endOffset"));
    public static final ActionSignature MOVE_LOG_START = action("MoveLogStart", number("offset"));
    public static final ActionSignature DELETE_OLDEST_SEGMENT = action("DeleteOldestSegment");
    public static final ActionSignature BUILD_OFFSET_MAP = action("BuildOffsetMap", number("endOffset"));
    public static final ActionSignature CREATE_CLEANED = action("CreateCleaned", number("upperOffset"));
    public static final ActionSignature WRITE_CLEANED = action("WriteCleaned", number("endOffset"));
    public static final ActionSignature CONTINUE_CLEANED = action("ContinueCleaned", number("baseOffset"));
    public static final ActionSignature FLUSH_CLEANED = action("FlushCleaned", number("baseOffset"));
    public static final ActionSignature SYNC_DIRECTORY = action("SyncDirectory");
    public static final ActionSignature RENAME_TO_SWAP = action("RenameToSwap", number("baseOffset"));
    public static final ActionSignature RETIRE_SEGMENT = action("RetireSegment", number("baseOffset"));
    public static final ActionSignature RENAME_TO_LOG = action("RenameToLog", number("baseOffset"));
    public static final ActionSignature COMPLETE_SWAP = action("CompleteSwap");
    public static final ActionSignature FINISH_ROUND = action("FinishRound");
    public static final ActionSignature ABANDON_ROUND = action("AbandonRound");
    public static final ActionSignature REMOVE_CLEANED = action("RemoveCleaned", number("baseOffset"));
    public static final ActionSignature CRASH = action("Crash");
    public static final ActionSignature LOSE_POWER = action("LosePower", new Parameter("kept", setOf(INT)), number("endOffset"));
    public static final ActionSignature DROP_INVALID_SWAP_FILE = action("DropInvalidSwapFile", number("baseOffset"));
    public static final ActionSignature DROP_CLEANED_FILE = action("DropCleanedFile", number("baseOffset"));
    public static final ActionSignature DROP_COVERED_FILE = action("DropCoveredFile", number("baseOffset"));
    public static final ActionSignature RENAME_SWAP_FILE = action("RenameSwapFile", number("baseOffset"));
    public static final ActionSignature DROP_UNREACHABLE_FILE = action("DropUnreachableFile", number("baseOffset"));
    public static final ActionSignature CREATE_FIRST_SEGMENT = action("CreateFirstSegment");
    public static final ActionSignature OPEN_LOG = action("OpenLog");
    public static final ActionSignature READ = action("Read", text("reader"));
    public static final ActionSignature REACH_END = action("ReachEnd", text("reader"));
    public static final ActionSignature START_OVER = action("StartOver", text("reader"));
    public static final ActionSignature TICK = action("Tick", number("now"));

    private static final List<ActionSignature> ACTIONS = List.of(
            APPEND_RECORDS, APPEND_IN_TRANSACTION, END_TRANSACTION, ROLL, ADVANCE_HIGH_WATERMARK, CHECKPOINT_RECOVERY_POINT, DELETE_LAST_SEGMENT, TRUNCATE,
            MOVE_LOG_START, DELETE_OLDEST_SEGMENT, BUILD_OFFSET_MAP, CREATE_CLEANED, WRITE_CLEANED, CONTINUE_CLEANED, FLUSH_CLEANED,
            SYNC_DIRECTORY, RENAME_TO_SWAP, RETIRE_SEGMENT, RENAME_TO_LOG, COMPLETE_SWAP, FINISH_ROUND, ABANDON_ROUND, REMOVE_CLEANED, CRASH, LOSE_POWER,
            DROP_INVALID_SWAP_FILE, DROP_CLEANED_FILE, DROP_COVERED_FILE, RENAME_SWAP_FILE, DROP_UNREACHABLE_FILE, CREATE_FIRST_SEGMENT, OPEN_LOG, READ, REACH_END,
            START_OVER, TICK);

    private CompactionVocabulary() { }

    static List<SpecVocabulary> specs() {
        return List.of(SpecVocabulary.of(COMPACTION, AREA, CONSTANTS, VARIABLES, ACTIONS));
    }

    private static Parameter text(String name) {
        return new Parameter(name, STRING);
    }

    private static Parameter number(String name) {
        return new Parameter(name, INT);
    }
}
