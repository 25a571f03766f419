package dev.tidemark.simulation.log;

import dev.tidemark.simulation.DiskFault;
import dev.tidemark.simulation.SimulatedDisk;
import dev.tidemark.storage.LogConfig;
import dev.tidemark.storage.LogDirectory;
import dev.tidemark.storage.LogDirectoryConfig;
import dev.tidemark.storage.PartitionLog;
import dev.tidemark.storage.TopicPartition;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.storage.record.Record;
import dev.tidemark.traces.ActionCall;
import dev.tidemark.traces.Parameter;
import dev.tidemark.traces.SpecInstance;
import dev.tidemark.traces.StorageVocabulary;
import dev.tidemark.traces.TraceEvent;
import dev.tidemark.traces.TraceHeader;
import dev.tidemark.traces.TraceSink;
import dev.tidemark.traces.VariableSignature;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;

/** One log in one log directory, whose owner does as the seed says, and whose process and power fail as it says. */
public final class LogRun {
    private static final TopicPartition PARTITION = new TopicPartition("orders", 0);
    private static final String BROKER = "b1";
    /** A few records a segment. */
    private static final LogConfig CONFIG = LogConfig.of(Map.of("segment.bytes", "300", "file.delete.delay.ms", "1000"));

    private final Random random;
    private final SimulatedDisk disk;
    private final TraceSink sink;
    private final LogTracer tracer = new LogTracer(new Emitter());
    private final TracedFiles files;
    private final TracedDisk traced;
    private final NavigableSet<Long> batchBaseOffsets = new TreeSet<>();
    private LogDirectory directory;
    private boolean isOpen;
    private long nowMs;
    private long seq;
    private int records;

    private LogRun(long seed, Path data, TraceSink sink) {
        this.random = new Random(seed);
        this.disk = new SimulatedDisk(data);
        this.sink = sink;
        this.files = new TracedFiles(disk, PARTITION, tracer);
        this.traced = new TracedDisk(disk, files);
    }

    /** The header of a run's trace. */
    public static TraceHeader header(String command, long seed) {
        return new TraceHeader(command, seed, List.of(SpecInstance.accepted(PARTITION.directory(), StorageVocabulary.SEGMENTED_LOG, Map.of())));
    }

    /** Runs until so many steps are told of. */
    public static void run(long seed, long steps, Path data, TraceSink sink) throws StorageException {
        LogRun run = new LogRun(seed, data, sink);
        run.start();
        while (run.seq < steps) {
            run.nowMs += run.random.nextInt(1000);
            run.act();
        }
    }

    private void start() throws StorageException {
        tracer.load();
        directory = LogDirectory.open(traced, LogDirectoryConfig.DEFAULT, nowMs);
        tracer.open(directory.open(PARTITION, CONFIG));
        isOpen = true;
    }

    /** Something that the owner of a log does, or that happens to it. */
    private interface Act {
        void on(PartitionLog log) throws StorageException;
    }

    /** Those that are there more than once happen more often. */
    private final List<Act> acts = List.of(
            this::append, this::append, this::append, this::append,
            PartitionLog::flush,
            PartitionLog::roll,
            log -> log.advanceHighWatermark(between(log.highWatermark(), log.logEndOffset())),
            log -> log.advanceLogStartOffset(between(log.logStartOffset(), log.highWatermark())),
            log -> log.deleteOldSegments(nowMs),
            this::truncate,
            log -> checkpoint(),
            log -> directory.tick(nowMs),
            log -> end(),
            log -> failSoon(),
            log -> restart());

    /** If the disk fails, the process ends, and the next one opens the log again. */
    private void act() throws StorageException {
        try {
            if (isOpen) {
                acts.get(random.nextInt(acts.size())).on(directory.log(PARTITION));
                tracer.observeOffsets();
            } else {
                start();
            }
        } catch (StorageException e) {
            isOpen = false;
            disk.processCrash();
            tracer.crash();
        }
    }

    private void failSoon() {
        DiskFault[] faults = DiskFault.values();
        disk.failNext(faults[random.nextInt(faults.length)], random);
    }

    private void append(PartitionLog log) throws StorageException {
        List<Record> batch = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            records++;
            batch.add(Record.ofValue("r" + records));
        }
        batchBaseOffsets.tailSet(log.logEndOffset()).clear();
        batchBaseOffsets.add(log.logEndOffset());
        log.append(batch, 0, nowMs);
    }

    /** To where a batch begins, as a follower does: its leader's epochs begin there too. */
    private void truncate(PartitionLog log) throws StorageException {
        List<Long> ends = batchBaseOffsets.stream().filter(offset -> offset >= log.logStartOffset() && offset < log.logEndOffset()).toList();
        if (!ends.isEmpty()) {
            directory.truncateTo(PARTITION, ends.get(random.nextInt(ends.size())));
        }
    }

    private long between(long from, long to) {
        return from + random.nextInt((int) (to - from) + 1);
    }

    private void checkpoint() throws StorageException {
        int which = random.nextInt(3);
        if (which == 0) {
            directory.checkpointRecoveryPoints();
        } else if (which == 1) {
            directory.checkpointLogStartOffsets();
        } else {
            directory.checkpointHighWatermarks();
        }
    }

    private void end() throws StorageException {
        if (random.nextBoolean()) {
            disk.processCrash();
            tracer.crash();
        } else {
            disk.powerLoss(random);
            tracer.losePower(files.checkpoints());
            tracer.settle(files.segments());
        }
        start();
    }

    private void restart() throws StorageException {
        directory.shutDown(1);
        start();
    }

    /** Numbers and dates the steps. */
    private final class Emitter implements LogTrace {
        @Override
        public void emit(ActionCall step, Map<VariableSignature, Object> after) {
            Map<String, Object> args = new LinkedHashMap<>();
            List<Parameter> parameters = step.action().parameters();
            for (int i = 0; i < parameters.size(); i++) {
                args.put(parameters.get(i).name(), step.arguments().get(i));
            }
            Map<String, Object> changes = new LinkedHashMap<>();
            after.forEach((variable, change) -> changes.put(variable.name(), change));
            seq++;
            sink.emit(new TraceEvent(seq, nowMs, BROKER, StorageVocabulary.SEGMENTED_LOG, Optional.of(PARTITION.directory()), step.action().name(),
                    args, changes));
        }
    }
}
