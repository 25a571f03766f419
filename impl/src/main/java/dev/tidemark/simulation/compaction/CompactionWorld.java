package dev.tidemark.simulation.compaction;

import static dev.tidemark.traces.CompactionVocabulary.CLOCK;
import static dev.tidemark.traces.CompactionVocabulary.READER_STATES;

import dev.tidemark.simulation.CrashingDisk;
import dev.tidemark.simulation.DiskFault;
import dev.tidemark.simulation.PowerLoss;
import dev.tidemark.simulation.SimulatedDisk;
import dev.tidemark.storage.LogConfig;
import dev.tidemark.storage.LogDirectory;
import dev.tidemark.storage.LogDirectoryConfig;
import dev.tidemark.storage.PartitionLog;
import dev.tidemark.storage.TopicPartition;
import dev.tidemark.storage.cleaner.CleanerConfig;
import dev.tidemark.storage.cleaner.LogCleaner;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.traces.ActionCall;
import dev.tidemark.traces.CompactionVocabulary;
import dev.tidemark.traces.Parameter;
import dev.tidemark.traces.SpecInstance;
import dev.tidemark.traces.TraceEvent;
import dev.tidemark.traces.TraceHeader;
import dev.tidemark.traces.TraceSink;
import dev.tidemark.traces.VariableSignature;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Compacted logs in one log directory on a simulated disk, with a cleaner, readers and a clock. What happens to each log is told as steps of
 * {@code Compaction}, in a scope of its own.
 */
final class CompactionWorld {
    /** A cleaner that takes more of them over a handful of records never ends. */
    static final int MOST_STEPS = 1_000;

    private static final String BROKER = "b1";
    private static final long NEVER = Long.MAX_VALUE;
    /** Nothing happens by itself but what {@link #pass} does. */
    private static final LogDirectoryConfig DIRECTORY = new LogDirectoryConfig(NEVER, NEVER, NEVER, NEVER, NEVER, NEVER);

    private final CompactionSettings settings;
    private final SimulatedDisk disk;
    private final CrashingDisk crashing;
    private final WatchedDisk watched;
    private final TraceSink sink;
    private final Map<TopicPartition, CompactedPartition> partitions = new TreeMap<>();
    private Optional<LogDirectory> directory = Optional.empty();
    private Optional<LogCleaner.Worker> worker = Optional.empty();
    private Optional<LogCleaner> cleaner = Optional.empty();
    private LogConfig config;
    private long nowMs;
    private long steps;

    CompactionWorld(CompactionSettings settings, Path data, TraceSink sink) {
        this(settings, new SimulatedDisk(data), sink);
    }

    CompactionWorld(CompactionSettings settings, SimulatedDisk disk, TraceSink sink) {
        this.settings = settings;
        this.config = settings.config();
        this.disk = disk;
        this.crashing = new CrashingDisk(disk);
        this.sink = sink;
        this.watched = new WatchedDisk(crashing, this::called);
        for (TopicPartition partition : settings.partitions()) {
            CompactionState state = new CompactionState((step, after) -> emit(partition, step, after), settings.readers());
            partitions.put(partition, new CompactedPartition(settings, new CompactionTracer(disk, partition, state)));
        }
    }

    static TraceHeader header(String command, long seed, CompactionSettings settings) {
        Map<String, Object> constants = Map.of("Tombstone", CompactedFiles.TOMBSTONE, "Producers", IntStream.rangeClosed(1, settings.producers())
                .mapToObj(CompactedFiles::producer).toList(), "None", CompactedFiles.NONE, "Readers", settings.readers(), "DeleteRetention",
                settings.config().deleteRetentionMs(), "MinCompactionLag", settings.config().minCompactionLagMs(), "MapCapacity", (long) settings.mapCapacity());
        return new TraceHeader(command, seed, settings.partitions().stream().map(partition ->
                SpecInstance.accepted(partition.directory(), CompactionVocabulary.COMPACTION, constants)).toList());
    }

    private void called(WatchedDisk.Call call, String path, String to) throws StorageException {
        for (CompactedPartition partition : partitions.values()) {
            partition.tracer().called(call, path, to);
        }
    }

    private void emit(TopicPartition partition, ActionCall step, Map<VariableSignature, Object> after) {
        Map<String, Object> args = new LinkedHashMap<>();
        List<Parameter> parameters = step.action().parameters();
        for (int i = 0; i < parameters.size(); i++) {
            args.put(parameters.get(i).name(), step.arguments().get(i));
        }
        Map<String, Object> changes = new LinkedHashMap<>();
        after.forEach((variable, change) -> changes.put(variable.name(), change));
        steps++;
        sink.emit(new TraceEvent(steps, nowMs, BROKER, CompactionVocabulary.COMPACTION, Optional.of(partition.directory()), step.action().name(), args, changes));
    }

    // The process.

    /** The logs come into being; nothing of that is told. */
    void create() throws StorageException {
        openDirectory();
        for (Map.Entry<TopicPartition, CompactedPartition> entry : partitions.entrySet()) {
            entry.getValue().create(directory().open(entry.getKey(), config));
        }
        startCleaner();
    }

    /** A process begins: it opens the log directory, its logs, and begins to clean. */
    void start() throws StorageException {
        openDirectory();
        for (Map.Entry<TopicPartition, CompactedPartition> entry : partitions.entrySet()) {
            entry.getValue().open(directory().open(entry.getKey(), config));
        }
        startCleaner();
    }

    /** The next process is told so. */
    void setSegmentBytes(int bytes) {
        config = config.with(LogConfig.SEGMENT_BYTES, bytes);
    }

    private void openDirectory() throws StorageException {
        directory = Optional.of(LogDirectory.open(watched, DIRECTORY, nowMs));
    }

    private void startCleaner() {
        CleanerConfig config = settings.cleanerConfig();
        cleaner = Optional.of(new LogCleaner(directory(), config, new Random(1), partition -> partitions.get(partition).tracer()));
        worker = Optional.of(cleaner.get().newWorker());
    }

    boolean isUp() {
        return worker.isPresent();
    }

    LogDirectory directory() {
        return directory.orElseThrow(() -> new IllegalStateException("no process has the log directory open"));
    }

    LogCleaner cleaner() {
        return cleaner.orElseThrow(() -> new IllegalStateException("no process has the log directory open"));
    }

    CompactedPartition partition(int number) {
        return partitions.get(settings.partitions().get(number));
    }

    CompactedPartition only() {
        return partition(0);
    }

    PartitionLog log() {
        return only().log();
    }

    long nowMs() {
        return nowMs;
    }

    /** How many steps were told of. */
    long steps() {
        return steps;
    }

    SimulatedDisk disk() {
        return disk;
    }

    /** What stands between the process and the disk: it can stop the one before it changes the other. */
    CrashingDisk crashing() {
        return crashing;
    }

    private void endProcess() {
        watched.stopAfter(Long.MAX_VALUE);
        directory = Optional.empty();
        worker = Optional.empty();
        cleaner = Optional.empty();
    }

    void crash() throws StorageException {
        endProcess();
        disk.failNoMore();
        disk.processCrash();
        for (CompactedPartition partition : partitions.values()) {
            partition.crash();
        }
    }

    void losePower(PowerLoss loss) throws StorageException {
        endProcess();
        disk.failNoMore();
        disk.powerLoss(loss);
        for (CompactedPartition partition : partitions.values()) {
            partition.losePower(nowMs);
        }
    }

    /** The disk stops to answer before the change that comes after so many others. */
    void stopDiskAfter(long calls) {
        watched.stopAfter(calls);
    }

    void failNext(DiskFault fault, Random random) {
        disk.failNext(fault, random);
    }

    // The cleaner.

    /** One step of it; whether there was anything to do. */
    boolean cleanStep() throws StorageException {
        boolean hasWorked = worker.orElseThrow().step(nowMs);
        observe();
        return hasWorked;
    }

    /** All that is to be cleaned now. */
    boolean clean() throws StorageException {
        for (int steps = 0; steps < MOST_STEPS; steps++) {
            if (!cleanStep()) {
                return steps > 0;
            }
        }
        throw new IllegalStateException("the cleaner has come to no end in " + MOST_STEPS + " steps");
    }

    boolean isCleaning() {
        return worker.isPresent() && worker.get().isBusy();
    }

    /** Tells of what changed in memory only. */
    void observe() throws StorageException {
        for (CompactedPartition partition : partitions.values()) {
            partition.tracer().observe();
        }
    }

    /** Everything is flushed, and the checkpoint says so. */
    void flush() throws StorageException {
        for (PartitionLog log : directory().logs().values()) {
            log.flush();
        }
        directory().checkpointRecoveryPoints();
        directory().checkpointHighWatermarks();
        observe();
    }

    /** Time passes; not within a round, which takes none. */
    void pass(long ms) {
        if (isCleaning()) {
            throw new IllegalStateException("time passes while a log is cleaned");
        }
        nowMs += ms;
        partitions.values().forEach(partition -> {
            partition.tracer().state().set(CLOCK, nowMs);
            partition.tracer().state().step(CompactionVocabulary.TICK.with(nowMs));
        });
    }

    /** Tells of a reader's step. */
    static void tellOfReader(CompactionState state, String name, CommittedReader reader, ActionCall step) {
        Map<Object, Object> readers = new TreeMap<>((Map<?, ?>) state.value(READER_STATES));
        readers.put(name, reader.state());
        state.set(READER_STATES, readers);
        state.step(step);
    }
}
