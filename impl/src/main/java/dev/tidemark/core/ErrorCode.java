package dev.tidemark.core;

/** The refusals of Kafka's protocol, with Kafka's names and numbers (org.apache.kafka.common.protocol.Errors). */
public enum ErrorCode {
    UNKNOWN_SERVER_ERROR(-1),
    NONE(0),
    OFFSET_OUT_OF_RANGE(1),
    CORRUPT_MESSAGE(2, true),
    UNKNOWN_TOPIC_OR_PARTITION(3, true),
    LEADER_NOT_AVAILABLE(5, true),
    NOT_LEADER_OR_FOLLOWER(6, true),
    REQUEST_TIMED_OUT(7, true),
    MESSAGE_TOO_LARGE(10),
    NETWORK_EXCEPTION(13, true),
    COORDINATOR_LOAD_IN_PROGRESS(14, true),
    NOT_ENOUGH_REPLICAS(19, true),
    NOT_ENOUGH_REPLICAS_AFTER_APPEND(20, true),
    INVALID_REPLICA_ASSIGNMENT(39),
    NOT_CONTROLLER(41, true),
    INVALID_REQUEST(42),
    OUT_OF_ORDER_SEQUENCE_NUMBER(45),
    DUPLICATE_SEQUENCE_NUMBER(46),
    INVALID_PRODUCER_EPOCH(47),
    UNKNOWN_PRODUCER_ID(59),
    FENCED_LEADER_EPOCH(74, true),
    UNKNOWN_LEADER_EPOCH(75, true),
    STALE_BROKER_EPOCH(77),
    OFFSET_NOT_AVAILABLE(78, true),
    PREFERRED_LEADER_NOT_AVAILABLE(80, true),
    ELECTION_NOT_NEEDED(84, true),
    NO_REASSIGNMENT_IN_PROGRESS(85),
    INVALID_RECORD(87),
    PRODUCER_FENCED(90),
    INVALID_UPDATE_VERSION(95),
    DUPLICATE_BROKER_REGISTRATION(101),
    BROKER_ID_NOT_REGISTERED(102),
    INELIGIBLE_REPLICA(107);

    private final int code;
    private final boolean isRetriable;

    ErrorCode(int code) {
        this(code, false);
    }

    ErrorCode(int code, boolean isRetriable) {
        this.code = code;
        this.isRetriable = isRetriable;
    }

    /** The number on the wire. */
    public int code() {
        return code;
    }

    /** Whether a client may try again: Kafka's exception for it is a RetriableException. */
    public boolean isRetriable() {
        return isRetriable;
    }
}
