package dev.tidemark.node;

/**
 * Connections between nodes and clients. What is sent arrives late or never, and never twice; if it, or its answer, is lost,
 * its sender gets a {@link Payload.Disconnected}, unless it has ended meanwhile.
 */
public interface Network {
    void send(String from, String to, Payload payload);
}
