package dev.tidemark.traces;

import static dev.tidemark.traces.ActionSignature.action;
import static dev.tidemark.traces.Change.growing;
import static dev.tidemark.traces.Change.keyed;
import static dev.tidemark.traces.Change.members;
import static dev.tidemark.traces.Change.whole;
import static dev.tidemark.traces.Shape.BOOL;
import static dev.tidemark.traces.Shape.INT;
import static dev.tidemark.traces.Shape.STRING;
import static dev.tidemark.traces.Shape.field;
import static dev.tidemark.traces.Shape.functionOf;
import static dev.tidemark.traces.Shape.oneOf;
import static dev.tidemark.traces.Shape.record;
import static dev.tidemark.traces.Shape.sequenceOf;
import static dev.tidemark.traces.Shape.setOf;
import static dev.tidemark.traces.VariableSignature.history;
import static dev.tidemark.traces.VariableSignature.observed;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The words of the specs in {@code replication/}: one partition on several replicas. */
public final class ReplicationVocabulary {
    public static final String AREA = "replication";
    public static final String FENCED_REPLICATION = "FencedReplication";
    public static final String TRUNCATE_TO_HIGH_WATERMARK = "TruncateToHighWatermark";

    /** {@code log[r][o + 1]}. */
    public static final Shape ENTRY = record(field("leaderEpoch", INT), field("record", STRING));
    /** A line of the leader-epoch-checkpoint. */
    public static final Shape EPOCH_START = record(field("leaderEpoch", INT), field("startOffset", INT));
    /** A version of the partition's record in the controller's log. */
    public static final Shape PARTITION_VERSION =
            record(field("leader", STRING), field("leaderEpoch", INT), field("isr", setOf(STRING)));
    /** An unanswered produce request. */
    public static final Shape PENDING_PRODUCE =
            record(field("baseOffset", INT), field("endOffset", INT), field("acks", STRING));
    /** What a producer was told. */
    public static final Shape ACKNOWLEDGEMENT = record(field("offset", INT), field("record", STRING), field("acks", STRING));

    private static final Shape.RecordOf ISR_CHANGE = record(
            field("type", STRING), field("leader", STRING), field("leaderEpoch", INT), field("partitionEpoch", INT),
            field("isr", setOf(STRING)), field("brokerEpochs", functionOf(STRING, INT)));
    private static final Shape.RecordOf REGISTRATION = record(
            field("type", STRING), field("broker", STRING), field("brokerEpoch", INT), field("partitionEpoch", INT));

    /** Whatever may be in flight, by {@code type}. */
    public static final Shape MESSAGE = oneOf("type", Map.of(
            "Fetch", fetching(),
            "FetchResponse", fetching(field("entries", sequenceOf(ENTRY)), field("highWatermark", INT)),
            "DivergingEpoch", fetching(field("divergingEpoch", INT), field("endOffset", INT)),
            "AlterPartition", ISR_CHANGE,
            "IneligibleReplica", ISR_CHANGE,
            "Registration", REGISTRATION));

    private static final List<ConstantSignature> CONSTANTS = List.of(
            new ConstantSignature.Given("Replicas", setOf(STRING)),
            new ConstantSignature.Unbounded("Batches", "Seq(STRING) \\ {<<>>}"),
            new ConstantSignature.UnboundedAbove("Logs", "Seq(STRING)"),
            new ConstantSignature.Given("Acks", setOf(STRING)),
            new ConstantSignature.Given("MinIsr", INT),
            new ConstantSignature.Given("None", STRING));

    private static final List<VariableSignature> VARIABLES = List.of(
            observed("metadataLog", growing(PARTITION_VERSION)),
            observed("unfenced", whole(setOf(STRING))),
            observed("registeredEpoch", perReplica(INT)),
            observed("log", keyed(STRING, growing(ENTRY))),
            observed("epochCache", keyed(STRING, growing(EPOCH_START))),
            observed("flushedOffset", perReplica(INT)),
            observed("recoveryPointCheckpoint", perReplica(INT)),
            observed("highWatermarkCheckpoint", perReplica(INT)),
            observed("pageCacheLost", perReplica(BOOL)),
            observed("brokerEpoch", perReplica(INT)),
            observed("status", perReplica(STRING)),
            observed("leader", perReplica(STRING)),
            observed("leaderEpoch", perReplica(INT)),
            observed("partitionEpoch", perReplica(INT)),
            observed("isr", perReplica(setOf(STRING))),
            observed("proposal", perReplica(setOf(ISR_CHANGE))),
            observed("highWatermark", perReplica(INT)),
            observed("followerEndOffset", keyed(STRING, perReplica(INT))),
            observed("followerBrokerEpoch", keyed(STRING, perReplica(INT))),
            observed("pendingProduce", perReplica(setOf(PENDING_PRODUCE))),
            observed("messages", members(MESSAGE)),
            observed("acknowledged", members(ACKNOWLEDGEMENT)),
            history("committed", growing(STRING)));

    private static final List<ActionSignature> SHARED_ACTIONS = List.of(
            action("CreatePartition", replica("l")),
            action("FenceBroker", replica("r"), replica("newLeader")),
            action("UnfenceBroker", replica("r")),
            action("Register", replica("r")),
            action("AlterPartition", message()),
            action("RefuseStaleAlterPartition", message()),
            action("RefuseIneligibleReplica", message()),
            action("BecomeLeader", replica("r"), number("version")),
            action("LearnIsr", replica("l"), number("version")),
            action("Acknowledge", replica("l"), new Parameter("request", PENDING_PRODUCE)),
            action("AdvanceHighWatermark", replica("l")),
            action("ExpandIsr", replica("l"), replica("f")),
            action("ShrinkIsr", replica("l"), new Parameter("newIsr", setOf(STRING))),
            action("RetryAlterPartition", replica("l")),
            action("WithdrawProposal", replica("l"), message()),
            action("SendFetch", replica("f")),
            action("ApplyFetch", replica("f"), message()),
            action("Restart", replica("r"), number("endOffset")),
            action("CompleteRegistration", replica("r"), message()),
            action("Flush", replica("r"), number("endOffset")),
            action("CheckpointRecoveryPoint", replica("r")),
            action("CheckpointHighWatermark", replica("r")),
            action("AppendRecords", replica("l"), new Parameter("records", sequenceOf(STRING)), new Parameter("acks", STRING)),
            action("Crash", replica("r")),
            action("LosePower", replica("r")),
            action("Drop", message()),
            action("BecomeFollower", replica("r"), number("version")),
            action("AnswerFetch", replica("l"), message(), number("endOffset")),
            action("RefuseFetch", replica("l"), message()));

    private static final List<ActionSignature> FENCED_ACTIONS = Stream.concat(SHARED_ACTIONS.stream(), Stream.of(
            action("AnswerDivergingFetch", replica("l"), message()),
            action("TruncateOnDivergence", replica("f"), message()))).toList();

    private ReplicationVocabulary() { }

    static List<SpecVocabulary> specs() {
        return List.of(
                SpecVocabulary.of(FENCED_REPLICATION, AREA, CONSTANTS, VARIABLES, FENCED_ACTIONS),
                SpecVocabulary.of(TRUNCATE_TO_HIGH_WATERMARK, AREA, CONSTANTS, VARIABLES, SHARED_ACTIONS));
    }

    private static Change perReplica(Shape value) {
        return keyed(STRING, whole(value));
    }

    private static Parameter replica(String name) {
        return new Parameter(name, STRING);
    }

    private static Parameter number(String name) {
        return new Parameter(name, INT);
    }

    private static Parameter message() {
        return new Parameter("m", MESSAGE);
    }

    /** A fetch, or an answer to one, which repeats what was asked. */
    private static Shape.RecordOf fetching(Shape.Field... answer) {
        return record(Stream.concat(
                Stream.of(field("type", STRING), field("follower", STRING), field("brokerEpoch", INT), field("leader", STRING),
                        field("leaderEpoch", INT), field("fetchOffset", INT), field("lastFetchedEpoch", INT)),
                Stream.of(answer)).toArray(Shape.Field[]::new));
    }
}
