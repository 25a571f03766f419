package dev.tidemark.node;

import static dev.tidemark.traces.ReplicationVocabulary.ACKNOWLEDGED;
import static dev.tidemark.traces.ReplicationVocabulary.ADVANCE_HIGH_WATERMARK;
import static dev.tidemark.traces.ReplicationVocabulary.APPLY_FETCH;
import static dev.tidemark.traces.ReplicationVocabulary.BECOME_FOLLOWER;
import static dev.tidemark.traces.ReplicationVocabulary.BECOME_LEADER;
import static dev.tidemark.traces.ReplicationVocabulary.CLEAN_SHUTDOWN;
import static dev.tidemark.traces.ReplicationVocabulary.DROP;
import static dev.tidemark.traces.ReplicationVocabulary.LOG;
import static dev.tidemark.traces.ReplicationVocabulary.MESSAGES;
import static dev.tidemark.traces.ReplicationVocabulary.STOP_REPLICA;

import dev.tidemark.core.Effect;
import dev.tidemark.core.Message;
import dev.tidemark.core.Message.FetchRequest;
import dev.tidemark.core.Outcome;
import dev.tidemark.core.Outcome.Refusal;
import dev.tidemark.core.Outcome.Step;
import dev.tidemark.core.ReplicaState;
import dev.tidemark.core.ReplicaState.Membership;
import dev.tidemark.core.ReplicaState.PendingProduce;
import dev.tidemark.core.Replication;
import dev.tidemark.storage.TopicPartition;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.traces.ActionSignature;
import dev.tidemark.traces.Change;
import dev.tidemark.traces.VariableSignature;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One replica of a partition: its state, its log on disk, and the loop that every step goes through, {@link #take}. A step
 * becomes real here, and is told to the trace here, with what is seen afterwards in memory and in the files.
 */
final class PartitionReplica {
    private final TopicPartition partition;
    private final Replication protocol;
    private final ReplicaLog log;
    private final BrokerPorts ports;
    private final ProducersTrace producers;
    private ReplicaState state;
    private Optional<FetchRequest> lastFetch = Optional.empty();

    PartitionReplica(TopicPartition partition, Replication protocol, ReplicaLog log, BrokerPorts ports, ReplicaState initial) {
        this.partition = partition;
        this.protocol = protocol;
        this.log = log;
        this.ports = ports;
        this.state = initial;
        this.producers = new ProducersTrace(ports.tracer().producers(), initial.broker(), partition.directory(), log);
    }

    /** A replica whose broker restarts: what was read back from its files is told to the trace. */
    static PartitionReplica restarted(TopicPartition partition, Replication protocol, ReplicaLog log, BrokerPorts ports,
                                      ReplicaState blank, Membership membership) throws StorageException {
        Step<ReplicaState> step = Replication.restart(blank, membership, log, ports.highWatermarks().get(partition));
        PartitionReplica replica = new PartitionReplica(partition, protocol, log, ports, step.next());
        Map<VariableSignature, Object> after = replica.observe().all();
        after.put(LOG, Map.of(blank.broker(), Change.growth(0, log.entries(0))));
        after.put(CLEAN_SHUTDOWN, Map.of(blank.broker(), ports.cleanShutdownFile().orElse(-1L)));
        ports.tracer().emit(blank.broker(), partition.directory(), step.call(), after);
        replica.producers.restarted(log.snapshotsFound());
        return replica;
    }

    TopicPartition partition() {
        return partition;
    }

    Replication protocol() {
        return protocol;
    }

    ReplicaLog log() {
        return log;
    }

    ProducersTrace producers() {
        return producers;
    }

    ReplicaState state() {
        return state;
    }

    /** Takes a step if its guards hold. */
    Optional<Refusal<ReplicaState>> take(long nowMs, Outcome<ReplicaState> outcome) throws StorageException {
        return take(nowMs, outcome, Optional.empty());
    }

    /** Takes a step that uses up a message, if its guards hold. */
    Optional<Refusal<ReplicaState>> take(long nowMs, Outcome<ReplicaState> outcome, Optional<Message> received) throws StorageException {
        if (outcome instanceof Refusal<ReplicaState> refusal) {
            return Optional.of(refusal);
        }
        Step<ReplicaState> step = (Step<ReplicaState>) outcome;
        ReplicaObservation before = observe();
        long endOffsetBefore = log.endOffset();
        List<Message> sent = new ArrayList<>();
        List<PendingProduce> acknowledged = new ArrayList<>();
        for (Effect effect : step.effects()) {
            perform(effect, nowMs, sent, acknowledged);
        }
        state = step.next();
        trace(step, before, endOffsetBefore, new Exchange(received.stream().toList(), sent, acknowledged));
        traceProducers(step.call().action());
        sent.forEach(message -> ports.send(partition, message));
        return Optional.empty();
    }

    /** What of a step concerns producers. */
    private void traceProducers(ActionSignature action) throws StorageException {
        if (action.equals(BECOME_LEADER)) {
            producers.becameLeader(state);
        } else if (action.equals(BECOME_FOLLOWER)) {
            producers.becameFollower(state);
        } else if (action.equals(STOP_REPLICA)) {
            producers.stopped(state);
        } else if (action.equals(ADVANCE_HIGH_WATERMARK)) {
            producers.committed(state.highWatermark());
        } else if (action.equals(APPLY_FETCH)) {
            producers.replicated();
        }
        producers.truncated();
    }

    /** As the leader it has written a batch of a client. */
    void written(List<String> records) {
        DeliveryTrace.written(ports.tracer().delivery(), state.broker(), partition.directory(), records);
    }

    /** A message came too late to matter. For the specs that is a message lost. */
    void ignore(Message message) {
        ports.tracer().emit(state.broker(), partition.directory(), DROP.with(message),
                Map.of(MESSAGES, Change.exchange(List.of(), List.of(TraceValues.message(message)))));
    }

    /** Forgets the producers that have written nothing for so long. */
    void forgetProducers(long nowMs, long expirationMs) {
        producers.forgot(log.producers().expire(nowMs, expirationMs));
    }

    /** Both checkpoints, where they are out of date. */
    void checkpoint(long nowMs) throws StorageException {
        take(nowMs, protocol.checkpointRecoveryPoint(state, log, ports.recoveryPoints().get(partition)));
        take(nowMs, protocol.checkpointHighWatermark(state, ports.highWatermarks().get(partition)));
    }

    /** The fetch that was sent last, or that is to be sent when it is known where to cut the log. */
    Optional<FetchRequest> lastFetch() {
        return lastFetch;
    }

    private void perform(Effect effect, long nowMs, List<Message> sent, List<PendingProduce> acknowledged) throws StorageException {
        if (effect instanceof Effect.AppendRecords append) {
            log.append(append.batch(), append.leaderEpoch(), nowMs);
        } else if (effect instanceof Effect.AppendBatches append) {
            log.append(append.batches());
        } else if (effect instanceof Effect.AssignEpoch assign) {
            log.assignEpoch(assign.leaderEpoch());
        } else if (effect instanceof Effect.TruncateLog truncate) {
            truncate(truncate.endOffset());
        } else if (effect instanceof Effect.DeleteLog) {
            delete();
        } else if (effect instanceof Effect.Flush) {
            log.flush();
        } else if (effect instanceof Effect.CheckpointRecoveryPoint checkpoint) {
            ports.recoveryPoints().put(partition, checkpoint.offset());
        } else if (effect instanceof Effect.CheckpointHighWatermark checkpoint) {
            ports.highWatermarks().put(partition, checkpoint.offset());
        } else if (effect instanceof Effect.Send send) {
            sent.add(send.message());
            lastFetch = send.message() instanceof Message.Asking asking ? Optional.of(asking.request()) : lastFetch;
        } else if (effect instanceof Effect.Acknowledge acknowledge) {
            acknowledged.add(acknowledge.request());
        }
    }

    /** The checkpoint first: one that claims more than the log holds would make recovery trust what comes there later. */
    private void truncate(long endOffset) throws StorageException {
        if (ports.recoveryPoints().get(partition) > endOffset) {
            ports.recoveryPoints().put(partition, endOffset);
        }
        log.truncateTo(endOffset);
    }

    /** The checkpoints first, as when it is cut. */
    private void delete() throws StorageException {
        ports.recoveryPoints().put(partition, 0);
        ports.highWatermarks().put(partition, 0);
        log.deleteAll();
    }

    /** What a step took from the network, gave to it, and told producers. */
    private record Exchange(List<Message> received, List<Message> sent, List<PendingProduce> acknowledged) { }

    private void trace(Step<ReplicaState> step, ReplicaObservation before, long endOffsetBefore, Exchange exchange) throws StorageException {
        Map<VariableSignature, Object> after = new LinkedHashMap<>(observe().since(before));
        if (log.endOffset() != endOffsetBefore) {
            long from = Math.min(log.endOffset(), endOffsetBefore);
            after.put(LOG, Map.of(state.broker(), Change.growth(from, log.entries(from))));
        }
        if (!exchange.received.isEmpty() || !exchange.sent.isEmpty()) {
            after.put(MESSAGES, Change.exchange(exchange.sent.stream().map(TraceValues::message).toList(),
                    exchange.received.stream().map(TraceValues::message).toList()));
        }
        if (!exchange.acknowledged.isEmpty()) {
            after.put(ACKNOWLEDGED, Change.exchange(promises(exchange.acknowledged), List.of()));
        }
        ports.tracer().emit(state.broker(), partition.directory(), step.call(), after);
    }

    private List<Object> promises(List<PendingProduce> acknowledged) throws StorageException {
        List<Object> promises = new ArrayList<>();
        for (PendingProduce request : acknowledged) {
            long offset = request.baseOffset();
            for (String record : log.records(request.baseOffset(), request.endOffset())) {
                promises.add(Map.of("offset", offset, "record", record, "acks", request.acks().setting(), "losses", (long) state.role().losses()));
                offset++;
            }
        }
        return promises;
    }

    private ReplicaObservation observe() {
        return ReplicaObservation.of(state, log, ports.recoveryPoints().get(partition), ports.highWatermarks().get(partition));
    }

    /** What a consumer can read here: everything below the high watermark, from a leader only. */
    List<String> readable() throws StorageException {
        return state.isLeader() ? log.records(0, state.highWatermark()) : List.of();
    }
}
