package dev.tidemark.node;

import static dev.tidemark.traces.ReplicationVocabulary.MESSAGES;
import static dev.tidemark.traces.ReplicationVocabulary.METADATA_LOG;
import static dev.tidemark.traces.ReplicationVocabulary.REGISTERED_EPOCH;
import static dev.tidemark.traces.ReplicationVocabulary.REGISTERED_INCARNATION;
import static dev.tidemark.traces.ReplicationVocabulary.RESTART_CONTROLLER;
import static dev.tidemark.traces.ReplicationVocabulary.UNFENCED;

import dev.tidemark.core.Administration;
import dev.tidemark.core.Controller;
import dev.tidemark.core.ControllerState;
import dev.tidemark.core.Effect;
import dev.tidemark.core.ErrorCode;
import dev.tidemark.core.Message;
import dev.tidemark.core.Message.AlterPartition;
import dev.tidemark.core.Message.Registration;
import dev.tidemark.core.Message.RegistrationRequest;
import dev.tidemark.core.Outcome;
import dev.tidemark.core.Outcome.Refusal;
import dev.tidemark.core.Outcome.Step;
import dev.tidemark.core.TopicRules;
import dev.tidemark.node.Payload.AlterPartitionAnswer;
import dev.tidemark.node.Payload.Heartbeat;
import dev.tidemark.node.Payload.JoinRequest;
import dev.tidemark.node.Payload.MetadataUpdate;
import dev.tidemark.node.Payload.Partitioned;
import dev.tidemark.node.Payload.ProducerIdsAllocated;
import dev.tidemark.node.Payload.ProducerIdsRequest;
import dev.tidemark.node.Payload.RegistrationAnswer;
import dev.tidemark.node.Payload.RegistrationRefused;
import dev.tidemark.node.Payload.ShutdownAllowed;
import dev.tidemark.storage.TopicPartition;
import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.traces.Change;
import dev.tidemark.traces.VariableSignature;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;

/** The controller: each decision goes to its log, then to the trace, then to the brokers. */
public final class ControllerNode implements Node {
    private static final int PRODUCER_IDS_IN_BLOCK = 1_000;

    private final Controller core;
    private final Administration administration;
    private final Start start;
    private final Network network;
    private final Tracer tracer;
    private final MetadataLog metadata;
    private final SortedMap<String, Long> lastHeardAtMs = new TreeMap<>();

    private ControllerNode(Start start, Network network, Tracer tracer, MetadataLog metadata, long nowMs) {
        this.core = new Controller(start.rules);
        this.administration = new Administration(start.rules);
        this.start = start;
        this.network = network;
        this.tracer = tracer;
        this.metadata = metadata;
        start.brokers.forEach(broker -> lastHeardAtMs.put(broker, nowMs));
    }

    /**
     * What a controller is told when it starts.
     *
     * @param replicas         each partition's replicas as it is created, in order of preference
     * @param rules            what the topics ask of their replicas
     * @param sessionTimeoutMs after so long without a heartbeat a broker is fenced ({@code broker.session.timeout.ms})
     */
    public record Start(String name, List<String> brokers, SortedMap<TopicPartition, List<String>> replicas, TopicRules rules,
                        long sessionTimeoutMs) { }

    /** A controller with an empty disk. */
    public static ControllerNode first(Start start, Network network, Tracer tracer, Disk disk, long nowMs) throws StorageException {
        return new ControllerNode(start, network, tracer, MetadataLog.open(disk, start.brokers), nowMs);
    }

    /** A controller that reads its decisions back. Everybody's session begins anew. */
    public static ControllerNode restarted(Start start, Network network, Tracer tracer, Disk disk, long nowMs) throws StorageException {
        ControllerNode node = first(start, network, tracer, disk, nowMs);
        node.start.replicas.keySet().forEach(partition -> {
            ControllerState state = node.state(partition);
            Map<VariableSignature, Object> after = new LinkedHashMap<>();
            after.put(METADATA_LOG, Change.growth(0, state.metadataLog().stream().map(TraceValues::version).toList()));
            after.put(UNFENCED, List.copyOf(state.unfenced()));
            after.put(REGISTERED_EPOCH, numbers(state.registeredEpoch()));
            after.put(REGISTERED_INCARNATION, numbers(state.registeredIncarnation()));
            tracer.emit(start.name, partition.directory(), RESTART_CONTROLLER.with(), after);
        });
        return node;
    }

    /** What is decided of a partition, to look at. */
    public ControllerState state(TopicPartition partition) {
        return metadata.state(partition, start.replicas.get(partition));
    }

    /** Creates a partition, led by the first of its replicas. */
    public void createPartition(long nowMs, TopicPartition partition) throws StorageException {
        take(nowMs, partition, core.createPartition(state(partition), start.replicas.get(partition)), Optional.empty());
    }

    /** Gives leadership back to the preferred leaders where they are in sync (an administrator's ElectLeaders request). */
    public void electPreferredLeaders(long nowMs) throws StorageException {
        for (TopicPartition partition : start.replicas.keySet()) {
            take(nowMs, partition, administration.electPreferredLeader(state(partition)), Optional.empty());
        }
    }

    /**
     * Moves a partition (AlterPartitionReassignments).
     *
     * @return why not, if it cannot be
     */
    public Optional<ErrorCode> reassign(long nowMs, TopicPartition partition, List<String> target) throws StorageException {
        return take(nowMs, partition, administration.reassignReplicas(state(partition), target), Optional.empty()).map(Refusal::error);
    }

    @Override
    public void receive(long nowMs, String from, Payload payload) throws StorageException {
        if (payload instanceof Heartbeat heartbeat) {
            heartbeat(nowMs, heartbeat);
        } else if (payload instanceof ProducerIdsRequest request) {
            long first = metadata.allocateProducerIds(request.broker(), PRODUCER_IDS_IN_BLOCK, nowMs);
            network.send(start.name, from, new ProducerIdsAllocated(first, PRODUCER_IDS_IN_BLOCK));
        } else if (payload instanceof JoinRequest join) {
            register(nowMs, join.request());
        } else if (payload instanceof Partitioned partitioned && partitioned.message() instanceof AlterPartition proposal) {
            alterPartition(nowMs, from, partitioned.partition(), proposal);
        }
    }

    private void alterPartition(long nowMs, String from, TopicPartition partition, AlterPartition m) throws StorageException {
        ControllerState state = state(partition);
        Optional<Refusal<ControllerState>> refusal = take(nowMs, partition, core.alterPartition(state, m), Optional.of(m));
        ErrorCode error = refusal.map(Refusal::error).orElse(ErrorCode.NONE);
        if (error == ErrorCode.INELIGIBLE_REPLICA) {
            take(nowMs, partition, core.refuseIneligibleReplica(state, m), Optional.of(m));
            return;
        }
        if (error != ErrorCode.NONE) {
            take(nowMs, partition, core.refuseStaleAlterPartition(state, m), Optional.of(m));
        }
        network.send(start.name, from, new AlterPartitionAnswer(partition, m, error));
    }

    /** Also brings the broker up to date, should an update have been lost. One of an earlier registration says nothing. */
    private void heartbeat(long nowMs, Heartbeat heartbeat) throws StorageException {
        if (heartbeat.brokerEpoch() != metadata.registeredEpoch(heartbeat.broker())) {
            return;
        }
        lastHeardAtMs.put(heartbeat.broker(), nowMs);
        if (heartbeat.wish() == Heartbeat.Wish.SHUT_DOWN) {
            takeAll(nowMs, heartbeat.broker(), (partition, state) -> core.fenceBroker(state, heartbeat.broker()));
            network.send(start.name, heartbeat.broker(), new ShutdownAllowed(heartbeat.brokerEpoch()));
        } else if (!metadata.unfenced().contains(heartbeat.broker())) {
            takeAll(nowMs, heartbeat.broker(), (partition, state) -> core.unfenceBroker(state, heartbeat.broker()));
        }
        heartbeat.applied().forEach((partition, version) -> {
            if (version < state(partition).version()) {
                tell(heartbeat.broker(), partition);
            }
        });
    }

    private void register(long nowMs, RegistrationRequest request) throws StorageException {
        String broker = request.broker();
        if (request.incarnation() == metadata.registeredIncarnation(broker)) {
            takeAll(nowMs, broker, (partition, state) -> core.repeatRegistration(state, request), Optional.of(request));
        } else if (request.incarnation() < metadata.registeredIncarnation(broker) || metadata.unfenced().contains(broker)) {
            takeAll(nowMs, broker, (partition, state) -> core.refuseRegistration(state, request), Optional.of(request));
            network.send(start.name, broker, new RegistrationRefused(request.incarnation(), ErrorCode.DUPLICATE_BROKER_REGISTRATION));
            return;
        } else {
            lastHeardAtMs.put(broker, nowMs);
            takeAll(nowMs, broker, (partition, state) -> core.register(state, request), Optional.of(request));
        }
        SortedMap<TopicPartition, Registration> registrations = new TreeMap<>();
        partitionsOf(broker).forEach(partition -> registrations.put(partition,
                new Registration(broker, request.incarnation(), metadata.registeredEpoch(broker), state(partition).version())));
        network.send(start.name, broker, new RegistrationAnswer(registrations));
    }

    @Override
    public void tick(long nowMs) throws StorageException {
        for (String broker : List.copyOf(metadata.unfenced())) {
            if (nowMs - lastHeardAtMs.get(broker) > start.sessionTimeoutMs) {
                takeAll(nowMs, broker, (partition, state) -> core.fenceBroker(state, broker));
            }
        }
    }

    private List<TopicPartition> partitionsOf(String broker) {
        return start.replicas.keySet().stream().filter(partition -> start.replicas.get(partition).contains(broker)).toList();
    }

    private void takeAll(long nowMs, String broker, BiFunction<TopicPartition, ControllerState, Outcome<ControllerState>> action) throws StorageException {
        takeAll(nowMs, broker, action, Optional.empty());
    }

    /** One decision about a broker: a step of each of its partitions. */
    private void takeAll(long nowMs, String broker, BiFunction<TopicPartition, ControllerState, Outcome<ControllerState>> action,
                         Optional<Message> received) throws StorageException {
        SortedMap<TopicPartition, Step<ControllerState>> steps = new TreeMap<>();
        for (TopicPartition partition : partitionsOf(broker)) {
            if (action.apply(partition, state(partition)) instanceof Step<ControllerState> step) {
                steps.put(partition, step);
            }
        }
        take(nowMs, steps, received);
    }

    private Optional<Refusal<ControllerState>> take(long nowMs, TopicPartition partition, Outcome<ControllerState> outcome,
                                                    Optional<Message> received) throws StorageException {
        if (outcome instanceof Refusal<ControllerState> refusal) {
            return Optional.of(refusal);
        }
        take(nowMs, new TreeMap<>(Map.of(partition, (Step<ControllerState>) outcome)), received);
        take(nowMs, partition, administration.completeReassignment(state(partition)), Optional.empty());
        return Optional.empty();
    }

    private void take(long nowMs, SortedMap<TopicPartition, Step<ControllerState>> steps, Optional<Message> received) throws StorageException {
        SortedMap<TopicPartition, ControllerState> before = new TreeMap<>();
        SortedMap<TopicPartition, ControllerState> decided = new TreeMap<>();
        steps.forEach((partition, step) -> {
            before.put(partition, state(partition));
            decided.put(partition, step.next());
        });
        metadata.write(decided, nowMs);
        steps.forEach((partition, step) -> {
            trace(partition, step, before.get(partition), received);
            if (state(partition).version() > before.get(partition).version()) {
                start.replicas.get(partition).forEach(broker -> tell(broker, partition));
            }
            send(partition, step);
        });
    }

    /** A registration goes out once for all partitions; see {@link #register}. */
    private void send(TopicPartition partition, Step<ControllerState> step) {
        for (Message message : sent(step)) {
            if (message instanceof Message.IneligibleReplica refusal) {
                network.send(start.name, refusal.proposal().leader(), new Partitioned(partition, message));
            }
        }
    }

    private static List<Message> sent(Step<ControllerState> step) {
        return step.effects().stream().map(effect -> ((Effect.Send) effect).message()).toList();
    }

    private void tell(String broker, TopicPartition partition) {
        ControllerState state = state(partition);
        network.send(start.name, broker, new MetadataUpdate(partition, state.version(), state.current()));
    }

    private void trace(TopicPartition partition, Step<ControllerState> step, ControllerState before, Optional<Message> received) {
        ControllerState now = state(partition);
        Map<VariableSignature, Object> after = new LinkedHashMap<>();
        if (now.version() > before.version()) {
            after.put(METADATA_LOG, Change.growth(before.version(),
                    now.metadataLog().subList(before.version(), now.version()).stream().map(TraceValues::version).toList()));
        }
        if (!now.unfenced().equals(before.unfenced())) {
            after.put(UNFENCED, List.copyOf(now.unfenced()));
        }
        putChanges(after, REGISTERED_EPOCH, before.registeredEpoch(), now.registeredEpoch());
        putChanges(after, REGISTERED_INCARNATION, before.registeredIncarnation(), now.registeredIncarnation());
        if (received.isPresent() || !sent(step).isEmpty()) {
            after.put(MESSAGES, Change.exchange(sent(step).stream().map(TraceValues::message).toList(),
                    received.stream().map(TraceValues::message).toList()));
        }
        tracer.emit(start.name, partition.directory(), step.call(), after);
    }

    private static void putChanges(Map<VariableSignature, Object> after, VariableSignature variable, SortedMap<String, Integer> before,
                                   SortedMap<String, Integer> now) {
        SortedMap<String, Integer> changed = new TreeMap<>(now);
        changed.entrySet().removeAll(before.entrySet());
        if (!changed.isEmpty()) {
            after.put(variable, numbers(changed));
        }
    }

    private static Map<String, Object> numbers(SortedMap<String, Integer> byBroker) {
        Map<String, Object> numbers = new TreeMap<>();
        byBroker.forEach((broker, number) -> numbers.put(broker, (long) number));
        return numbers;
    }
}
