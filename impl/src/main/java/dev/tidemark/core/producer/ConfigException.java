package dev.tidemark.core.producer;

/** Settings that do not go together, in Kafka's words. */
public final class ConfigException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public ConfigException(String message) {
        super(message);
    }
}
