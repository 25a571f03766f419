package dev.tidemark.simulation.compaction;

import static dev.tidemark.simulation.compaction.CompactionState.baseOffset;
import static dev.tidemark.simulation.compaction.CompactionState.lastOffset;
import static dev.tidemark.traces.CompactionVocabulary.*;

import dev.tidemark.simulation.compaction.CompactedFiles.Name;
import dev.tidemark.simulation.compaction.CompactedFiles.Status;
import dev.tidemark.storage.OffsetCheckpoint;
import dev.tidemark.storage.PartitionLog;
import dev.tidemark.storage.Segment;
import dev.tidemark.storage.TopicPartition;
import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.traces.ActionCall;
import dev.tidemark.traces.VariableSignature;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Tells the system calls of one compacted log as steps of {@code Compaction}. A step that the spec takes with its sync is told of when that has
 * been done, or when the process or the power fails in between and the files show that it took place.
 */
abstract class CompactionCalls implements WatchedDisk.Watcher {
    private final Disk disk;
    private final TopicPartition partition;
    final CompactedFiles files;
    final CompactionState state;
    final UnsyncedNames names = new UnsyncedNames();
    final List<Pending> pending = new ArrayList<>();
    Optional<PartitionLog> log = Optional.empty();
    boolean isCrashing;
    Optional<Round> round = Optional.empty();
    List<Segment> replaced = List.of();

    /** @param disk to look at the files without being told of it */
    CompactionCalls(Disk disk, TopicPartition partition, CompactionState state) {
        this.disk = disk;
        this.partition = partition;
        this.files = new CompactedFiles(disk, partition);
        this.state = state;
    }

    /** Something that was done and is not durable yet: which step it is, whether the files show it, and what it leaves of the segments. */
    record Pending(ActionCall step, long file, Sign sign, Effect effect) {}

    interface Sign {
        boolean isThere() throws StorageException;
    }

    interface Effect {
        void on(SortedMap<Long, List<Map<String, Object>>> segments);
    }

    // System calls.

    @Override
    public void called(WatchedDisk.Call call, String path, String to) throws StorageException {
        observe();
        Optional<Name> name = files.name(path);
        if (call == WatchedDisk.Call.SYNC_DIRECTORY && path.equals(partition.directory())) {
            directorySynced();
        } else if (call == WatchedDisk.Call.SYNC_DIRECTORY && path.isEmpty()) {
            lookAtCheckpoints();
        } else if (name.isPresent()) {
            called(call, name.get(), files.name(to).orElseThrow());
        }
    }

    private void called(WatchedDisk.Call call, Name name, Name to) throws StorageException {
        long base = name.baseOffset();
        switch (call) {
            case CREATE -> created(base, name.status());
            case APPEND -> appended(base, name.status());
            case TRUNCATE -> truncated(base);
            case SYNC -> synced(base, name.status());
            case RENAME -> renamed(base, name.status(), to.status());
            case DELETE -> deleted(base, name.status());
            case SYNC_DIRECTORY -> throw new IllegalStateException("a directory of the name of a segment");
        }
    }

    private void created(long base, Status status) {
        if (status == Status.CLEANED) {
            names.change(UnsyncedNames.Kind.CREATE, base);
            putFile("cleaned", base, List.of());
            boolean isFirst = round.map(known -> known.outputs.isEmpty()).orElse(true);
            round.ifPresent(known -> known.outputs.add(base));
            roundStep(isFirst ? CREATE_CLEANED.with(upperOffset()) : CONTINUE_CLEANED.with(base));
        } else if (log.isPresent() || !isRunning()) {
            ActionCall step = isRunning() ? ROLL.with() : CREATE_FIRST_SEGMENT.with();
            later(step, base, () -> files.exists(base, Status.LOG), segments -> segments.put(base, List.of()));
        }
    }

    private long upperOffset() {
        List<Long> group = round.map(known -> known.group).orElse(List.of());
        return state.served().keySet().stream().filter(base -> group.isEmpty() || base > group.get(group.size() - 1)).findFirst().orElse(0L);
    }

    private void appended(long base, Status status) throws StorageException {
        if (status == Status.LOG) {
            tellOfAppends(base);
        } else if (status == Status.CLEANED) {
            written(base);
        }
    }

    /** Also of one that failed when all was written. */
    void tellOfAppends(long base) throws StorageException {
        List<Map<String, Object>> known = state.files("log").getOrDefault(base, List.of());
        List<Map<String, Object>> found = files.batches(base, Status.LOG);
        for (Map<String, Object> batch : found.subList(Math.min(known.size(), found.size()), found.size())) {
            changeSegments(segments -> segments.merge(base, List.of(batch), CompactionCalls::joined));
            state.step(append(batch));
        }
    }

    private static List<Map<String, Object>> joined(List<Map<String, Object>> first, List<Map<String, Object>> second) {
        List<Map<String, Object>> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    private static ActionCall append(Map<String, Object> batch) {
        List<Map<String, Object>> payload = new ArrayList<>();
        for (Object record : (List<?>) batch.get("records")) {
            payload.add(Map.of("key", ((Map<?, ?>) record).get("key"), "value", ((Map<?, ?>) record).get("value")));
        }
        Object producer = batch.get("producer");
        if (batch.get("kind").equals("data")) {
            return APPEND_RECORDS.with(payload);
        }
        return batch.get("kind").equals("transactional") ? APPEND_IN_TRANSACTION.with(producer, payload)
                : END_TRANSACTION.with(producer, payload.get(0).get("value"));
    }

    private void written(long base) throws StorageException {
        List<Map<String, Object>> batches = files.batches(base, Status.CLEANED);
        putFile("cleaned", base, batches);
        state.step(WRITE_CLEANED.with(lastOffset(batches.get(batches.size() - 1)) + 1));
    }

    private void truncated(long base) throws StorageException {
        List<Map<String, Object>> left = files.batches(base, Status.LOG);
        List<Map<String, Object>> known = state.files("log").getOrDefault(base, List.of());
        if (log.isPresent() && left.size() < known.size()) {
            long endOffset = baseOffset(known.get(left.size()));
            later(TRUNCATE.with(endOffset), base, () -> files.batches(base, Status.LOG).stream().noneMatch(batch -> lastOffset(batch) >= endOffset),
                    segments -> segments.put(base, left));
        }
    }

    private void synced(long base, Status status) throws StorageException {
        if (status == Status.CLEANED) {
            round.ifPresent(known -> known.isFlushed = true);
            state.step(FLUSH_CLEANED.with(base));
        } else if (pending.stream().anyMatch(change -> change.file() == base && change.step().action() == TRUNCATE)) {
            tellOfPending();
        }
    }

    private void renamed(long base, Status from, Status to) {
        if (to == Status.SWAP) {
            names.change(UnsyncedNames.Kind.SWAP, base);
            putFile("swap", base, takeFile("cleaned", base));
            state.step(RENAME_TO_SWAP.with(base));
        } else if (from == Status.SWAP) {
            names.change(UnsyncedNames.Kind.FINISH, base);
            putFile("log", base, takeFile("swap", base));
            state.step(log.isPresent() ? RENAME_TO_LOG.with(base) : RENAME_SWAP_FILE.with(base));
        } else if (!state.files("swap").isEmpty()) {
            names.change(UnsyncedNames.Kind.RETIRE, base);
            takeFile("log", base);
            state.step(RETIRE_SEGMENT.with(base));
        } else {
            later(DELETE_OLDEST_SEGMENT.with(), base, () -> !files.exists(base, Status.LOG), segments -> segments.remove(base));
        }
    }

    private void deleted(long base, Status status) {
        if (status == Status.CLEANED) {
            names.change(UnsyncedNames.Kind.DROP_CLEANED, base);
            takeFile("cleaned", base);
            round.ifPresent(known -> known.outputs.clear());
            roundStep(log.isPresent() ? REMOVE_CLEANED.with(base) : DROP_CLEANED_FILE.with(base));
        } else if (status == Status.SWAP) {
            names.change(UnsyncedNames.Kind.DROP_SWAP, base);
            takeFile("swap", base);
            state.step(DROP_INVALID_SWAP_FILE.with(base));
        } else if (status == Status.LOG && !state.files("swap").isEmpty()) {
            names.change(UnsyncedNames.Kind.RETIRE, base);
            takeFile("log", base);
            state.step(DROP_COVERED_FILE.with(base));
        } else if (status == Status.LOG) {
            ActionCall step = log.isPresent() ? DELETE_LAST_SEGMENT.with() : DROP_UNREACHABLE_FILE.with(base);
            later(step, base, () -> !files.exists(base, Status.LOG), segments -> segments.remove(base));
        }
    }

    private void later(ActionCall step, long file, Sign sign, Effect effect) {
        pending.add(new Pending(step, file, sign, effect));
    }

    boolean isRunning() {
        return (Boolean) state.value(RUNNING);
    }

    private void directorySynced() throws StorageException {
        tellOfPending();
        if (isCrashing) {
            forget();
            state.step(CRASH.with());
        }
        if (names.sync(state)) {
            state.step(SYNC_DIRECTORY.with());
        }
    }

    /** What is durable now, or was found. */
    void tellOfPending() throws StorageException {
        List<Pending> done = List.copyOf(pending);
        pending.clear();
        for (Pending change : done) {
            if (change.sign().isThere()) {
                if (isRunning()) {
                    changeSegments(change.effect());
                } else {
                    SortedMap<Long, List<Map<String, Object>>> segments = state.files("log");
                    change.effect().on(segments);
                    state.setFiles("log", segments);
                }
                if (change.step().action() == DELETE_OLDEST_SEGMENT) {
                    state.set(LOG_START_OFFSET, Math.max(state.number(LOG_START_OFFSET), state.served().firstKey()));
                }
                state.step(change.step());
                names.becomesDurable(state.files("log").keySet());
            }
        }
    }

    /** Segments change, for readers as on the disk. */
    private void changeSegments(Effect effect) {
        SortedMap<Long, List<Map<String, Object>>> onDisk = state.files("log");
        SortedMap<Long, List<Map<String, Object>>> served = state.served();
        effect.on(onDisk);
        effect.on(served);
        state.setFiles("log", onDisk);
        state.set(LOG, served);
    }

    private void putFile(String suffix, long base, List<Map<String, Object>> batches) {
        SortedMap<Long, List<Map<String, Object>>> segments = state.files(suffix);
        segments.put(base, batches);
        state.setFiles(suffix, segments);
    }

    private List<Map<String, Object>> takeFile(String suffix, long base) {
        SortedMap<Long, List<Map<String, Object>>> segments = state.files(suffix);
        List<Map<String, Object>> batches = segments.remove(base);
        state.setFiles(suffix, segments);
        return batches == null ? List.of() : batches;
    }

    private long checkpointed(String name) throws StorageException {
        return new OffsetCheckpoint(disk, "", name).read().getOrDefault(partition, 0L);
    }

    void lookAtCheckpoints() throws StorageException {
        if (!isRunning()) {
            return;
        }
        checkpointed(CLEANER_CHECKPOINT, checkpointed(OffsetCheckpoint.CLEANER));
        checkpointed(RECOVERY_POINT, checkpointed(OffsetCheckpoint.RECOVERY_POINT));
        checkpointed(LOG_START_OFFSET, Math.max(state.number(LOG_START_OFFSET), checkpointed(OffsetCheckpoint.LOG_START)));
    }

    private void checkpointed(VariableSignature variable, long offset) {
        if (state.number(variable) != offset) {
            state.set(variable, offset);
            if (variable == CLEANER_CHECKPOINT) {
                endRound();
            }
            state.step(variable == CLEANER_CHECKPOINT ? FINISH_ROUND.with()
                    : variable == RECOVERY_POINT ? CHECKPOINT_RECOVERY_POINT.with(offset) : MOVE_LOG_START.with(offset));
        }
    }

    void endRound() {
        round = Optional.empty();
        replaced = List.of();
        state.set(CLEANING_ROUND, Round.NONE);
    }

    void roundStep(ActionCall step) {
        round.ifPresent(known -> state.set(CLEANING_ROUND, known.told()));
        state.step(step);
    }

    void forget() {
        isCrashing = false;
        log = Optional.empty();
        endRound();
        state.set(RUNNING, false);
    }

    /** Tells of what changed in memory since the last look. */
    abstract void observe() throws StorageException;
}
