package dev.tidemark.core.producer;

import dev.tidemark.core.client.ClientRequest;
import java.util.List;

/** What an input comes to: the state after it, and what is to be done, in this order. */
public record Transition(ProducerState state, List<Deed> deeds) {
    public Transition {
        deeds = List.copyOf(deeds);
    }

    /** What the shell does. */
    public sealed interface Deed { }

    /** A request goes to a broker; the batches of a produce request are {@link Batch}es, to be encoded. */
    public record Send(String broker, ClientRequest request) implements Deed { }

    /** The connection to a broker that does not answer in time is closed: what is still on its way there does not arrive. */
    public record Close(String broker) implements Deed { }

    /** Whoever sent a record is told how it ended. */
    public record Tell(DeliveryReport report) implements Deed { }
}
