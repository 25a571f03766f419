package dev.tidemark.node;

import static dev.tidemark.traces.ProducersVocabulary.ANSWERS;
import static dev.tidemark.traces.ProducersVocabulary.BECOME_FOLLOWER;
import static dev.tidemark.traces.ProducersVocabulary.BECOME_LEADER;
import static dev.tidemark.traces.ProducersVocabulary.COMMIT;
import static dev.tidemark.traces.ProducersVocabulary.FORGET_PRODUCER;
import static dev.tidemark.traces.ProducersVocabulary.KNOWN_PRODUCERS;
import static dev.tidemark.traces.ProducersVocabulary.LEADER_EPOCH;
import static dev.tidemark.traces.ProducersVocabulary.LOG;
import static dev.tidemark.traces.ProducersVocabulary.REPLICATE;
import static dev.tidemark.traces.ProducersVocabulary.REQUESTS;
import static dev.tidemark.traces.ProducersVocabulary.RESTART;
import static dev.tidemark.traces.ProducersVocabulary.ROLE;
import static dev.tidemark.traces.ProducersVocabulary.SNAPSHOTS;
import static dev.tidemark.traces.ProducersVocabulary.STOP_REPLICA;
import static dev.tidemark.traces.ProducersVocabulary.TAKE_SNAPSHOT;
import static dev.tidemark.traces.ProducersVocabulary.TRUNCATE;
import static dev.tidemark.traces.ProducersVocabulary.WAITING;

import dev.tidemark.core.ErrorCode;
import dev.tidemark.core.KnownProducers.Known;
import dev.tidemark.core.ProducerRequest;
import dev.tidemark.core.ProducerRequest.Waiter;
import dev.tidemark.core.ReplicaState;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.storage.producer.ProducerSnapshot;
import dev.tidemark.storage.producer.ProducerStateEntry;
import dev.tidemark.storage.record.InvalidBatchException;
import dev.tidemark.storage.record.RecordBatch;
import dev.tidemark.traces.ActionCall;
import dev.tidemark.traces.Change;
import dev.tidemark.traces.VariableSignature;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Tells the steps of one replica that concern producers, with what is then seen of them in memory and in the files; or does nothing. */
final class ProducersTrace {
    private final Optional<Tracer> tracer;
    private final String broker;
    private final String scope;
    private final ReplicaLog log;
    private final List<Map<String, Object>> batches = new ArrayList<>();
    private String role = "follower";
    private Map<String, Object> known = Map.of();
    private Map<String, Object> snapshots = Map.of();

    ProducersTrace(Optional<Tracer> tracer, String broker, String scope, ReplicaLog log) {
        this.tracer = tracer;
        this.broker = broker;
        this.scope = scope;
        this.log = log;
    }

    /** Whether this is a run of producers without idempotence. */
    boolean isOf(String spec) {
        return tracer.filter(told -> told.spec().equals(spec)).isPresent();
    }

    // What the leader does for producers.

    /** A batch is in the log; if it began a segment, what was known of producers before was written down. */
    void appended(ActionCall call, Optional<Waiter> waiter) throws StorageException {
        closed();
        tell(call, waiter.map(this::takenUp).orElse(Map.of()));
    }

    /** A segment ended, or the log was closed: what was known of producers then was written down. */
    void closed() throws StorageException {
        if (tracer.isPresent()) {
            Map<String, Object> nowThere = tracedSnapshots(log.producers().snapshots());
            if (!nowThere.equals(snapshots)) {
                snapshots = nowThere;
                emit(TAKE_SNAPSHOT.with(broker), Map.of(SNAPSHOTS, Map.of(broker, snapshots)));
            }
        }
    }

    void foundDuplicate(ActionCall call, Waiter waiter) throws StorageException {
        tell(call, takenUp(waiter));
    }

    private Map<VariableSignature, Object> takenUp(Waiter waiter) {
        return Map.of(REQUESTS, gone(waiter.request()), WAITING, Map.of(broker, Change.exchange(List.of(TraceValues.of(waiter)), List.of())));
    }

    private static Map<String, Object> gone(ProducerRequest request) {
        return Change.exchange(List.of(), List.of(TraceValues.request(request)));
    }

    void refused(ActionCall call, ProducerRequest request, ErrorCode error) throws StorageException {
        tell(call, Map.of(REQUESTS, gone(request), ANSWERS, answer(request, error, -1)));
    }

    void answered(ActionCall call, Waiter waiter, ErrorCode error) throws StorageException {
        tell(call, Map.of(WAITING, Map.of(broker, Change.exchange(List.of(), List.of(TraceValues.of(waiter)))),
                ANSWERS, answer(waiter.request(), error, waiter.baseOffset())));
    }

    private static Map<String, Object> answer(ProducerRequest request, ErrorCode error, long baseOffset) {
        return Change.exchange(List.of(TraceValues.answer(request, error, baseOffset)), List.of());
    }

    /** Producers were forgotten, one after the other. */
    void forgot(List<Long> producerIds) {
        for (long producerId : tracer.isPresent() ? producerIds : List.<Long>of()) {
            Map<String, Object> others = new TreeMap<>(known);
            others.remove(Long.toString(producerId));
            known = others;
            emit(FORGET_PRODUCER.with(broker, producerId), Map.of(KNOWN_PRODUCERS, Map.of(broker, known)));
        }
    }

    // What replication does.

    void becameLeader(ReplicaState state) throws StorageException {
        tell(BECOME_LEADER.with(broker, state.role().leaderEpoch()), role(state, "leader"));
    }

    void becameFollower(ReplicaState state) throws StorageException {
        tell(BECOME_FOLLOWER.with(broker, state.role().leaderEpoch()), role(state, "follower"));
    }

    /** A new replica begins like this one: as a follower of nobody. */
    void stopped(ReplicaState state) throws StorageException {
        tell(STOP_REPLICA.with(broker), role(state, "follower"));
    }

    private Map<VariableSignature, Object> role(ReplicaState state, String newRole) {
        Map<VariableSignature, Object> after = new LinkedHashMap<>(Map.of(LEADER_EPOCH, Map.of(broker, (long) state.role().leaderEpoch())));
        if (!newRole.equals(role)) {
            role = newRole;
            after.put(ROLE, Map.of(broker, role));
        }
        return after;
    }

    /** Everything below the high watermark, which is between two batches. */
    void committed(long highWatermark) throws StorageException {
        if (tracer.isPresent()) {
            tell(COMMIT.with(broker, batches.stream().filter(batch -> (Long) batch.get("baseOffset") < highWatermark).count()), Map.of());
        }
    }

    void replicated() throws StorageException {
        if (tracer.isPresent() && log.endOffset() > endOffset()) {
            List<Map<String, Object>> added = tracedBatches(log.batches(endOffset()));
            tell(REPLICATE.with(broker, added, newSnapshots()), Map.of());
        }
    }

    void truncated() throws StorageException {
        if (tracer.isPresent() && log.endOffset() < endOffset()) {
            long size = batches.stream().filter(batch -> (Long) batch.get("baseOffset") < log.endOffset()).count();
            tell(TRUNCATE.with(broker, size, newSnapshots()), Map.of());
        }
    }

    /** @param found the offsets of the snapshots that were there before the log was opened */
    void restarted(Collection<Long> found) throws StorageException {
        if (tracer.isPresent()) {
            List<Long> taken = newSnapshots();
            List<Long> kept = new ArrayList<>(found);
            kept.retainAll(taken);
            taken.removeAll(kept);
            batches.addAll(tracedBatches(log.batches(0)));
            known = read(log.producers().states().producers());
            snapshots = tracedSnapshots(log.producers().snapshots());
            Map<VariableSignature, Object> after = new LinkedHashMap<>();
            after.put(ROLE, Map.of(broker, "follower"));
            after.put(LOG, Map.of(broker, Change.growth(0, batches)));
            after.put(KNOWN_PRODUCERS, Map.of(broker, known));
            after.put(SNAPSHOTS, Map.of(broker, snapshots));
            emit(RESTART.with(broker, (long) batches.size(), kept, taken), after);
        }
    }

    private List<Long> newSnapshots() {
        List<Long> offsets = new ArrayList<>(log.producers().snapshotOffsets());
        offsets.removeIf(offset -> snapshots.containsKey(offset.toString()));
        return offsets;
    }

    private long endOffset() {
        if (batches.isEmpty()) {
            return 0;
        }
        Map<String, Object> last = batches.get(batches.size() - 1);
        return (Long) last.get("baseOffset") + ((List<?>) last.get("records")).size();
    }

    // What is seen.

    private void tell(ActionCall call, Map<VariableSignature, Object> more) throws StorageException {
        if (tracer.isPresent()) {
            Map<VariableSignature, Object> after = new LinkedHashMap<>(more);
            after.putAll(observe());
            emit(call, after);
        }
    }

    private void emit(ActionCall call, Map<VariableSignature, Object> after) {
        tracer.orElseThrow().emit(broker, scope, call, after);
    }

    /** What has changed since it was last looked at. */
    private Map<VariableSignature, Object> observe() throws StorageException {
        Map<VariableSignature, Object> changes = new LinkedHashMap<>();
        if (log.endOffset() != endOffset()) {
            batches.removeIf(batch -> (Long) batch.get("baseOffset") >= log.endOffset());
            int from = batches.size();
            batches.addAll(tracedBatches(log.batches(endOffset())));
            changes.put(LOG, Map.of(broker, Change.growth(from, List.copyOf(batches.subList(from, batches.size())))));
        }
        Map<String, Object> nowKnown = read(log.producers().states().producers());
        if (!nowKnown.equals(known)) {
            known = nowKnown;
            changes.put(KNOWN_PRODUCERS, Map.of(broker, known));
        }
        Map<String, Object> nowThere = tracedSnapshots(log.producers().snapshots());
        if (!nowThere.equals(snapshots)) {
            snapshots = nowThere;
            changes.put(SNAPSHOTS, Map.of(broker, snapshots));
        }
        return changes;
    }

    private static List<Map<String, Object>> tracedBatches(List<RecordBatch> found) {
        List<Map<String, Object>> read = new ArrayList<>();
        for (RecordBatch batch : found) {
            try {
                List<String> records = batch.entries().stream().map(entry -> LogBatches.entryOf(entry).record()).toList();
                read.add(Map.of("producerId", batch.header().producer().producerId(), "producerEpoch", (long) batch.header().producer().producerEpoch(),
                        "firstSequence", (long) batch.header().producer().baseSequence(), "records", records, "baseOffset", batch.header().baseOffset()));
            } catch (InvalidBatchException e) {
                throw new IllegalStateException("a batch that passed its CRC cannot be decoded: " + e.getMessage(), e);
            }
        }
        return read;
    }

    private static Map<String, Object> read(Collection<ProducerStateEntry> entries) {
        Map<String, Object> read = new TreeMap<>();
        entries.stream().filter(entry -> !entry.batches().isEmpty()).forEach(entry -> read.put(Long.toString(entry.producerId()), known(ReplicaLog.known(entry))));
        return read;
    }

    private static Map<String, Object> known(Known known) {
        return Map.of("producerEpoch", (long) known.producerEpoch(), "batches", known.batches().stream().map(batch -> Map.of(
                "firstSequence", (long) batch.firstSequence(), "lastSequence", (long) batch.lastSequence(), "baseOffset", batch.baseOffset())).toList());
    }

    private static Map<String, Object> tracedSnapshots(List<ProducerSnapshot> found) {
        Map<String, Object> read = new TreeMap<>();
        found.forEach(snapshot -> read.put(Long.toString(snapshot.endOffset()), read(snapshot.entries())));
        return read;
    }
}
