package dev.tidemark.node;

/**
 * Connections between nodes and clients. What is sent arrives late or never, and never twice; if it, or its answer, is lost,
 * its sender gets a {@link Payload.Disconnected}, unless it has ended meanwhile.
 */
public interface Network {
    void send(String from, String to, Payload payload);

    /** A client closes its connection to a broker; what is still on the way between them does not arrive, and nobody is told. */
    void disconnect(String client, String broker);
}
