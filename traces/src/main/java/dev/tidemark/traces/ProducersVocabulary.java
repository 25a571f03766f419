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
import static dev.tidemark.traces.Shape.record;
import static dev.tidemark.traces.Shape.sequenceOf;
import static dev.tidemark.traces.Shape.setOf;
import static dev.tidemark.traces.VariableSignature.history;
import static dev.tidemark.traces.VariableSignature.observed;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The words of the specs in {@code producers/}: who sends to one partition, and what its replicas know of them. */
public final class ProducersVocabulary {
    public static final String AREA = "producers";
    public static final String IDEMPOTENT_PRODUCER = "IdempotentProducer";
    public static final String PLAIN_PRODUCER = "PlainProducer";

    /** Records that are sent together. */
    private static final Shape RECORDS = sequenceOf(STRING);
    private static final Shape REQUEST = record(field("producer", STRING), field("producerId", INT), field("producerEpoch", INT),
            field("firstSequence", INT), field("records", RECORDS), field("attempt", INT));
    private static final Shape ANSWER = record(field("request", REQUEST), field("error", STRING), field("baseOffset", INT));
    private static final Shape WAITER = record(field("request", REQUEST), field("baseOffset", INT));
    private static final Shape BATCH = record(field("producerId", INT), field("producerEpoch", INT), field("firstSequence", INT),
            field("records", RECORDS), field("baseOffset", INT));
    private static final Shape PROMISE = record(field("records", RECORDS), field("baseOffset", INT));
    private static final Shape SESSION = record(field("producerId", INT), field("producerEpoch", INT));
    private static final Shape IN_FLIGHT = record(field("records", RECORDS), field("producerEpoch", INT), field("firstSequence", INT),
            field("attempt", INT), field("isInDoubt", BOOL));
    private static final Shape KNOWN = functionOf(INT, record(field("producerEpoch", INT), field("batches",
            sequenceOf(record(field("firstSequence", INT), field("lastSequence", INT), field("baseOffset", INT))))));

    private static final String BATCHES = "Seq([producerId : Int, producerEpoch : Int, firstSequence : Int, records : Seq(STRING), baseOffset : Nat])";

    public static final ConstantSignature PRODUCERS = new ConstantSignature.Given("Producers", setOf(STRING));
    public static final ConstantSignature REPLICAS = new ConstantSignature.Given("Replicas", setOf(STRING));
    public static final ConstantSignature FIRST_SEQUENCE = new ConstantSignature.Given("FirstSequence", INT);
    public static final ConstantSignature MAX_SEQUENCE = new ConstantSignature.Given("MaxSequence", INT);
    public static final ConstantSignature MAX_IN_FLIGHT = new ConstantSignature.Given("MaxInFlight", INT);
    public static final ConstantSignature BATCHES_KEPT = new ConstantSignature.Given("BatchesKept", INT);

    private static final List<ConstantSignature> CONSTANTS = List.of(
            PRODUCERS, REPLICAS, FIRST_SEQUENCE, MAX_SEQUENCE, MAX_IN_FLIGHT, BATCHES_KEPT,
            new ConstantSignature.Unbounded("Batches", "Seq(STRING) \\ {<<>>}", "records", Map.of()),
            new ConstantSignature.Unbounded("ProducerIds", "Nat", "producerId", Map.of()),
            new ConstantSignature.Unbounded("Attempts", "Nat", "attempt", Map.of()),
            new ConstantSignature.Unbounded("ProducerEpochs", "Nat", "epoch", Map.of()),
            new ConstantSignature.Unbounded("LeaderEpochs", "Nat", "epoch", Map.of()),
            new ConstantSignature.Unbounded("Logs", BATCHES, "batches", Map.of()));

    public static final VariableSignature SESSION_OF = observed("session", keyed(STRING, whole(SESSION)));
    public static final VariableSignature NEXT_SEQUENCE = observed("nextSequence", keyed(STRING, whole(INT)));
    public static final VariableSignature IS_KNOWN = observed("isKnown", keyed(STRING, whole(BOOL)));
    public static final VariableSignature IN_FLIGHT_OF = observed("inFlight", keyed(STRING, growing(IN_FLIGHT)));
    public static final VariableSignature ACKNOWLEDGED = observed("acknowledged", members(PROMISE));
    public static final VariableSignature FAILED = observed("failed", members(RECORDS));
    public static final VariableSignature REQUESTS = observed("requests", members(REQUEST));
    public static final VariableSignature ANSWERS = observed("answers", members(ANSWER));
    public static final VariableSignature ROLE = observed("role", keyed(STRING, whole(STRING)));
    public static final VariableSignature LEADER_EPOCH = observed("leaderEpoch", keyed(STRING, whole(INT)));
    public static final VariableSignature LOG = observed("log", keyed(STRING, growing(BATCH)));
    public static final VariableSignature SNAPSHOTS = observed("snapshots", keyed(STRING, whole(functionOf(INT, KNOWN))));
    public static final VariableSignature KNOWN_PRODUCERS = observed("producers", keyed(STRING, whole(KNOWN)));
    public static final VariableSignature WAITING = observed("waiting", keyed(STRING, members(WAITER)));

    private static final List<VariableSignature> VARIABLES = List.of(
            SESSION_OF, NEXT_SEQUENCE, IS_KNOWN, IN_FLIGHT_OF, history("attempted", members(record(field("records", RECORDS), field("attempt", INT)))),
            history("sent", keyed(STRING, growing(RECORDS))), ACKNOWLEDGED, FAILED, REQUESTS, ANSWERS, ROLE, LEADER_EPOCH, LOG, SNAPSHOTS,
            KNOWN_PRODUCERS, WAITING, history("streams", whole(functionOf(INT, sequenceOf(BATCH)))), history("committed", growing(BATCH)),
            history("usedIds", members(INT)));

    public static final ActionSignature INIT_PRODUCER_ID = action("InitProducerId", name("p"), number("producerId"));
    public static final ActionSignature BUMP_EPOCH = action("BumpEpoch", name("p"), number("epoch"));
    public static final ActionSignature ASSIGN_SEQUENCE = action("AssignSequence", name("p"), records());
    public static final ActionSignature SEND_BATCH = action("SendBatch", name("p"), records(), number("attempt"));
    public static final ActionSignature LOSE_CONNECTION = action("LoseConnection", name("p"), records());
    public static final ActionSignature COMPLETE_BATCH = action("CompleteBatch", name("p"), answer());
    public static final ActionSignature RETRY_BATCH = action("RetryBatch", name("p"), answer());
    public static final ActionSignature FAIL_BATCH = action("FailBatch", name("p"), records());
    public static final ActionSignature GROW_SILENT = action("GrowSilent", name("p"));

    public static final ActionSignature APPEND_BATCH = action("AppendBatch", name("l"), request());
    public static final ActionSignature FIND_DUPLICATE = action("FindDuplicate", name("l"), request());
    public static final ActionSignature REFUSE_BATCH = action("RefuseBatch", name("b"), request(), name("error"));
    public static final ActionSignature ANSWER_BATCH = action("AnswerBatch", name("l"), new Parameter("waiter", WAITER), name("error"));
    public static final ActionSignature APPEND_PLAIN = action("AppendPlain", name("l"), records());

    public static final ActionSignature BECOME_LEADER = action("BecomeLeader", name("b"), number("epoch"));
    public static final ActionSignature BECOME_FOLLOWER = action("BecomeFollower", name("b"), number("epoch"));
    public static final ActionSignature REPLICATE = action("Replicate", name("b"), new Parameter("batches", sequenceOf(BATCH)),
            new Parameter("taken", setOf(INT)));
    public static final ActionSignature COMMIT = action("Commit", name("l"), number("size"));
    public static final ActionSignature TRUNCATE = action("Truncate", name("b"), number("size"), new Parameter("taken", setOf(INT)));
    public static final ActionSignature STOP_REPLICA = action("StopReplica", name("b"));
    public static final ActionSignature TAKE_SNAPSHOT = action("TakeSnapshot", name("b"));
    public static final ActionSignature FORGET_PRODUCER = action("ForgetProducer", name("b"), number("producerId"));

    public static final ActionSignature DROP_REQUEST = action("DropRequest", request());
    public static final ActionSignature CRASH = action("Crash", name("b"));
    public static final ActionSignature LOSE_POWER = action("LosePower", name("b"));
    public static final ActionSignature RESTART = action("Restart", name("b"), number("size"), new Parameter("kept", setOf(INT)),
            new Parameter("taken", setOf(INT)));

    private static final List<ActionSignature> SHARED = List.of(
            ASSIGN_SEQUENCE, SEND_BATCH, LOSE_CONNECTION, COMPLETE_BATCH, RETRY_BATCH, FAIL_BATCH, APPEND_BATCH, REFUSE_BATCH, ANSWER_BATCH,
            APPEND_PLAIN, BECOME_LEADER, BECOME_FOLLOWER, REPLICATE, COMMIT, TRUNCATE, STOP_REPLICA, TAKE_SNAPSHOT, FORGET_PRODUCER,
            DROP_REQUEST, CRASH, LOSE_POWER, RESTART);

    private static final List<ActionSignature> ONLY_IDEMPOTENT = List.of(INIT_PRODUCER_ID, BUMP_EPOCH, GROW_SILENT, FIND_DUPLICATE);

    private ProducersVocabulary() { }

    static List<SpecVocabulary> specs() {
        List<ActionSignature> all = new ArrayList<>(SHARED);
        all.addAll(ONLY_IDEMPOTENT);
        return List.of(SpecVocabulary.of(IDEMPOTENT_PRODUCER, AREA, CONSTANTS, VARIABLES, all),
                SpecVocabulary.of(PLAIN_PRODUCER, AREA, CONSTANTS, VARIABLES, SHARED));
    }

    private static Parameter name(String name) {
        return new Parameter(name, STRING);
    }

    private static Parameter number(String name) {
        return new Parameter(name, INT);
    }

    private static Parameter records() {
        return new Parameter("records", RECORDS);
    }

    private static Parameter request() {
        return new Parameter("request", REQUEST);
    }

    private static Parameter answer() {
        return new Parameter("answer", ANSWER);
    }
}
