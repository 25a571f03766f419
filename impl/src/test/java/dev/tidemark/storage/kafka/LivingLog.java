package dev.tidemark.storage.kafka;

import dev.tidemark.storage.record.CompressionType;
import dev.tidemark.storage.record.ProducerStamp;
import dev.tidemark.storage.record.Record;
import java.util.List;
import java.util.Random;

/** A log that a history happens to: ours or Kafka's. */
interface LivingLog {
    long startOffset();

    long endOffset();

    long highWatermark();

    /** Where the batches begin that the log holds. */
    List<Long> batchBaseOffsets() throws Exception;

    /** What the log knows of its producers. */
    List<Producer> producers();

    /** @param lastSequence -1 if only a marker is known */
    record Producer(long id, short epoch, int lastSequence, boolean isInTransaction) {}

    void append(Batch batch) throws Exception;

    /** @param records at least one, each with its timestamp */
    record Batch(int leaderEpoch, CompressionType compressionType, ProducerStamp producer, boolean isTransactional, List<Timed> records) {}

    /** A record and its timestamp. */
    record Timed(long timestampMs, Record record) {}

    void append(Marker marker) throws Exception;

    /** Ends a transaction. */
    record Marker(int leaderEpoch, long timestampMs, long producerId, short producerEpoch, boolean isCommit, int coordinatorEpoch) {}

    void assignEpoch(int leaderEpoch) throws Exception;

    void commitTo(long offset) throws Exception;

    void flush() throws Exception;

    void roll() throws Exception;

    void checkpoint() throws Exception;

    void truncateTo(long offset) throws Exception;

    void moveStartTo(long offset) throws Exception;

    void deleteOld(long nowMs) throws Exception;

    void compact(long nowMs) throws Exception;

    /** From now on this is the time. */
    void setTime(long nowMs);

    /** How a process ends. */
    enum Ending { IN_PEACE, PROCESS_CRASH, POWER_LOSS }

    /** Ends, and begins again. */
    void restart(Ending ending, Random random) throws Exception;

    /** A write or a sync of the next acts fails, if the log can be brought to it. */
    void failSoon(Random random);

    /** The process ends inside one of the next acts, if the log can be brought to it. */
    void crashSoon(Random random);

    /** Whether an exception comes from what {@link #failSoon} or {@link #crashSoon} asked for. */
    boolean wasAskedFor(Exception failure);
}
