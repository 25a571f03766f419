package dev.tidemark.core;

import static dev.tidemark.traces.ReplicationVocabulary.ALTER_PARTITION;
import static dev.tidemark.traces.ReplicationVocabulary.CREATE_PARTITION;
import static dev.tidemark.traces.ReplicationVocabulary.FENCE_BROKER;
import static dev.tidemark.traces.ReplicationVocabulary.REFUSE_INELIGIBLE_REPLICA;
import static dev.tidemark.traces.ReplicationVocabulary.REFUSE_STALE_ALTER_PARTITION;
import static dev.tidemark.traces.ReplicationVocabulary.REFUSE_REGISTRATION;
import static dev.tidemark.traces.ReplicationVocabulary.REGISTER;
import static dev.tidemark.traces.ReplicationVocabulary.REPEAT_REGISTRATION;
import static dev.tidemark.traces.ReplicationVocabulary.UNFENCE_BROKER;

import dev.tidemark.core.Effect.Send;
import dev.tidemark.core.Message.AlterPartition;
import dev.tidemark.core.Message.IneligibleReplica;
import dev.tidemark.core.Message.Registration;
import dev.tidemark.core.Message.RegistrationRequest;
import dev.tidemark.core.Outcome.Refusal;
import dev.tidemark.core.Outcome.Step;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/**
 * The controller's actions on one partition: who leads, and who is in sync. Refines the controller of {@code Replication.tla}.
 * Every decision must be durable before anyone is told. What an administrator asks for is in {@link Administration}.
 */
public final class Controller {
    /** How the specs write that there is no leader. */
    public static final String NONE = "none";
    private static final SortedSet<String> NOBODY = PartitionVersion.sorted(List.of());

    private final TopicRules rules;

    public Controller(TopicRules rules) {
        this.rules = rules;
    }

    /** The partition is created on the brokers that are there, in sync because it is empty; the first of its replicas leads. */
    public Outcome<ControllerState> createPartition(ControllerState state, List<String> replicas) {
        String l = replicas.get(0);
        if (!state.metadataLog().isEmpty() || !state.unfenced().contains(l)) {
            return new Refusal<>(ErrorCode.INVALID_UPDATE_VERSION, "the partition exists, or " + l + " is fenced");
        }
        return new Step<>(CREATE_PARTITION.with(l), state.with(PartitionVersion.created(l, replicas, state.unfenced())), List.of());
    }

    /**
     * A broker's session has expired, whether it is dead or only silent; or it has asked for leave, before it shuts down. It leaves the
     * ISR, and leadership goes to another member; without one the partition has no leader.
     */
    public Outcome<ControllerState> fenceBroker(ControllerState state, String r) {
        if (!state.unfenced().contains(r)) {
            return new Refusal<>(ErrorCode.BROKER_ID_NOT_REGISTERED, r + " is fenced already");
        }
        ControllerState next = state.withUnfenced(PartitionVersion.without(state.unfenced(), List.of(r)));
        PartitionChange change = new PartitionChange(state.current(), PartitionVersion.without(state.current().isr(), List.of(r)), NOBODY, rules);
        Optional<String> newLeader = change.electable(next.unfenced());
        return new Step<>(FENCE_BROKER.with(r, newLeader.orElse(NONE)), decide(next, change.elect(newLeader)), List.of());
    }

    /** The heartbeats of a broker that was only silent come through again. A partition without a leader gets one if it is eligible. */
    public Outcome<ControllerState> unfenceBroker(ControllerState state, String r) {
        if (state.unfenced().contains(r)) {
            return new Refusal<>(ErrorCode.NONE, r + " is not fenced");
        }
        ControllerState next = state.withUnfenced(PartitionVersion.union(state.unfenced(), List.of(r)));
        PartitionChange change = new PartitionChange(state.current(), state.current().isr(), NOBODY, rules);
        Optional<String> newLeader = change.electable(next.unfenced());
        return new Step<>(UNFENCE_BROKER.with(r, newLeader.orElse(NONE)), decide(next, change.elect(newLeader)), List.of());
    }

    /**
     * A broker that restarted joins again, after its old session has expired. Only if it shut down in peace, as the very broker that is
     * registered, it still has all that it had; otherwise it is not eligible any more, even as the last one.
     */
    public Outcome<ControllerState> register(ControllerState state, RegistrationRequest m) {
        String r = m.broker();
        if (m.incarnation() <= state.registeredIncarnation().get(r) || state.unfenced().contains(r)) {
            return new Refusal<>(ErrorCode.DUPLICATE_BROKER_REGISTRATION, "start " + state.registeredIncarnation().get(r) + " of " + r + " is registered");
        }
        SortedSet<String> lossy = m.previousBrokerEpoch() == state.registeredEpoch().get(r) ? NOBODY : PartitionVersion.sorted(List.of(r));
        int brokerEpoch = state.registeredEpoch().get(r) + 1;
        ControllerState next = state.withUnfenced(PartitionVersion.union(state.unfenced(), List.of(r))).withRegistration(r, brokerEpoch, m.incarnation());
        PartitionChange change = new PartitionChange(state.current(), PartitionVersion.without(state.current().isr(), lossy), lossy, rules);
        Optional<String> newLeader = change.electable(next.unfenced());
        ControllerState decided = decide(next, change.elect(newLeader));
        return new Step<>(REGISTER.with(m, newLeader.orElse(NONE)), decided, List.of(welcome(decided, m)));
    }

    /** The answer was not heard: it is given again. */
    public Outcome<ControllerState> repeatRegistration(ControllerState state, RegistrationRequest m) {
        if (m.incarnation() != state.registeredIncarnation().get(m.broker())) {
            return new Refusal<>(ErrorCode.DUPLICATE_BROKER_REGISTRATION, "start " + m.incarnation() + " of " + m.broker() + " is not registered");
        }
        return new Step<>(REPEAT_REGISTRATION.with(m), state, List.of(welcome(state, m)));
    }

    /** The broker has to ask again. */
    public Outcome<ControllerState> refuseRegistration(ControllerState state, RegistrationRequest m) {
        return new Step<>(REFUSE_REGISTRATION.with(m), state, List.of());
    }

    private static Send welcome(ControllerState state, RegistrationRequest m) {
        return new Send(new Registration(m.broker(), m.incarnation(), state.registeredEpoch().get(m.broker()), state.version()));
    }

    /** One partition record, if anything changed. */
    static ControllerState decide(ControllerState state, PartitionVersion next) {
        return next.equals(state.current()) ? state : state.with(next);
    }

    /**
     * A leader's proposal, if it builds on the last decision and its members are the brokers that the leader has heard of. A leader that
     * asks has recovered, from whatever it was elected after.
     */
    public Outcome<ControllerState> alterPartition(ControllerState state, AlterPartition m) {
        ErrorCode error = AlterPartitionChecks.of(state, m);
        if (error != ErrorCode.NONE) {
            return new Refusal<>(error, "the partition is at version " + state.version() + ": " + state.current() + "; " + state.unfenced() + " are there");
        }
        PartitionChange change = new PartitionChange(state.current(), m.isr(), NOBODY, rules);
        return new Step<>(ALTER_PARTITION.with(m), decide(state, change.elect(Optional.of(m.leader())).recovered()), List.of());
    }

    /** The leader has to wait for what was decided meanwhile. It may not take its proposal back: it may have been that. */
    public Outcome<ControllerState> refuseStaleAlterPartition(ControllerState state, AlterPartition m) {
        return new Step<>(REFUSE_STALE_ALTER_PARTITION.with(m), state, List.of());
    }

    /** A member is fenced, or has restarted since it fetched. The leader may take its proposal back. */
    public Outcome<ControllerState> refuseIneligibleReplica(ControllerState state, AlterPartition m) {
        return new Step<>(REFUSE_INELIGIBLE_REPLICA.with(m), state, List.of(new Send(new IneligibleReplica(m))));
    }
}
