package dev.tidemark.core.producer;

import dev.tidemark.core.client.ClientRequest;
import dev.tidemark.core.client.ClientResponse.PartitionProduced;
import dev.tidemark.core.client.Partition;
import dev.tidemark.traces.ActionSignature;
import java.util.List;
import java.util.Optional;

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

    /**
     * A step of the specs was taken, of one partition.
     *
     * @param batch   that it is about
     * @param request the number of the request that the batch went out with, or that was answered
     * @param answer  of the broker
     * @param after   what the producer then knows of the partition
     */
    public record Took(Partition partition, ActionSignature action, Optional<Batch> batch, long request, Optional<PartitionProduced> answer,
                       Session after) implements Deed { }

    /** A record has its place in a batch of a partition. */
    public record Sent(Partition partition, Outgoing record) implements Deed { }

    /** Whoever sent a record is told how it ended. */
    public record Tell(DeliveryReport report) implements Deed { }
}
