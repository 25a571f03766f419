package dev.tidemark.core.client;

import dev.tidemark.core.ErrorCode;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What brokers answer clients, under Kafka's names; the id is that of the {@link ClientRequest}. */
public sealed interface ClientResponse {
    /** Where an answer has no offset to tell. */
    long NO_OFFSET = -1;
    /** Where an answer has no leader epoch to tell. */
    int NO_EPOCH = -1;

    long id();

    /** What the broker knows of partitions, which may be out of date. */
    record Metadata(long id, SortedMap<Partition, PartitionMetadata> partitions) implements ClientResponse {
        public Metadata {
            partitions = Collections.unmodifiableSortedMap(new TreeMap<>(partitions));
        }
    }

    /** @param error LEADER_NOT_AVAILABLE without a leader */
    record PartitionMetadata(ErrorCode error, Optional<String> leader, int leaderEpoch) { }

    /** What became of each batch. */
    record Produce(long id, SortedMap<Partition, PartitionProduced> partitions) implements ClientResponse {
        public Produce {
            partitions = Collections.unmodifiableSortedMap(new TreeMap<>(partitions));
        }
    }

    /**
     * @param baseOffset     where the batch is, {@link #NO_OFFSET} with an error
     * @param logStartOffset {@link #NO_OFFSET} with an error
     * @param leaderEpoch    of the leader that answers, {@link #NO_EPOCH} with an error
     */
    record PartitionProduced(ErrorCode error, long baseOffset, long logStartOffset, int leaderEpoch) {
        public static PartitionProduced refused(ErrorCode error) {
            return new PartitionProduced(error, NO_OFFSET, NO_OFFSET, NO_EPOCH);
        }
    }

    /** The producer's id and epoch from now on; {@link ProducerIdentity#NONE} with an error. */
    record InitProducerId(long id, ErrorCode error, ProducerIdentity producer) implements ClientResponse { }

    /** What follows each offset. */
    record Fetch(long id, SortedMap<Partition, PartitionFetched> partitions) implements ClientResponse {
        public Fetch {
            partitions = Collections.unmodifiableSortedMap(new TreeMap<>(partitions));
        }
    }

    /** @param lastStableOffset equal to the high watermark without transactions */
    record PartitionFetched(ErrorCode error, long highWatermark, long lastStableOffset, long logStartOffset, FetchedBatches batches) { }

    record ListOffsets(long id, SortedMap<Partition, OffsetAtTime> partitions) implements ClientResponse {
        public ListOffsets {
            partitions = Collections.unmodifiableSortedMap(new TreeMap<>(partitions));
        }
    }

    /**
     * @param timestampMs of the record found, -1 for a log start or end
     * @param offset      {@link #NO_OFFSET} if there is no such record
     * @param leaderEpoch of the record there, -1 if unknown
     */
    record OffsetAtTime(ErrorCode error, long timestampMs, long offset, int leaderEpoch) { }

    record OffsetsForLeaderEpoch(long id, SortedMap<Partition, EpochEnd> partitions) implements ClientResponse {
        public OffsetsForLeaderEpoch {
            partitions = Collections.unmodifiableSortedMap(new TreeMap<>(partitions));
        }
    }

    /**
     * @param leaderEpoch the largest epoch of the leader not above the one asked for, -1 if it knows none
     * @param endOffset   where it ends, {@link #NO_OFFSET} if it knows none
     */
    record EpochEnd(ErrorCode error, int leaderEpoch, long endOffset) { }
}
