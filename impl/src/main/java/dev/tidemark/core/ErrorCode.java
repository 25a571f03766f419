package dev.tidemark.core;

/** The refusals of Kafka's protocol, with Kafka's names and numbers (org.apache.kafka.common.protocol.Errors). */
public enum ErrorCode {
    NONE(0),
    OFFSET_OUT_OF_RANGE(1),
    NOT_LEADER_OR_FOLLOWER(6),
    REQUEST_TIMED_OUT(7),
    NETWORK_EXCEPTION(13),
    NOT_ENOUGH_REPLICAS(19),
    NOT_ENOUGH_REPLICAS_AFTER_APPEND(20),
    INVALID_REPLICA_ASSIGNMENT(39),
    NOT_CONTROLLER(41),
    INVALID_REQUEST(42),
    FENCED_LEADER_EPOCH(74),
    UNKNOWN_LEADER_EPOCH(75),
    STALE_BROKER_EPOCH(77),
    PREFERRED_LEADER_NOT_AVAILABLE(80),
    ELECTION_NOT_NEEDED(84),
    NO_REASSIGNMENT_IN_PROGRESS(85),
    INVALID_UPDATE_VERSION(95),
    DUPLICATE_BROKER_REGISTRATION(101),
    BROKER_ID_NOT_REGISTERED(102),
    INELIGIBLE_REPLICA(107);

    private final int code;

    ErrorCode(int code) {
        this.code = code;
    }

    /** The number on the wire. */
    public int code() {
        return code;
    }

    /** Whether a producer may send again. */
    public boolean isRetriable() {
        return this != NONE && this != OFFSET_OUT_OF_RANGE;
    }
}
