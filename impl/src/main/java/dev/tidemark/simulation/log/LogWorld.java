package dev.tidemark.simulation.log;

import dev.tidemark.simulation.CrashingDisk;
import dev.tidemark.simulation.DiskFault;
import dev.tidemark.simulation.PowerLoss;
import dev.tidemark.simulation.SimulatedDisk;
import dev.tidemark.storage.FileRegion;
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
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/** One log in one log directory on a simulated disk, with a clock of its own; its system calls are told as steps of {@code SegmentedLog}. */
final class LogWorld {
    static final TopicPartition PARTITION = new TopicPartition("orders", 0);
    private static final String BROKER = "b1";

    private final LogConfig config;
    private final LogDirectoryConfig directoryConfig;
    private final SimulatedDisk disk;
    private final CrashingDisk crashing;
    private final TraceSink sink;
    private final LogTracer tracer = new LogTracer(new Emitter());
    private final TracedFiles files;
    private final TracedDisk traced;
    private Optional<LogDirectory> directory = Optional.empty();
    private long nowMs;
    private long steps;
    private boolean isRefused;

    LogWorld(LogConfig config, LogDirectoryConfig directoryConfig, Path data, TraceSink sink) {
        this(config, directoryConfig, new SimulatedDisk(data), sink);
    }

    LogWorld(LogConfig config, LogDirectoryConfig directoryConfig, SimulatedDisk disk, TraceSink sink) {
        this.config = config;
        this.directoryConfig = directoryConfig;
        this.disk = disk;
        this.crashing = new CrashingDisk(disk);
        this.sink = sink;
        this.files = new TracedFiles(disk, PARTITION, tracer);
        this.traced = new TracedDisk(crashing, files);
    }

    static TraceHeader header(String command, long seed) {
        return new TraceHeader(command, seed, List.of(SpecInstance.accepted(PARTITION.directory(), StorageVocabulary.SEGMENTED_LOG, Map.of())));
    }

    /** A process begins: it opens the log directory, and the log. */
    void start() throws StorageException {
        tracer.load();
        LogDirectory opened = LogDirectory.open(traced, directoryConfig, nowMs);
        try {
            tracer.open(opened.open(PARTITION, config));
        } catch (StorageException e) {
            if (opened.failure().isEmpty() && tracer.isOpening()) {
                tracer.refuseDamage();
                isRefused = true;
            }
            throw e;
        }
        directory = Optional.of(opened);
    }

    boolean isUp() {
        return directory.isPresent();
    }

    /** Whether flushed records are damaged, and a process has come across them as it began. */
    boolean isRefused() {
        return isRefused;
    }

    LogDirectory directory() {
        return directory.orElseThrow(() -> new IllegalStateException("no process has the log open"));
    }

    PartitionLog log() {
        return directory().log(PARTITION);
    }

    long nowMs() {
        return nowMs;
    }

    /** How many steps were told of. */
    long steps() {
        return steps;
    }

    void append(String... records) throws StorageException {
        log().append(Stream.of(records).map(Record::ofValue).toList(), 0, nowMs);
    }

    /** Fetches as a broker does: a region of the file goes to the network, and nothing looks into it on the way. */
    byte[] fetch(long offset, int maxBytes) throws StorageException {
        ByteArrayOutputStream network = new ByteArrayOutputStream();
        FileRegion region = log().reader().fetch(offset, maxBytes, log().logEndOffset());
        region.transferTo(Channels.newChannel(network));
        byte[] sent = network.toByteArray();
        tracer.fetch(offset, SegmentFile.batches(ByteBuffer.wrap(sent), region.startOffset()).stream().filter(batch -> batch.get("isSound").equals(true)).toList());
        return sent;
    }

    /** The bytes of a segment's file. */
    byte[] bytes(long file) throws StorageException {
        return SegmentFile.bytes(disk, PARTITION, file);
    }

    /** Time passes, and what is due is done. */
    void pass(long ms) throws StorageException {
        nowMs += ms;
        directory().tick(nowMs);
        observe();
    }

    /** Time passes, and nobody looks at the clock. */
    void letTimePass(long ms) {
        nowMs += ms;
    }

    /** Tells of what changed in memory only. */
    void observe() {
        tracer.observeOffsets();
    }

    void shutDown() throws StorageException {
        directory().shutDown(1);
        directory = Optional.empty();
    }

    void crash() {
        directory = Optional.empty();
        disk.processCrash();
        tracer.crash();
    }

    void losePower(PowerLoss loss) throws StorageException {
        directory = Optional.empty();
        disk.powerLoss(loss);
        tracer.losePower(files.checkpoints());
        tracer.settle(files.segments());
    }

    /** What stands between the process and the disk: it can stop the one before it changes the other. */
    CrashingDisk crashing() {
        return crashing;
    }

    void failNext(DiskFault fault, Random random) {
        disk.failNext(fault, random);
    }

    /**
     * A bit of a batch flips that lies there for good.
     *
     * @param file  the base offset of its segment
     * @param index of the batch in it, from 1 on
     */
    void flipBit(long file, int index) throws StorageException {
        long bit = SegmentFile.lastBit(disk, PARTITION, file, index);
        disk.flipBit(SegmentFile.path(PARTITION, file), bit);
        files.flipped(file, index, bit);
    }

    /** The same, of a sound batch, if there is one. */
    void flipBit(long file, Random random) throws StorageException {
        List<Integer> sound = tracer.soundBatches(file);
        if (!sound.isEmpty()) {
            flipBit(file, sound.get(random.nextInt(sound.size())));
        }
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
            steps++;
            sink.emit(new TraceEvent(steps, nowMs, BROKER, StorageVocabulary.SEGMENTED_LOG, Optional.of(PARTITION.directory()), step.action().name(),
                    args, changes));
        }
    }
}
