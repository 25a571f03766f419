package dev.tidemark.node;

import static dev.tidemark.traces.ReplicationVocabulary.BROKER_EPOCH;
import static dev.tidemark.traces.ReplicationVocabulary.EPOCH_CACHE;
import static dev.tidemark.traces.ReplicationVocabulary.FLUSHED_OFFSET;
import static dev.tidemark.traces.ReplicationVocabulary.FOLLOWER_BROKER_EPOCH;
import static dev.tidemark.traces.ReplicationVocabulary.FOLLOWER_END_OFFSET;
import static dev.tidemark.traces.ReplicationVocabulary.HIGH_WATERMARK;
import static dev.tidemark.traces.ReplicationVocabulary.HIGH_WATERMARK_CHECKPOINT;
import static dev.tidemark.traces.ReplicationVocabulary.INCARNATION;
import static dev.tidemark.traces.ReplicationVocabulary.ISR;
import static dev.tidemark.traces.ReplicationVocabulary.LEADER;
import static dev.tidemark.traces.ReplicationVocabulary.LEADER_EPOCH;
import static dev.tidemark.traces.ReplicationVocabulary.PAGE_CACHE_LOST;
import static dev.tidemark.traces.ReplicationVocabulary.PARTITION_EPOCH;
import static dev.tidemark.traces.ReplicationVocabulary.PENDING_PRODUCE;
import static dev.tidemark.traces.ReplicationVocabulary.PREVIOUS_BROKER_EPOCH;
import static dev.tidemark.traces.ReplicationVocabulary.PROPOSAL;
import static dev.tidemark.traces.ReplicationVocabulary.RECOVERY_POINT_CHECKPOINT;
import static dev.tidemark.traces.ReplicationVocabulary.STATUS;
import static dev.tidemark.traces.ReplicationVocabulary.TRUNCATING;

import dev.tidemark.core.ReplicaState;
import dev.tidemark.traces.Change;
import dev.tidemark.traces.VariableSignature;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one broker can see of itself after a step: the value that each variable of the spec has at that broker. The log
 * itself is not in it; what a step did to that is read back from the files.
 */
record ReplicaObservation(String broker, Map<VariableSignature, Object> values) {

    static ReplicaObservation of(ReplicaState state, ReplicaLog log, long recoveryPointCheckpoint, long highWatermarkCheckpoint) {
        Map<VariableSignature, Object> values = new LinkedHashMap<>();
        values.put(STATUS, state.membership().status().name().toLowerCase(Locale.ROOT));
        values.put(BROKER_EPOCH, (long) state.brokerEpoch());
        values.put(INCARNATION, (long) state.membership().incarnation());
        values.put(PREVIOUS_BROKER_EPOCH, (long) state.membership().previousBrokerEpoch());
        values.put(LEADER, TraceValues.leader(state.role().leader()));
        values.put(LEADER_EPOCH, (long) state.role().leaderEpoch());
        values.put(PARTITION_EPOCH, (long) state.role().partitionEpoch());
        values.put(TRUNCATING, state.isTruncating());
        leadership(values, state.leadership());
        values.put(HIGH_WATERMARK, state.highWatermark());
        values.put(EPOCH_CACHE, log.epochs().stream().<Object>map(TraceValues::epoch).toList());
        values.put(FLUSHED_OFFSET, log.flushedOffset());
        values.put(RECOVERY_POINT_CHECKPOINT, recoveryPointCheckpoint);
        values.put(HIGH_WATERMARK_CHECKPOINT, highWatermarkCheckpoint);
        values.put(PAGE_CACHE_LOST, false); // the log is open: what was lost is lost
        return new ReplicaObservation(state.broker(), values);
    }

    private static void leadership(Map<VariableSignature, Object> values, ReplicaState.Leadership leadership) {
        Map<String, Object> endOffsets = new TreeMap<>();
        Map<String, Object> brokerEpochs = new TreeMap<>();
        leadership.followers().forEach((follower, progress) -> {
            endOffsets.put(follower, progress.endOffset());
            brokerEpochs.put(follower, (long) progress.brokerEpoch());
        });
        values.put(ISR, List.copyOf(leadership.isr()));
        values.put(PROPOSAL, leadership.proposal().stream().map(TraceValues::of).toList());
        values.put(FOLLOWER_END_OFFSET, endOffsets);
        values.put(FOLLOWER_BROKER_EPOCH, brokerEpochs);
        values.put(PENDING_PRODUCE, leadership.pendingProduce().stream().map(TraceValues::of).toList());
    }

    /** How each variable changed at this broker since an earlier observation. */
    Map<VariableSignature, Object> since(ReplicaObservation before) {
        Map<VariableSignature, Object> changes = new LinkedHashMap<>();
        values.forEach((variable, value) -> ((Change.Keyed) variable.change()).value().between(before.values.get(variable), value)
                .ifPresent(change -> changes.put(variable, Map.of(broker, change))));
        return changes;
    }

    /** Everything, as after a restart. */
    Map<VariableSignature, Object> all() {
        Map<VariableSignature, Object> changes = new LinkedHashMap<>();
        values.forEach((variable, value) -> {
            boolean grows = ((Change.Keyed) variable.change()).value() instanceof Change.Growing;
            changes.put(variable, Map.of(broker, grows ? Change.growth(0, (List<?>) value) : value));
        });
        return changes;
    }
}
