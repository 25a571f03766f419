package dev.tidemark.simulation.compaction;

import static dev.tidemark.simulation.compaction.CompactionState.lastOffset;

import dev.tidemark.storage.LogSlice;
import dev.tidemark.storage.PartitionLog;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.storage.record.BatchScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whoever reads a log with {@code read_committed}, batch by batch and as slowly as he likes, and keeps the newest value of each key. The records of
 * a transaction are put aside until its marker comes.
 */
final class CommittedReader {
    private long position;
    private long sinceMs;
    private final Map<String, Map<String, Object>> belief = new TreeMap<>();
    private final List<Map<String, Object>> pending = new ArrayList<>();

    static Map<String, Object> newState(long sinceMs) {
        return Map.of("position", 0L, "since", sinceMs, "belief", List.of(), "pending", List.of());
    }

    Map<String, Object> state() {
        return Map.of("position", position, "since", sinceMs, "belief", List.copyOf(belief.values()), "pending", List.copyOf(pending));
    }

    long position() {
        return position;
    }

    /** What he believes the keys' values to be, of those that have one. */
    Map<String, String> values() {
        Map<String, String> values = new TreeMap<>();
        belief.forEach((key, record) -> values.put(key, (String) record.get("value")));
        values.values().removeIf(CompactedFiles.TOMBSTONE::equals);
        return values;
    }

    /** Takes the next batch; false if there is none. */
    boolean read(PartitionLog log) throws StorageException {
        long start = Math.max(position, log.logStartOffset());
        long end = log.lastStableOffset();
        LogSlice slice = log.reader().read(start, 1, Math.max(start, end));
        if (slice.isEmpty()) {
            return false;
        }
        Map<String, Object> batch = CompactedFiles.batches(BatchScanner.of(slice.batches(), slice.startOffset()).allowingGaps()).get(0);
        take(batch, start);
        position = lastOffset(batch) + 1;
        return true;
    }

    private void take(Map<String, Object> batch, long start) {
        List<Map<String, Object>> records = new ArrayList<>();
        for (Object record : (List<?>) batch.get("records")) {
            Map<String, Object> taken = new TreeMap<>();
            ((Map<?, ?>) record).forEach((name, value) -> taken.put((String) name, value));
            if ((Long) taken.get("offset") >= start) {
                records.add(taken);
            }
        }
        Object producer = batch.get("producer");
        if (batch.get("kind").equals("data")) {
            records.forEach(this::learn);
        } else if (batch.get("kind").equals("transactional")) {
            records.forEach(record -> record.put("producer", producer));
            pending.addAll(records);
        } else if (!records.isEmpty()) {
            end(producer, records.get(0).get("value").equals("commit"));
        }
    }

    private void end(Object producer, boolean isCommit) {
        List<Map<String, Object>> own = pending.stream().filter(record -> record.get("producer").equals(producer)).toList();
        pending.removeAll(own);
        if (isCommit) {
            own.forEach(record -> {
                record.remove("producer");
                learn(record);
            });
        }
    }

    private void learn(Map<String, Object> record) {
        belief.merge((String) record.get("key"), record, (known, found) -> (Long) known.get("offset") >= (Long) found.get("offset") ? known : found);
    }

    /** There is nothing more: if he has come so far in time, his time begins anew. Whether it did. */
    boolean reachEnd(long nowMs, long deleteRetentionMs) {
        boolean isInTime = nowMs - sinceMs < deleteRetentionMs && sinceMs != nowMs;
        if (isInTime) {
            sinceMs = nowMs;
        }
        return isInTime;
    }

    void startOver(long nowMs) {
        position = 0;
        sinceMs = nowMs;
        belief.clear();
        pending.clear();
    }
}
