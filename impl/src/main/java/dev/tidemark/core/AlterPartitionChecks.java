package dev.tidemark.core;

import dev.tidemark.core.Message.AlterPartition;
import dev.tidemark.core.PartitionVersion.LeaderRecovery;
import java.util.Map;
import java.util.Optional;

/** What the controller looks at before it lets a leader change the ISR, in Kafka's order (ReplicationControlManager.validateAlterPartitionData). */
final class AlterPartitionChecks {
    private AlterPartitionChecks() { }

    /** The first thing that is wrong with a proposal; NONE if nothing is. */
    static ErrorCode of(ControllerState state, AlterPartition m) {
        PartitionVersion current = state.current();
        if (!m.brokerEpochs().getOrDefault(m.leader(), -1).equals(state.registeredEpoch().get(m.leader()))) {
            return ErrorCode.STALE_BROKER_EPOCH;
        }
        if (m.leaderEpoch() > current.leaderEpoch() || m.partitionEpoch() > state.version()) {
            return ErrorCode.NOT_CONTROLLER; // the leader has heard from a controller that knows more
        }
        if (m.leaderEpoch() < current.leaderEpoch()) {
            return ErrorCode.FENCED_LEADER_EPOCH;
        }
        if (!current.leader().equals(Optional.of(m.leader()))) {
            return ErrorCode.INVALID_REQUEST;
        }
        if (m.partitionEpoch() < state.version()) {
            return ErrorCode.INVALID_UPDATE_VERSION;
        }
        boolean isInvalidRecovery = m.recovery() == LeaderRecovery.RECOVERING
                && (m.isr().size() > 1 || current.recovery() == LeaderRecovery.RECOVERED);
        if (!current.replicas().containsAll(m.isr()) || !m.isr().contains(m.leader()) || isInvalidRecovery) {
            return ErrorCode.INVALID_REQUEST;
        }
        return m.brokerEpochs().entrySet().stream().allMatch(member -> isEligible(state, member)) ? ErrorCode.NONE : ErrorCode.INELIGIBLE_REPLICA;
    }

    /** The member is there, and is the incarnation that the leader has heard of (KIP-903). */
    private static boolean isEligible(ControllerState state, Map.Entry<String, Integer> member) {
        return state.unfenced().contains(member.getKey())
                && (member.getValue() == -1 || member.getValue().equals(state.registeredEpoch().get(member.getKey())));
    }
}
