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
    public static final String TRUNCATE_TO_HIGH_WATERMARK = "TruncateToHighWatermark";
    public static final String TRUNCATE_BY_EPOCH = "TruncateByEpoch";
    public static final String TRUNCATE_BY_COMMON_EPOCH = "TruncateByCommonEpoch";
    public static final String UNFENCED_REPLICATION = "UnfencedReplication";
    public static final String FENCED_REPLICATION = "FencedReplication";

    /** The protocols, in the order in which Kafka came upon them. Only the last is not refuted. */
    public static final List<String> HISTORY = List.of(
            TRUNCATE_TO_HIGH_WATERMARK, TRUNCATE_BY_EPOCH, TRUNCATE_BY_COMMON_EPOCH, UNFENCED_REPLICATION, FENCED_REPLICATION);

    /** {@code log[r][o + 1]}. */
    public static final Shape ENTRY = record(field("leaderEpoch", INT), field("record", STRING));
    /** A line of the leader-epoch-checkpoint. */
    public static final Shape EPOCH_START = record(field("leaderEpoch", INT), field("startOffset", INT));
    /** A version of the partition's record in the controller's log. */
    public static final Shape PARTITION_VERSION =
            record(field("leader", STRING), field("leaderEpoch", INT), field("isr", setOf(STRING)), field("elr", setOf(STRING)),
                    field("lastKnownLeader", STRING), field("recovery", STRING), field("losses", INT), field("replicas", setOf(STRING)),
                    field("preferred", STRING), field("adding", setOf(STRING)), field("removing", setOf(STRING)));
    /** An unanswered produce request. */
    public static final Shape PRODUCE_REQUEST =
            record(field("baseOffset", INT), field("endOffset", INT), field("acks", STRING));
    /** What a producer was told. */
    public static final Shape ACKNOWLEDGEMENT = record(field("offset", INT), field("record", STRING), field("acks", STRING), field("losses", INT));

    private static final Shape.RecordOf ISR_CHANGE = record(
            field("type", STRING), field("leader", STRING), field("leaderEpoch", INT), field("partitionEpoch", INT),
            field("isr", setOf(STRING)), field("brokerEpochs", functionOf(STRING, INT)));
    private static final Shape.RecordOf REGISTRATION = record(
            field("type", STRING), field("broker", STRING), field("incarnation", INT), field("brokerEpoch", INT), field("partitionEpoch", INT));
    private static final Shape.RecordOf REGISTRATION_REQUEST = record(
            field("type", STRING), field("broker", STRING), field("incarnation", INT), field("previousBrokerEpoch", INT));

    /** Whatever may be in flight, by {@code type}. */
    public static final Shape MESSAGE = oneOf("type", Map.of(
            "Fetch", fetching(),
            "FetchResponse", fetching(field("entries", sequenceOf(ENTRY)), field("highWatermark", INT)),
            "DivergingEpoch", fetching(field("divergingEpoch", INT), field("endOffset", INT)),
            "OffsetsForLeaderEpoch", fetching(),
            "EpochEndOffset", fetching(field("endEpoch", INT), field("endOffset", INT)),
            "AlterPartition", ISR_CHANGE,
            "IneligibleReplica", ISR_CHANGE,
            "RegistrationRequest", REGISTRATION_REQUEST,
            "Registration", REGISTRATION));

    public static final ConstantSignature.Given REPLICAS = new ConstantSignature.Given("Replicas", setOf(STRING));
    public static final ConstantSignature.Given ACKS = new ConstantSignature.Given("Acks", setOf(STRING));
    public static final ConstantSignature.Given MIN_ISR = new ConstantSignature.Given("MinIsr", INT);
    public static final ConstantSignature.Given UNCLEAN_ELECTION = new ConstantSignature.Given("UncleanElection", BOOL);
    public static final ConstantSignature.Given NONE = new ConstantSignature.Given("None", STRING);

    private static final List<ConstantSignature> CONSTANTS = List.of(
            REPLICAS,
            new ConstantSignature.Unbounded("Batches", "Seq(STRING) \\ {<<>>}", "records", Map.of("Records", "STRING")),
            ACKS,
            MIN_ISR,
            UNCLEAN_ELECTION,
            NONE);

    public static final VariableSignature METADATA_LOG = observed("metadataLog", growing(PARTITION_VERSION));
    public static final VariableSignature UNFENCED = observed("unfenced", whole(setOf(STRING)));
    public static final VariableSignature REGISTERED_EPOCH = observed("registeredEpoch", perReplica(INT));
    public static final VariableSignature REGISTERED_INCARNATION = observed("registeredIncarnation", perReplica(INT));
    public static final VariableSignature LOG = observed("log", keyed(STRING, growing(ENTRY)));
    public static final VariableSignature EPOCH_CACHE = observed("epochCache", keyed(STRING, growing(EPOCH_START)));
    public static final VariableSignature FLUSHED_OFFSET = observed("flushedOffset", perReplica(INT));
    public static final VariableSignature RECOVERY_POINT_CHECKPOINT = observed("recoveryPointCheckpoint", perReplica(INT));
    public static final VariableSignature HIGH_WATERMARK_CHECKPOINT = observed("highWatermarkCheckpoint", perReplica(INT));
    public static final VariableSignature CLEAN_SHUTDOWN = observed("cleanShutdown", perReplica(INT));
    public static final VariableSignature PAGE_CACHE_LOST = observed("pageCacheLost", perReplica(BOOL));
    public static final VariableSignature BROKER_EPOCH = observed("brokerEpoch", perReplica(INT));
    public static final VariableSignature STATUS = observed("status", perReplica(STRING));
    public static final VariableSignature INCARNATION = observed("incarnation", perReplica(INT));
    public static final VariableSignature PREVIOUS_BROKER_EPOCH = observed("previousBrokerEpoch", perReplica(INT));
    public static final VariableSignature LEADER = observed("leader", perReplica(STRING));
    public static final VariableSignature LEADER_EPOCH = observed("leaderEpoch", perReplica(INT));
    public static final VariableSignature PARTITION_EPOCH = observed("partitionEpoch", perReplica(INT));
    public static final VariableSignature TRUNCATING = observed("truncating", perReplica(BOOL));
    public static final VariableSignature ISR = observed("isr", perReplica(setOf(STRING)));
    public static final VariableSignature PROPOSAL = observed("proposal", perReplica(setOf(ISR_CHANGE)));
    public static final VariableSignature HIGH_WATERMARK = observed("highWatermark", perReplica(INT));
    public static final VariableSignature FOLLOWER_END_OFFSET = observed("followerEndOffset", keyed(STRING, perReplica(INT)));
    public static final VariableSignature FOLLOWER_BROKER_EPOCH = observed("followerBrokerEpoch", keyed(STRING, perReplica(INT)));
    public static final VariableSignature PENDING_PRODUCE = observed("pendingProduce", perReplica(setOf(PRODUCE_REQUEST)));
    public static final VariableSignature MESSAGES = observed("messages", members(MESSAGE));
    public static final VariableSignature ACKNOWLEDGED = observed("acknowledged", members(ACKNOWLEDGEMENT));
    public static final VariableSignature COMMITTED = history("committed", growing(sequenceOf(STRING)));

    private static final List<VariableSignature> VARIABLES = List.of(
            METADATA_LOG, UNFENCED, REGISTERED_EPOCH, REGISTERED_INCARNATION, LOG, EPOCH_CACHE, FLUSHED_OFFSET,
            RECOVERY_POINT_CHECKPOINT, HIGH_WATERMARK_CHECKPOINT, CLEAN_SHUTDOWN, PAGE_CACHE_LOST, BROKER_EPOCH, STATUS, INCARNATION,
            PREVIOUS_BROKER_EPOCH, LEADER, LEADER_EPOCH, PARTITION_EPOCH,
            TRUNCATING, ISR, PROPOSAL, HIGH_WATERMARK, FOLLOWER_END_OFFSET, FOLLOWER_BROKER_EPOCH, PENDING_PRODUCE, MESSAGES,
            ACKNOWLEDGED, COMMITTED);

    public static final ActionSignature CREATE_PARTITION = action("CreatePartition", replica("l"));
    public static final ActionSignature FENCE_BROKER = action("FenceBroker", replica("r"), replica("newLeader"));
    public static final ActionSignature UNFENCE_BROKER = action("UnfenceBroker", replica("r"), replica("newLeader"));
    public static final ActionSignature REGISTER = action("Register", message(), replica("newLeader"));
    public static final ActionSignature REPEAT_REGISTRATION = action("RepeatRegistration", message());
    public static final ActionSignature REFUSE_REGISTRATION = action("RefuseRegistration", message());
    public static final ActionSignature ELECT_PREFERRED_LEADER = action("ElectPreferredLeader", replica("newLeader"));
    public static final ActionSignature REASSIGN_REPLICAS = action("ReassignReplicas", new Parameter("target", setOf(STRING)), replica("preferred"));
    public static final ActionSignature COMPLETE_REASSIGNMENT = action("CompleteReassignment", replica("newLeader"));
    public static final ActionSignature STOP_REPLICA = action("StopReplica", replica("r"), number("version"));
    public static final ActionSignature ALTER_PARTITION = action("AlterPartition", message());
    public static final ActionSignature REFUSE_STALE_ALTER_PARTITION = action("RefuseStaleAlterPartition", message());
    public static final ActionSignature REFUSE_INELIGIBLE_REPLICA = action("RefuseIneligibleReplica", message());
    public static final ActionSignature RESTART_CONTROLLER = action("RestartController");
    public static final ActionSignature BECOME_LEADER = action("BecomeLeader", replica("r"), number("version"));
    public static final ActionSignature LEARN_ISR = action("LearnIsr", replica("l"), number("version"));
    public static final ActionSignature ACKNOWLEDGE = action("Acknowledge", replica("l"), new Parameter("request", PRODUCE_REQUEST));
    public static final ActionSignature ADVANCE_HIGH_WATERMARK = action("AdvanceHighWatermark", replica("l"));
    public static final ActionSignature EXPAND_ISR = action("ExpandIsr", replica("l"), replica("f"));
    public static final ActionSignature SHRINK_ISR = action("ShrinkIsr", replica("l"), new Parameter("newIsr", setOf(STRING)));
    public static final ActionSignature RETRY_ALTER_PARTITION = action("RetryAlterPartition", replica("l"));
    public static final ActionSignature WITHDRAW_PROPOSAL = action("WithdrawProposal", replica("l"), message());
    public static final ActionSignature SEND_FETCH = action("SendFetch", replica("f"));
    public static final ActionSignature APPLY_FETCH = action("ApplyFetch", replica("f"), message());
    public static final ActionSignature RESTART = action("Restart", replica("r"), number("endOffset"));
    public static final ActionSignature SEND_REGISTRATION = action("SendRegistration", replica("r"));
    public static final ActionSignature SHUT_DOWN = action("ShutDown", replica("r"));
    public static final ActionSignature COMPLETE_REGISTRATION = action("CompleteRegistration", replica("r"), message());
    public static final ActionSignature FLUSH = action("Flush", replica("r"), number("endOffset"));
    public static final ActionSignature CHECKPOINT_RECOVERY_POINT = action("CheckpointRecoveryPoint", replica("r"));
    public static final ActionSignature CHECKPOINT_HIGH_WATERMARK = action("CheckpointHighWatermark", replica("r"));
    public static final ActionSignature APPEND_RECORDS = action("AppendRecords", replica("l"),
            new Parameter("records", sequenceOf(STRING)), new Parameter("acks", STRING));
    public static final ActionSignature CRASH = action("Crash", replica("r"));
    public static final ActionSignature LOSE_POWER = action("LosePower", replica("r"));
    public static final ActionSignature DROP = action("Drop", message());
    public static final ActionSignature BECOME_FOLLOWER = action("BecomeFollower", replica("r"), number("version"));
    public static final ActionSignature ANSWER_FETCH = action("AnswerFetch", replica("l"), message(), number("endOffset"));
    public static final ActionSignature REFUSE_FETCH = action("RefuseFetch", replica("l"), message());

    public static final ActionSignature ANSWER_DIVERGING_FETCH = action("AnswerDivergingFetch", replica("l"), message());
    public static final ActionSignature TRUNCATE_ON_DIVERGENCE = action("TruncateOnDivergence", replica("f"), message());

    public static final ActionSignature SEND_OFFSETS_FOR_LEADER_EPOCH = action("SendOffsetsForLeaderEpoch", replica("f"));
    public static final ActionSignature ANSWER_OFFSETS_FOR_LEADER_EPOCH = action("AnswerOffsetsForLeaderEpoch", replica("l"), message());
    public static final ActionSignature REFUSE_OFFSETS_FOR_LEADER_EPOCH = action("RefuseOffsetsForLeaderEpoch", replica("l"), message());
    public static final ActionSignature TRUNCATE_TO_EPOCH_END = action("TruncateToEpochEnd", replica("f"), message());

    private static final List<ActionSignature> SHARED_ACTIONS = List.of(
            CREATE_PARTITION, FENCE_BROKER, UNFENCE_BROKER, REGISTER, REPEAT_REGISTRATION, REFUSE_REGISTRATION, ELECT_PREFERRED_LEADER,
            REASSIGN_REPLICAS, COMPLETE_REASSIGNMENT, STOP_REPLICA, SEND_REGISTRATION, SHUT_DOWN, ALTER_PARTITION, REFUSE_STALE_ALTER_PARTITION,
            REFUSE_INELIGIBLE_REPLICA, RESTART_CONTROLLER, BECOME_LEADER, LEARN_ISR, ACKNOWLEDGE, ADVANCE_HIGH_WATERMARK, EXPAND_ISR,
            SHRINK_ISR, RETRY_ALTER_PARTITION, WITHDRAW_PROPOSAL, SEND_FETCH, APPLY_FETCH, RESTART,
            COMPLETE_REGISTRATION, FLUSH, CHECKPOINT_RECOVERY_POINT, CHECKPOINT_HIGH_WATERMARK, APPEND_RECORDS, CRASH,
            LOSE_POWER, DROP, BECOME_FOLLOWER, ANSWER_FETCH, REFUSE_FETCH);

    private static final List<ActionSignature> DIVERGING_ACTIONS =
            Stream.concat(SHARED_ACTIONS.stream(), Stream.of(ANSWER_DIVERGING_FETCH, TRUNCATE_ON_DIVERGENCE)).toList();

    private static final List<ActionSignature> EPOCH_ACTIONS =
            Stream.concat(SHARED_ACTIONS.stream(), Stream.of(SEND_OFFSETS_FOR_LEADER_EPOCH, ANSWER_OFFSETS_FOR_LEADER_EPOCH,
                    REFUSE_OFFSETS_FOR_LEADER_EPOCH, TRUNCATE_TO_EPOCH_END)).toList();

    private ReplicationVocabulary() { }

    static List<SpecVocabulary> specs() {
        return List.of(
                SpecVocabulary.of(FENCED_REPLICATION, AREA, CONSTANTS, VARIABLES, DIVERGING_ACTIONS),
                SpecVocabulary.of(UNFENCED_REPLICATION, AREA, CONSTANTS, VARIABLES, DIVERGING_ACTIONS),
                SpecVocabulary.of(TRUNCATE_BY_COMMON_EPOCH, AREA, CONSTANTS, VARIABLES, EPOCH_ACTIONS),
                SpecVocabulary.of(TRUNCATE_BY_EPOCH, AREA, CONSTANTS, VARIABLES, EPOCH_ACTIONS),
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
