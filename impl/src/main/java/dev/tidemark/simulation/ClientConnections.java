package dev.tidemark.simulation;

import dev.tidemark.node.Payload;
import java.util.HashMap;
import java.util.Map;

/**
 * The connections between clients and brokers, which keep the order of what is sent, as TCP does. When something is lost on one of them,
 * nothing that was sent behind it arrives either, until the client has noticed and connects again.
 */
final class ClientConnections {
    private final Map<Pair, Connection> connections = new HashMap<>();

    private record Pair(String client, String broker) { }

    private static final class Connection {
        private long number;
        private boolean isBroken;
        private long requestsUntilMs;
        private long answersUntilMs;
    }

    static boolean carries(Payload payload) {
        return payload instanceof Payload.Requested || payload instanceof Payload.Answered;
    }

    private Connection of(String from, String to, Payload payload) {
        Pair pair = payload instanceof Payload.Requested ? new Pair(from, to) : new Pair(to, from);
        return connections.computeIfAbsent(pair, unknown -> new Connection());
    }

    /** The number of the connection that something is sent on. */
    long number(String from, String to, Payload payload) {
        return of(from, to, payload).number;
    }

    /** When it arrives: not before what was sent before it. */
    long arrivalMs(String from, String to, Payload payload, long earliestMs) {
        Connection connection = of(from, to, payload);
        if (payload instanceof Payload.Requested) {
            connection.requestsUntilMs = Math.max(connection.requestsUntilMs, earliestMs);
            return connection.requestsUntilMs;
        }
        connection.answersUntilMs = Math.max(connection.answersUntilMs, earliestMs);
        return connection.answersUntilMs;
    }

    /** Whether what was sent on the connection of that number does not arrive any more. */
    boolean isBroken(String from, String to, Payload payload, long number) {
        Connection connection = of(from, to, payload);
        return connection.isBroken || connection.number != number;
    }

    void lost(String from, String to, Payload payload, long number) {
        Connection connection = of(from, to, payload);
        connection.isBroken |= connection.number == number;
    }

    void close(String client, String broker) {
        renew(connections.computeIfAbsent(new Pair(client, broker), unknown -> new Connection()));
    }

    private static void renew(Connection connection) {
        connection.number++;
        connection.isBroken = false;
    }

    /** The client has noticed; what it sends from now on goes over a new connection. Whether it had not noticed before. */
    boolean noticed(String from, String to, Payload payload, long number) {
        Connection connection = of(from, to, payload);
        boolean isNews = connection.number == number;
        if (isNews) {
            renew(connection);
        }
        return isNews;
    }
}
