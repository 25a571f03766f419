package dev.tidemark.storage.producer;

import dev.tidemark.storage.record.Flaw;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.CRC32C;

/**
 * The producers of everything below an offset, in the bytes of Kafka's snapshot file. Of a producer's batches only the last is kept.
 *
 * <pre>
 *   version:2 (1) | crc:4 (CRC-32C of all that follows) | count:4
 *   | { producerId:8 | producerEpoch:2 | lastSequence:4 | lastOffset:8 | offsetDelta:4 | timestamp:8 | coordinatorEpoch:4
 *       | currentTransactionFirstOffset:8 }*         numbers are -1, and the offset delta 0, for what there is not
 * </pre>
 */
public record ProducerSnapshot(long endOffset, List<ProducerStateEntry> entries) {
    private static final short VERSION = 1;
    private static final int CRC_AT = 2;
    private static final int COUNT_AT = 6;
    private static final int HEAD_BYTES = 10;
    private static final int ENTRY_BYTES = 46;

    public ProducerSnapshot {
        entries = List.copyOf(entries);
    }

    static ByteBuffer encode(Collection<ProducerStateEntry> entries) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.addExact(HEAD_BYTES, Math.multiplyExact(ENTRY_BYTES, entries.size())));
        bytes.putShort(VERSION).putInt(0).putInt(entries.size());
        for (ProducerStateEntry entry : entries) {
            BatchMetadata last = entry.batches().isEmpty() ? new BatchMetadata(-1, -1, 0, -1) : entry.batches().get(entry.batches().size() - 1);
            bytes.putLong(entry.producerId()).putShort(entry.producerEpoch()).putInt(last.lastSequence()).putLong(last.lastOffset());
            bytes.putInt(last.offsetDelta()).putLong(entry.lastTimestampMs()).putInt(entry.coordinatorEpoch());
            bytes.putLong(entry.currentTransactionFirstOffset().orElse(-1));
        }
        bytes.flip();
        return bytes.putInt(CRC_AT, crcOf(bytes));
    }

    /** What keeps some bytes from being a snapshot. */
    public static Optional<Flaw> flaw(ByteBuffer bytes) {
        if (bytes.limit() < HEAD_BYTES || bytes.getShort(0) != VERSION) {
            String found = bytes.limit() < HEAD_BYTES ? bytes.limit() + " bytes" : "version " + bytes.getShort(0);
            return Optional.of(new Flaw(found, "a snapshot of version " + VERSION + ", " + HEAD_BYTES + " bytes or more"));
        }
        if (crcOf(bytes) != bytes.getInt(CRC_AT)) {
            return Optional.of(new Flaw(String.format("CRC %08x", crcOf(bytes)), String.format("%08x as stored", bytes.getInt(CRC_AT))));
        }
        int count = bytes.getInt(COUNT_AT);
        if (count < 0 || bytes.limit() != HEAD_BYTES + (long) ENTRY_BYTES * count) {
            return Optional.of(new Flaw(count + " entries in " + bytes.limit() + " bytes", HEAD_BYTES + " bytes and " + ENTRY_BYTES + " for each"));
        }
        return Optional.empty();
    }

    /** Reads bytes without a {@link #flaw}. */
    public static ProducerSnapshot decode(long endOffset, ByteBuffer bytes) {
        ByteBuffer source = bytes.duplicate().position(HEAD_BYTES);
        List<ProducerStateEntry> entries = new ArrayList<>();
        while (source.hasRemaining()) {
            entries.add(decodeEntry(source));
        }
        return new ProducerSnapshot(endOffset, entries);
    }

    private static ProducerStateEntry decodeEntry(ByteBuffer source) {
        long producerId = source.getLong();
        short producerEpoch = source.getShort();
        int lastSequence = source.getInt();
        long lastOffset = source.getLong();
        int offsetDelta = source.getInt();
        long timestampMs = source.getLong();
        int coordinatorEpoch = source.getInt();
        long first = source.getLong();
        List<BatchMetadata> batches = lastOffset < 0 ? List.of() : List.of(new BatchMetadata(lastSequence, lastOffset, offsetDelta, timestampMs));
        return new ProducerStateEntry(producerId, producerEpoch, coordinatorEpoch, timestampMs,
                first < 0 ? OptionalLong.empty() : OptionalLong.of(first), batches);
    }

    private static int crcOf(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(COUNT_AT, bytes.limit() - COUNT_AT));
        return (int) crc.getValue();
    }
}
