package dev.tidemark.core;

/** What a producer waits for. */
public enum Acks {
    /** Nothing: no reply is sent. */
    NONE("0"),
    /** The leader's append. */
    LEADER("1"),
    /** The in-sync replicas. */
    ALL("all");

    private final String setting;

    Acks(String setting) {
        this.setting = setting;
    }

    /** As in a producer's configuration and in the specs. */
    public String setting() {
        return setting;
    }
}
