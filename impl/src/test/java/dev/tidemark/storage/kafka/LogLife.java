package dev.tidemark.storage.kafka;

import dev.tidemark.storage.kafka.LivingLog.Batch;
import dev.tidemark.storage.kafka.LivingLog.Ending;
import dev.tidemark.storage.kafka.LivingLog.Marker;
import dev.tidemark.storage.kafka.LivingLog.Producer;
import dev.tidemark.storage.kafka.LivingLog.Timed;
import dev.tidemark.storage.kafka.LogHistory.Act;
import dev.tidemark.storage.record.CompressionType;
import dev.tidemark.storage.record.Header;
import dev.tidemark.storage.record.ProducerStamp;
import dev.tidemark.storage.record.Record;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Lets a history happen to a log. Producers go on where the log says that they are: sequences count on, what is in a transaction stays in it
 * until a marker ends it, and a new epoch of a producer begins at sequence 0.
 */
final class LogLife {
    /** What is older goes with {@code DELETE_OLD}. */
    static final long RETENTION_MS = 1_000_000;
    static final long DELETE_RETENTION_MS = 10_000;
    private static final int PRODUCERS = 4;
    private static final int KEYS = 6;

    private final LogHistory history;
    private final LivingLog log;
    private long nowMs = 1_700_000_000_000L;
    private int leaderEpoch;
    private int coordinatorEpoch;
    private long compactedTo;

    LogLife(LogHistory history, LivingLog log) {
        this.history = history;
        this.log = log;
    }

    void live() throws Exception {
        log.setTime(nowMs);
        for (Act act : history.acts()) {
            Random random = new Random(act.seed());
            nowMs += random.nextInt(2_000);
            log.setTime(nowMs);
            try {
                take(act, random);
            } catch (Exception e) {
                if (!log.wasAskedFor(e)) {
                    throw e;
                }
                log.restart(random.nextBoolean() ? Ending.PROCESS_CRASH : Ending.POWER_LOSS, random);
            }
        }
    }

    private void take(Act act, Random random) throws Exception {
        switch (act.kind()) {
            case APPEND -> append(random);
            case MARKER -> endTransaction(random);
            case COMMIT -> log.commitTo(between(log.highWatermark(), log.endOffset(), random));
            case FLUSH -> log.flush();
            case ROLL -> log.roll();
            case CHECKPOINT -> log.checkpoint();
            case NEW_EPOCH -> beginEpoch(random);
            case TRUNCATE -> truncate(random);
            case COMPACT -> compact(random);
            case MOVE_START -> log.moveStartTo(between(log.startOffset(), log.highWatermark(), random));
            case DELETE_OLD -> deleteOld(random);
            case PROCESS_CRASH -> log.restart(Ending.PROCESS_CRASH, random);
            case POWER_LOSS -> log.restart(Ending.POWER_LOSS, random);
            case FAIL_SOON -> log.failSoon(random);
            case CRASH_SOON -> log.crashSoon(random);
            case RESTART -> log.restart(Ending.IN_PEACE, random);
        }
    }

    private static long between(long from, long to, Random random) {
        return from + random.nextInt((int) (to - from) + 1);
    }

    /** As a new leader does: half of them before they have written anything. */
    private void beginEpoch(Random random) throws Exception {
        leaderEpoch += 1 + random.nextInt(2);
        if (random.nextBoolean()) {
            log.assignEpoch(leaderEpoch);
        }
    }

    private void truncate(Random random) throws Exception {
        List<Long> bases = log.batchBaseOffsets().stream().filter(base -> base >= Math.max(compactedTo, log.startOffset())).toList();
        if (!bases.isEmpty()) {
            int last = Math.max(0, bases.size() - 1 - random.nextInt(8));
            long end = last + 1 < bases.size() ? bases.get(last + 1) : log.endOffset();
            log.truncateTo(random.nextBoolean() ? bases.get(last) : between(bases.get(last), end, random));
        }
    }

    private void compact(Random random) throws Exception {
        if (history.isCompacted()) {
            if (random.nextInt(4) > 0) {
                log.commitTo(log.endOffset());
                log.roll();
                log.flush();
                log.checkpoint();
            }
            compactedTo = log.endOffset(); // what was cleaned is committed: nobody cuts it
            log.compact(nowMs);
            nowMs += random.nextInt(2) * DELETE_RETENTION_MS;
        }
    }

    private void deleteOld(Random random) throws Exception {
        nowMs += random.nextInt((int) RETENTION_MS);
        log.setTime(nowMs);
        log.deleteOld(nowMs);
    }

    private Optional<Producer> known(long producerId) {
        return log.producers().stream().filter(producer -> producer.id() == producerId).findFirst();
    }

    private void append(Random random) throws Exception {
        int count = 1 + random.nextInt(4);
        List<Timed> records = new ArrayList<>();
        boolean isOfAProducer = random.nextInt(3) > 0;
        boolean hasTimestamps = isOfAProducer || random.nextInt(10) > 0; // Kafka forgets a producer without a time when it starts
        for (int i = 0; i < count; i++) {
            records.add(new Timed(hasTimestamps ? nowMs - random.nextInt(5_000) : -1, record(random)));
        }
        CompressionType codec = CompressionType.values()[random.nextInt(CompressionType.values().length)];
        long producerId = 1_000 + random.nextInt(PRODUCERS);
        if (!isOfAProducer) {
            log.append(new Batch(leaderEpoch, codec, ProducerStamp.NONE, false, records));
        } else {
            Producer producer = known(producerId).orElse(new Producer(producerId, (short) 0, -1, false));
            boolean isNext = !producer.isInTransaction() && random.nextInt(6) == 0;
            ProducerStamp stamp = new ProducerStamp(producerId, (short) (producer.epoch() + (isNext ? 1 : 0)), isNext ? 0 : producer.lastSequence() + 1);
            log.append(new Batch(leaderEpoch, codec, stamp, producer.isInTransaction() || random.nextBoolean(), records));
        }
    }

    private void endTransaction(Random random) throws Exception {
        List<Producer> open = log.producers().stream().filter(Producer::isInTransaction).toList();
        if (!open.isEmpty()) {
            Producer producer = open.get(random.nextInt(open.size()));
            boolean isCommit = random.nextBoolean();
            coordinatorEpoch = Math.max(coordinatorEpoch, 1 + random.nextInt(2)); // Kafka refuses an older coordinator
            log.append(new Marker(leaderEpoch, nowMs, producer.id(), producer.epoch(), isCommit, coordinatorEpoch));
        }
    }

    private Record record(Random random) {
        Optional<ByteBuffer> key = history.isCompacted() || random.nextInt(4) > 0 ? Optional.of(bytes("key" + random.nextInt(KEYS))) : Optional.empty();
        Optional<ByteBuffer> value = random.nextInt(4) > 0 ? Optional.of(bytes("v" + "x".repeat(random.nextInt(120)) + random.nextInt())) : Optional.empty();
        List<Header> headers = new ArrayList<>();
        for (int i = random.nextInt(6) - 3; i > 0; i--) {
            headers.add(new Header("h" + i, random.nextBoolean() ? Optional.of(bytes("header")) : Optional.empty()));
        }
        return new Record(key, value, headers);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes());
    }
}
