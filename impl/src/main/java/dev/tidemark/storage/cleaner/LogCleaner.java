package dev.tidemark.storage.cleaner;

import dev.tidemark.storage.LogDirectory;
import dev.tidemark.storage.PartitionLog;
import dev.tidemark.storage.TopicPartition;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.storage.record.InvalidBatchException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Compacts the logs of a directory whose {@code cleanup.policy} says so, the dirtiest first: refines the spec {@code Compaction}. It works in
 * steps, each of about as many bytes as a worker's I/O buffer has, for as many workers as there are; a log has one at a time. A log that it cannot
 * clean is left alone from then on, and the others go on: {@link #uncleanable()}. If the disk fails, the whole directory is offline.
 */
public final class LogCleaner {
    private static final Comparator<Candidate> BY_DIRT =
            Comparator.comparing((Candidate candidate) -> candidate.range().isOverdue()).thenComparing(candidate -> candidate.range().dirtyRatio());

    private final LogDirectory directory;
    private final CleanerConfig config;
    private final KeyHash hash;
    private final Function<TopicPartition, CleaningWatcher> watchers;
    private final Set<TopicPartition> beingCleaned = new HashSet<>();
    private final Map<TopicPartition, Exception> uncleanable = new TreeMap<>();

    /** @param random for the secret of the key hash: a secure one in the real world */
    public LogCleaner(LogDirectory directory, CleanerConfig config, RandomGenerator random) {
        this(directory, config, random, partition -> CleaningWatcher.NOBODY);
    }

    /** @param watchers who watches the rounds of a partition */
    public LogCleaner(LogDirectory directory, CleanerConfig config, RandomGenerator random, Function<TopicPartition, CleaningWatcher> watchers) {
        this.directory = directory;
        this.watchers = watchers;
        this.config = config;
        this.hash = KeyHash.drawnFrom(random);
    }

    /** Who does the work: one thread at a time, with an offset map of its own. */
    public Worker newWorker() {
        return new Worker();
    }

    /** Cleans what is due whenever the directory is ticked, if {@code log.cleaner.backoff.ms} have passed: for a world of one thread. */
    public void cleanOnTick() {
        if (config.isEnabled()) {
            Worker worker = newWorker();
            AtomicLong dueMs = new AtomicLong(Long.MIN_VALUE);
            directory.onTick(nowMs -> {
                if (nowMs >= dueMs.get()) {
                    while (worker.step(nowMs)) {
                        // the next piece
                    }
                    dueMs.set(nowMs + config.backoffMs());
                }
            });
        }
    }

    /** What cannot be cleaned, and why. */
    public synchronized Map<TopicPartition, Exception> uncleanable() {
        return Map.copyOf(uncleanable);
    }

    /** A log and what is to be done about it. */
    private record Candidate(TopicPartition partition, PartitionLog log, DirtyRange range) {}

    /** One whose records have waited too long comes first. */
    private synchronized Optional<Candidate> claim(Map<TopicPartition, PartitionLog> logs, long nowMs) {
        Optional<Candidate> best = Optional.empty();
        for (Map.Entry<TopicPartition, PartitionLog> entry : logs.entrySet()) {
            TopicPartition partition = entry.getKey();
            if (entry.getValue().config().isCompacted() && !beingCleaned.contains(partition) && !uncleanable.containsKey(partition)) {
                Candidate candidate = new Candidate(partition, entry.getValue(), rangeOf(partition, entry.getValue(), nowMs));
                if (isWorthIt(candidate) && best.filter(other -> BY_DIRT.compare(other, candidate) >= 0).isEmpty()) {
                    best = Optional.of(candidate);
                }
            }
        }
        best.ifPresent(candidate -> beingCleaned.add(candidate.partition()));
        return best;
    }

    private DirtyRange rangeOf(TopicPartition partition, PartitionLog log, long nowMs) {
        return DirtyRange.of(log, directory.cleanedOffsets().get(partition), directory.recoveryPoints().get(partition), nowMs);
    }

    private static boolean isWorthIt(Candidate candidate) {
        DirtyRange range = candidate.range();
        return !range.isEmpty() && (range.isOverdue() || range.dirtyRatio() > candidate.log().config().minCleanableDirtyRatio());
    }

    private synchronized void release(TopicPartition partition) {
        beingCleaned.remove(partition);
    }

    private synchronized void giveUp(TopicPartition partition, Exception why) {
        uncleanable.put(partition, why);
    }

    /** Cleans one log after the other, step by step. */
    public final class Worker {
        private final OffsetMap map = new OffsetMap(hash.twin(), config.dedupeBufferBytes() / config.threads(), config.loadFactor());
        private TopicPartition partition;
        private CleaningRound round;
        private long bytesTaken;
        private long bytesOfOtherRounds;

        private Worker() { }

        /** Does one step. Whether there was anything to do. */
        public boolean step(long nowMs) throws StorageException {
            if (round == null && !begin(nowMs)) {
                return false;
            }
            try {
                if (!round.step(config.ioBufferBytes() / config.threads(), nowMs)) {
                    end();
                }
            } catch (InvalidBatchException | StorageException | RuntimeException e) {
                fail(e);
            }
            return true;
        }

        /** How many bytes were read and written since the last time. */
        long takeBytes() {
            long moved = bytesOfOtherRounds + (round == null ? 0 : round.bytesMoved());
            long taken = moved - bytesTaken;
            bytesTaken = moved;
            return taken;
        }

        /** Whether a round is under way. */
        public boolean isBusy() {
            return round != null;
        }

        /** Gives up the round that is under way, if there is one: it begins anew some day. */
        public void abandon() throws StorageException {
            if (round != null) {
                round.abandon();
                leave();
            }
        }

        /** Locks are taken in this order: directory, cleaner, log. */
        private boolean begin(long nowMs) {
            Optional<Candidate> claimed = claim(directory.logs(), nowMs);
            claimed.ifPresent(candidate -> begin(candidate.partition(), candidate.log(), nowMs));
            if (claimed.isPresent() && round == null) {
                release(claimed.get().partition());
            }
            return round != null;
        }

        /** What is dirty may be less by now. */
        private void begin(TopicPartition claimed, PartitionLog log, long nowMs) {
            synchronized (log) {
                DirtyRange range = rangeOf(claimed, log, nowMs);
                if (!range.isEmpty()) {
                    partition = claimed;
                    round = new CleaningRound(log, map, range, nowMs, watchers.apply(claimed));
                }
            }
        }

        /** The checkpoint comes last: until it is written, the next round does it all again, which does no harm. */
        private void end() throws StorageException {
            OptionalLong cleaned = round.cleanedOffset();
            if (cleaned.isPresent()) {
                directory.checkpointCleaned(partition, cleaned.getAsLong(), round.cuts());
            }
            leave();
        }

        /**
         * What was read is no log, or was not understood; but if the disk has failed, to read as well, that is the whole directory's concern.
         * Neither is to blame if it was cut or deleted under the reader.
         */
        private void fail(Exception why) throws StorageException {
            if (directory.failure().isEmpty() && !round.isOfUse()) {
                abandon();
                return;
            }
            if (why instanceof StorageException refused) {
                directory.fail(refused);
            }
            if (directory.failure().isPresent()) {
                leave();
                throw directory.failure().get();
            }
            giveUp(partition, why);
            abandon();
        }

        private void leave() {
            release(partition);
            bytesOfOtherRounds += round.bytesMoved();
            round = null;
        }
    }
}
