package dev.tidemark.node;

import dev.tidemark.core.client.FetchedRecord;
import dev.tidemark.core.client.Partition;
import dev.tidemark.core.consumer.Assignment;
import dev.tidemark.core.consumer.Consumer;
import dev.tidemark.core.consumer.ConsumerConfig;
import dev.tidemark.core.consumer.ConsumerConfig.Reset;
import dev.tidemark.core.consumer.ConsumerState;
import dev.tidemark.core.consumer.Transition;
import dev.tidemark.node.Payload.Answered;
import dev.tidemark.node.Payload.Disconnected;
import dev.tidemark.node.Payload.Requested;
import dev.tidemark.storage.TopicPartition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** A consumer of assigned partitions: the shell around {@link Consumer}, which keeps what it was handed. */
public final class ConsumerNode implements Node {
    private final String name;
    private final Network network;
    private final SortedMap<TopicPartition, List<FetchedRecord>> records = new TreeMap<>();
    private final List<Transition.Truncated> truncations = new ArrayList<>();
    private final List<Transition.Stopped> stops = new ArrayList<>();
    private ConsumerState state;
    private long requests;

    /** @param brokers to ask who leads what */
    public ConsumerNode(String name, List<String> brokers, ConsumerConfig config, Network network) {
        this.name = name;
        this.network = network;
        this.state = ConsumerState.initial(config, brokers);
    }

    /** Reads these partitions and no others. */
    public void assign(long nowMs, Collection<TopicPartition> partitions) {
        take(Consumer.assign(state, nowMs, partitions.stream().map(ConsumerNode::partition).toList()));
        tick(nowMs);
    }

    /** Reads a partition from an offset on. */
    public void seek(long nowMs, TopicPartition partition, long offset) {
        take(Consumer.seek(state, nowMs, partition(partition), offset, -1));
        tick(nowMs);
    }

    /** Reads a partition from its log start or from its end. */
    public void seek(long nowMs, TopicPartition partition, Reset to) {
        take(Consumer.seek(state, nowMs, partition(partition), to));
        tick(nowMs);
    }

    private static Partition partition(TopicPartition partition) {
        return new Partition(partition.topic(), partition.partition());
    }

    /** How far a partition is read. */
    public Assignment position(TopicPartition partition) {
        return state.assignments().get(partition(partition));
    }

    /** Every record that was handed out, in order. */
    public List<FetchedRecord> records(TopicPartition partition) {
        return List.copyOf(records.getOrDefault(partition, List.of()));
    }

    /** Where it found that what it had read is not there any more. */
    public List<Transition.Truncated> truncations() {
        return List.copyOf(truncations);
    }

    /** Where it stopped for want of a position. */
    public List<Transition.Stopped> stops() {
        return List.copyOf(stops);
    }

    /** How many requests it has sent. */
    public long requests() {
        return requests;
    }

    @Override
    public void receive(long nowMs, String from, Payload payload) {
        if (payload instanceof Answered answered) {
            take(Consumer.answered(state, nowMs, answered.response()));
        } else if (payload instanceof Disconnected) {
            take(Consumer.disconnected(state, nowMs, from));
        }
        tick(nowMs);
    }

    @Override
    public void tick(long nowMs) {
        take(Consumer.run(state, nowMs));
    }

    private void take(Transition transition) {
        state = transition.state();
        for (Transition.Deed deed : transition.deeds()) {
            if (deed instanceof Transition.Send send) {
                requests++;
                network.send(name, send.broker(), new Requested(send.request()));
            } else if (deed instanceof Transition.Close close) {
                network.disconnect(name, close.broker());
            } else if (deed instanceof Transition.HandOut handOut) {
                TopicPartition partition = new TopicPartition(handOut.partition().topic(), handOut.partition().index());
                records.computeIfAbsent(partition, unknown -> new ArrayList<>()).addAll(handOut.records());
            } else if (deed instanceof Transition.Truncated truncated) {
                truncations.add(truncated);
            } else if (deed instanceof Transition.Stopped stopped) {
                stops.add(stopped);
            }
        }
    }
}
