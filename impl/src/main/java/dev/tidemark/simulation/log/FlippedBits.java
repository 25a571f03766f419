package dev.tidemark.simulation.log;

import dev.tidemark.storage.record.InvalidBatchException;
import dev.tidemark.storage.record.RecordBatch;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The bits that have turned over, by file. A damaged batch does not tell what was in it; whoever tells of files must. */
final class FlippedBits {
    private final Map<String, SortedSet<Long>> bits = new TreeMap<>();

    void add(String path, long bit) {
        bits.computeIfAbsent(path, file -> new TreeSet<>()).add(bit);
    }

    /** A damaged batch at a position of a file as it was written; empty if it is not one of these bits that damages it. */
    Optional<RecordBatch> asWritten(String path, long position, RecordBatch damaged) {
        long first = position * Byte.SIZE;
        long end = first + (long) damaged.header().sizeInBytes() * Byte.SIZE;
        for (long bit : bits.getOrDefault(path, new TreeSet<>()).subSet(first, end)) {
            Optional<RecordBatch> turnedBack = turnedBack(damaged, bit - first);
            if (turnedBack.isPresent()) {
                return turnedBack;
            }
        }
        return Optional.empty();
    }

    private static Optional<RecordBatch> turnedBack(RecordBatch damaged, long bit) {
        ByteBuffer bytes = ByteBuffer.allocate(damaged.header().sizeInBytes()).put(damaged.bytes()).flip();
        int at = (int) (bit / Byte.SIZE);
        bytes.put(at, (byte) (bytes.get(at) ^ 1 << bit % Byte.SIZE));
        try {
            return Optional.of(RecordBatch.parse(bytes));
        } catch (InvalidBatchException e) {
            return Optional.empty(); // another batch was here when that bit turned over
        }
    }
}
