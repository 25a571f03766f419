package dev.tidemark.core.producer;

import dev.tidemark.core.ErrorCode;
import dev.tidemark.core.client.ClientResponse;
import dev.tidemark.core.client.Partition;
import dev.tidemark.core.producer.DeliveryReport.Fate;
import dev.tidemark.core.producer.ProducerState.Waiting;
import java.util.List;
import java.util.Optional;

/** How records get into batches: each waits, behind those before it, until its partition is known and there is room for it. */
final class Admission {
    private Admission() { }

    static void offer(Turn turn, Outgoing record) {
        ProducerConfig config = turn.config();
        if (record.sizeOfBatch() > config.maxRequestSize()) {
            refuse(turn, record, ErrorCode.MESSAGE_TOO_LARGE, "The message is " + record.sizeOfBatch() + " bytes when serialized which is larger than "
                    + config.maxRequestSize() + ", which is the value of the max.request.size configuration.");
        } else if (record.sizeOfBatch() > config.bufferMemory()) {
            refuse(turn, record, ErrorCode.MESSAGE_TOO_LARGE, "The message is " + record.sizeOfBatch()
                    + " bytes when serialized which is larger than the total memory buffer you have configured with the buffer.memory configuration.");
        } else {
            turn.become(turn.state().withWaiting(new Waiting(record, turn.nowMs() + config.maxBlockMs())));
            admit(turn);
        }
    }

    /** Lets in as many as it can, in order. */
    static void admit(Turn turn) {
        while (!turn.state().waiting().isEmpty()) {
            Waiting first = turn.state().waiting().get(0);
            Optional<Partition> partition = partition(turn, first.record());
            boolean hasRoom = partition.isPresent() && hasRoom(turn.state(), partition.get(), first.record());
            if (!hasRoom && first.deadlineMs() > turn.nowMs()) {
                return;
            }
            turn.become(turn.state().withWaiting(turn.state().waiting().subList(1, turn.state().waiting().size())));
            if (hasRoom) {
                append(turn, partition.get(), first.record());
            } else {
                giveUp(turn, first.record(), partition.isPresent());
            }
        }
    }

    private static Optional<Partition> partition(Turn turn, Outgoing record) {
        List<Partition> partitions = turn.state().view().partitionsOf(record.topic());
        if (record.partition().isPresent()) {
            return Optional.of(new Partition(record.topic(), record.partition().getAsInt())).filter(partitions::contains);
        }
        if (partitions.isEmpty()) {
            return Optional.empty();
        }
        if (record.record().key().isPresent()) {
            return Optional.of(partitions.get(Murmur2.partition(record.record().key().get(), partitions.size())));
        }
        turn.become(turn.state().with(turn.state().sticky().choose(record.topic(), partitions)));
        return Optional.of(turn.state().sticky().current().get(record.topic()));
    }

    private static boolean hasRoom(ProducerState state, Partition partition, Outgoing record) {
        ProducerConfig config = state.config();
        return !state.accumulator().wouldBegin(partition, record, config.batchSize())
                || state.bufferedBytes() + Math.max(config.batchSize(), record.sizeOfBatch()) <= config.bufferMemory();
    }

    /** When a record has to begin a batch because the last one is full, records without a key go elsewhere from then on. */
    private static void append(Turn turn, Partition partition, Outgoing record) {
        ProducerState state = turn.state();
        boolean isFull = !state.accumulator().queue(partition).isEmpty() && state.accumulator().wouldBegin(partition, record, state.config().batchSize());
        turn.become(state.with(state.accumulator().append(partition, record, state.config().batchSize(), turn.nowMs())));
        turn.sent(partition, record);
        if (isFull) {
            turn.become(turn.state().with(turn.state().sticky().leave(partition)));
        }
    }

    private static void giveUp(Turn turn, Outgoing record, boolean isKnown) {
        long maxBlockMs = turn.config().maxBlockMs();
        String reason = isKnown
                ? "Failed to allocate " + record.sizeOfBatch() + " bytes within the configured max blocking time " + maxBlockMs + " ms."
                : record.partition().isPresent()
                ? "Partition " + record.partition().getAsInt() + " of topic " + record.topic() + " is not present in metadata after " + maxBlockMs + " ms."
                : "Topic " + record.topic() + " not present in metadata after " + maxBlockMs + " ms.";
        refuse(turn, record, ErrorCode.REQUEST_TIMED_OUT, reason);
    }

    private static void refuse(Turn turn, Outgoing record, ErrorCode error, String reason) {
        Optional<Partition> partition = record.partition().stream().mapToObj(index -> new Partition(record.topic(), index)).findFirst();
        turn.tell(new DeliveryReport(record.id(), partition, record.record(), ClientResponse.NO_OFFSET, ClientResponse.NO_EPOCH, error, Fate.NOT_WRITTEN, reason));
    }
}
