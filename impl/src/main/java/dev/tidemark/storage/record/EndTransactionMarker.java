package dev.tidemark.storage.record;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * The decision about a transaction, as the coordinator of the given epoch had it written: the only record of a transactional control batch.
 *
 * <pre>
 *   key    version:2 | type:2 (0 abort, 1 commit)
 *   value  version:2 | coordinatorEpoch:4
 * </pre>
 */
public record EndTransactionMarker(boolean isCommit, int coordinatorEpoch) {
    private static final short VERSION = 0;
    private static final short ABORT = 0;
    private static final short COMMIT = 1;
    private static final int KEY_BYTES = 4;
    private static final int VALUE_BYTES = 6;

    public static EndTransactionMarker commit(int coordinatorEpoch) {
        return new EndTransactionMarker(true, coordinatorEpoch);
    }

    public static EndTransactionMarker abort(int coordinatorEpoch) {
        return new EndTransactionMarker(false, coordinatorEpoch);
    }

    /** The marker in a batch; empty if it is none: not a control batch, or one of another type (those of KRaft), or emptied by the cleaner. */
    public static Optional<EndTransactionMarker> in(RecordBatch batch) throws InvalidBatchException {
        if (!batch.header().isControl()) {
            return Optional.empty();
        }
        RecordCursor cursor = new RecordCursor().over(batch);
        return cursor.next() ? of(cursor.record()) : Optional.empty();
    }

    private static Optional<EndTransactionMarker> of(Record record) throws InvalidBatchException {
        short type = field(record.key(), "key", KEY_BYTES).getShort(2);
        if (type != ABORT && type != COMMIT) {
            return Optional.empty();
        }
        return Optional.of(new EndTransactionMarker(type == COMMIT, field(record.value(), "value", VALUE_BYTES).getInt(2)));
    }

    /** A later version may be longer, but begins alike. */
    private static ByteBuffer field(Optional<ByteBuffer> bytes, String name, int size) throws InvalidBatchException {
        ByteBuffer field = bytes.orElseGet(() -> ByteBuffer.allocate(0));
        if (field.remaining() < size || field.getShort(0) < VERSION) {
            Flaw flaw = new Flaw("a " + name + " of " + field.remaining() + " bytes", size + " bytes or more, of a version from 0 on");
            throw new InvalidBatchException("control record", flaw);
        }
        return field;
    }

    public Record toRecord() {
        ByteBuffer key = ByteBuffer.allocate(KEY_BYTES).putShort(VERSION).putShort(isCommit ? COMMIT : ABORT).flip();
        ByteBuffer value = ByteBuffer.allocate(VALUE_BYTES).putShort(VERSION).putInt(coordinatorEpoch).flip();
        return new Record(Optional.of(key), Optional.of(value), List.of());
    }

    /** The batch that ends a transaction of a producer. */
    public RecordBatch toBatch(long offset, int leaderEpoch, long timestampMs, long producerId, short producerEpoch) {
        return RecordBatchBuilder.at(offset, leaderEpoch).producer(new ProducerStamp(producerId, producerEpoch, -1)).transactional().control()
                .append(offset, timestampMs, toRecord()).build();
    }
}
