package dev.tidemark.core.client;

import dev.tidemark.core.Acks;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What clients ask brokers, under Kafka's names. The id tells a client's requests apart; its answer bears the same. */
public sealed interface ClientRequest {
    long id();

    /** Who leads the partitions of these topics; of all, if none is named. */
    record Metadata(long id, SortedSet<String> topics) implements ClientRequest {
        public Metadata {
            topics = Collections.unmodifiableSortedSet(new TreeSet<>(topics));
        }
    }

    /**
     * Append these batches. With {@code acks=0} there is no answer.
     *
     * @param timeoutMs how long the leader may wait for the in-sync replicas ({@code request.timeout.ms} of the producer)
     */
    record Produce(long id, Acks acks, long timeoutMs, SortedMap<Partition, ProducedRecords> batches) implements ClientRequest {
        public Produce {
            batches = Collections.unmodifiableSortedMap(new TreeMap<>(batches));
        }
    }

    /** Give me a producer id; {@link ProducerIdentity#NONE} if I have none yet (KIP-98), else raise my epoch (KIP-360). */
    record InitProducerId(long id, ProducerIdentity current) implements ClientRequest { }

    /**
     * Give me what follows these offsets.
     *
     * @param maxWaitMs how long the leader may wait until it has {@code minBytes} ({@code fetch.max.wait.ms})
     * @param minBytes  in all partitions together ({@code fetch.min.bytes})
     * @param maxBytes  in all partitions together, but at least a batch ({@code fetch.max.bytes})
     */
    record Fetch(long id, long maxWaitMs, int minBytes, int maxBytes, IsolationLevel isolation, SortedMap<Partition, FetchPosition> positions)
            implements ClientRequest {
        public Fetch {
            positions = Collections.unmodifiableSortedMap(new TreeMap<>(positions));
        }
    }

    /**
     * Where to read on.
     *
     * @param currentLeaderEpoch the epoch of the leadership that the client knows, -1 if none
     * @param maxBytes           of this partition ({@code max.partition.fetch.bytes})
     */
    record FetchPosition(long fetchOffset, int currentLeaderEpoch, int maxBytes) { }

    /** Which offset belongs to a time, or begins or ends the log. */
    record ListOffsets(long id, IsolationLevel isolation, SortedMap<Partition, TimeQuestion> questions) implements ClientRequest {
        /** Asks for the log start. */
        public static final long EARLIEST = -2;
        /** Asks for the high watermark, or for the last stable offset. */
        public static final long LATEST = -1;

        public ListOffsets {
            questions = Collections.unmodifiableSortedMap(new TreeMap<>(questions));
        }
    }

    /** @param timestampMs of the first record that is looked for, {@link ListOffsets#EARLIEST} or {@link ListOffsets#LATEST} */
    record TimeQuestion(int currentLeaderEpoch, long timestampMs) { }

    /** Where an epoch ended (KIP-320): has what I read been cut away? */
    record OffsetsForLeaderEpoch(long id, SortedMap<Partition, EpochQuestion> questions) implements ClientRequest {
        public OffsetsForLeaderEpoch {
            questions = Collections.unmodifiableSortedMap(new TreeMap<>(questions));
        }
    }

    /** @param leaderEpoch whose end is asked for */
    record EpochQuestion(int currentLeaderEpoch, int leaderEpoch) { }
}
