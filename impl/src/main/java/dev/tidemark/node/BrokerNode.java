package dev.tidemark.node;

import static dev.tidemark.traces.ReplicationVocabulary.BROKER_EPOCH;
import static dev.tidemark.traces.ReplicationVocabulary.CLEAN_SHUTDOWN;
import static dev.tidemark.traces.ReplicationVocabulary.MESSAGES;
import static dev.tidemark.traces.ReplicationVocabulary.STATUS;

import dev.tidemark.core.Effect;
import dev.tidemark.core.Message;
import dev.tidemark.core.Message.AlterPartition;
import dev.tidemark.core.Message.DivergingEpoch;
import dev.tidemark.core.Message.EpochEndOffset;
import dev.tidemark.core.Message.FetchRequest;
import dev.tidemark.core.Message.FetchResponse;
import dev.tidemark.core.Message.Fetching;
import dev.tidemark.core.Message.IneligibleReplica;
import dev.tidemark.core.Message.OffsetsForLeaderEpoch;
import dev.tidemark.core.Message.Registration;
import dev.tidemark.core.Message.RegistrationRequest;
import dev.tidemark.core.Outcome.Step;
import dev.tidemark.core.ReplicaState;
import dev.tidemark.core.ReplicaState.Membership;
import dev.tidemark.core.Replication;
import dev.tidemark.core.client.ClientRequest;
import dev.tidemark.node.Payload.AlterPartitionAnswer;
import dev.tidemark.node.Payload.Disconnected;
import dev.tidemark.node.Payload.FetchRefused;
import dev.tidemark.node.Payload.Heartbeat;
import dev.tidemark.node.Payload.JoinRequest;
import dev.tidemark.node.Payload.MetadataUpdate;
import dev.tidemark.node.Payload.Partitioned;
import dev.tidemark.node.Payload.ProducerIdsAllocated;
import dev.tidemark.node.Payload.ProducerIdsRequest;
import dev.tidemark.node.Payload.RegistrationAnswer;
import dev.tidemark.node.Payload.RegistrationRefused;
import dev.tidemark.node.Payload.Requested;
import dev.tidemark.node.Payload.ShutdownAllowed;
import dev.tidemark.storage.Checkpoints;
import dev.tidemark.storage.LogDirectory;
import dev.tidemark.storage.LogDirectoryConfig;
import dev.tidemark.storage.TopicPartition;
import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.traces.Change;
import dev.tidemark.traces.ProducersVocabulary;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** A broker: its replicas, its standing with the controller, and who gets which input. */
public final class BrokerNode implements Node, BrokerPorts {
    private final String name;
    private final String controller;
    private final BrokerConfig config;
    private final Network network;
    private final Tracer tracer;
    private final Disk disk;
    private final LogDirectory logs;
    private final SortedMap<TopicPartition, ReplicaLoop> replicas = new TreeMap<>();
    private final ClientService clients;
    private final ProducerIds producerIds;
    private Membership membership;
    private boolean isRegistering;
    private Heartbeat.Wish wish = Heartbeat.Wish.STAY;
    private long stopAtMs = Long.MAX_VALUE;
    private boolean hasStopped;
    private long nextHeartbeatAtMs;

    private BrokerNode(String name, String controller, BrokerConfig config, Network network, Tracer tracer, Disk disk)
            throws StorageException {
        this.name = name;
        this.controller = controller;
        this.config = config;
        this.network = network;
        this.tracer = tracer;
        this.disk = disk;
        this.clients = new ClientService(name, network, replicas);
        this.producerIds = new ProducerIds(name, controller, network);
        this.logs = LogDirectory.open(disk, LogDirectoryConfig.DEFAULT, 0);
    }

    /** What a broker is told when it starts. */
    public record Start(String name, String controller, BrokerConfig config, Map<TopicPartition, SortedSet<String>> partitions, int minIsr,
                        Replication protocol, int incarnation) { }

    /** A broker that is a member of the cluster from the beginning, with an empty disk. */
    public static BrokerNode first(Start start, Network network, Tracer tracer, Disk disk, long nowMs) throws StorageException {
        BrokerNode node = new BrokerNode(start.name, start.controller, start.config, network, tracer, disk);
        for (TopicPartition partition : start.partitions.keySet()) {
            ReplicaState state = ReplicaState.initial(start.name, start.partitions.get(partition), start.minIsr);
            node.add(new PartitionReplica(partition, start.protocol, node.open(partition), node, state), nowMs);
        }
        node.membership = ReplicaState.initial(start.name, new TreeSet<>(), start.minIsr).membership();
        return node;
    }

    /** A broker that opens its logs again and has to join again. */
    public static BrokerNode restarted(Start start, Network network, Tracer tracer, Disk disk, long nowMs) throws StorageException {
        BrokerNode node = new BrokerNode(start.name, start.controller, start.config, network, tracer, disk);
        node.membership = Membership.starting(start.incarnation, Math.toIntExact(node.logs.cleanShutdown().orElse(-1L)));
        for (TopicPartition partition : start.partitions.keySet()) {
            ReplicaState blank = ReplicaState.initial(start.name, start.partitions.get(partition), start.minIsr);
            node.add(PartitionReplica.restarted(partition, start.protocol, node.open(partition), node, blank, node.membership), nowMs);
        }
        return node;
    }

    private ReplicaLog open(TopicPartition partition) throws StorageException {
        return ReplicaLog.open(disk, logs, partition, config.log());
    }

    private void add(PartitionReplica replica, long nowMs) {
        replicas.put(replica.partition(), new ReplicaLoop(replica, config, network, nowMs));
    }

    /** The replica of a partition, to look at. */
    public ReplicaState state(TopicPartition partition) {
        return replicas.get(partition).replica().state();
    }

    /** What a consumer can read here of a partition. */
    public List<String> readable(TopicPartition partition) throws StorageException {
        return replicas.get(partition).replica().readable();
    }

    /** All that is in a partition's log here. */
    public List<String> records(TopicPartition partition) throws StorageException {
        ReplicaLog log = replicas.get(partition).replica().log();
        return log.records(0, log.endOffset());
    }

    /** Writes a partition's log and then its checkpoints to the platter, now. */
    public void flush(long nowMs, TopicPartition partition) throws StorageException {
        PartitionReplica replica = replicas.get(partition).replica();
        replica.take(nowMs, replica.protocol().flush(replica.state(), replica.log()));
        replica.checkpoint(nowMs);
    }

    @Override
    public void receive(long nowMs, String from, Payload payload) throws StorageException {
        if (payload instanceof Partitioned partitioned) {
            receive(nowMs, from, replicas.get(partitioned.partition()), partitioned.message());
        } else if (payload instanceof FetchRefused refused) {
            replicas.get(refused.partition()).onFetchLost(nowMs, refused.request());
        } else if (payload instanceof AlterPartitionAnswer answer) {
            replicas.get(answer.partition()).onProposalAnswered();
        } else if (payload instanceof MetadataUpdate update) {
            replicas.get(update.partition()).onMetadata(nowMs, update);
        } else if (payload instanceof RegistrationAnswer answer) {
            join(nowMs, answer);
        } else if (payload instanceof Requested requested && requested.request() instanceof ClientRequest.InitProducerId request) {
            producerIds.init(from, request);
        } else if (payload instanceof ProducerIdsAllocated block) {
            producerIds.allocated(block);
        } else if (payload instanceof Requested requested) {
            clients.receive(nowMs, from, requested.request());
        } else if (payload instanceof RegistrationRefused refused) {
            registrationEnded(refused.incarnation());
        } else if (payload instanceof ShutdownAllowed allowed && allowed.brokerEpoch() == membership.brokerEpoch()) {
            stopAtMs = nowMs;
        } else if (payload instanceof Disconnected disconnected) {
            disconnected(nowMs, disconnected.sent());
        }
        clients.settle(nowMs);
    }

    private void receive(long nowMs, String from, ReplicaLoop replica, Message message) throws StorageException {
        if (message instanceof FetchRequest request) {
            replica.onFetch(nowMs, from, request);
        } else if (message instanceof FetchResponse response) {
            replica.onFetchResponse(nowMs, response);
        } else if (message instanceof DivergingEpoch diverging) {
            replica.onDivergence(nowMs, diverging);
        } else if (message instanceof OffsetsForLeaderEpoch question) {
            replica.onEpochQuestion(nowMs, from, question);
        } else if (message instanceof EpochEndOffset end) {
            replica.onEpochEnd(nowMs, end);
        } else if (message instanceof IneligibleReplica refusal) {
            replica.onIneligible(nowMs, refusal);
        }
    }

    private boolean hasJoined() {
        return membership.status() == ReplicaState.Status.RUNNING;
    }

    /** An answer to what the broker was before it restarted comes too late; its own request is still under way. */
    private void registrationEnded(int incarnation) {
        isRegistering &= incarnation != membership.incarnation();
    }

    private void join(long nowMs, RegistrationAnswer answer) throws StorageException {
        registrationEnded(answer.incarnation());
        for (Map.Entry<TopicPartition, Registration> registration : answer.registrations().entrySet()) {
            replicas.get(registration.getKey()).onRegistration(nowMs, registration.getValue());
        }
        boolean hadJoined = hasJoined();
        membership = replicas.values().stream().map(loop -> loop.replica().state().membership()).findFirst().orElse(membership);
        nextHeartbeatAtMs = hadJoined ? nextHeartbeatAtMs : nowMs;
    }

    /** Shuts down in peace: others take over first, or the time for that is over. */
    public void requestShutDown(long nowMs) {
        if (hasJoined() && wish == Heartbeat.Wish.STAY) {
            wish = Heartbeat.Wish.SHUT_DOWN;
            stopAtMs = nowMs + config.controlledShutdownTimeoutMs();
            nextHeartbeatAtMs = nowMs;
        }
    }

    /** Whether it waits for others to take over. */
    public boolean isShuttingDown() {
        return wish == Heartbeat.Wish.SHUT_DOWN;
    }

    /** Whether it has shut down; then it takes nothing any more. */
    public boolean hasStopped() {
        return hasStopped;
    }

    /** The logs are flushed and closed; only then the file says so. */
    private void stop(long nowMs) throws StorageException {
        if (Replication.shutDown(name, membership) instanceof Step<Membership> step) {
            for (Map.Entry<TopicPartition, ReplicaLoop> replica : replicas.entrySet()) {
                flush(nowMs, replica.getKey());
                logs.log(replica.getKey()).advanceHighWatermark(replica.getValue().replica().state().highWatermark());
            }
            logs.shutDown(membership.brokerEpoch());
            hasStopped = true;
            tracer.emit(name, step.call(), Map.of(STATUS, Map.of(name, "stopped"), BROKER_EPOCH, Map.of(name, -1L),
                    CLEAN_SHUTDOWN, Map.of(name, logs.cleanShutdownFile().orElse(-1L))));
            for (ReplicaLoop replica : replicas.values()) {
                replica.replica().producers().closed();
            }
            tracer.producers().ifPresent(told -> told.emit(name, ProducersVocabulary.CRASH.with(name), Map.of(ProducersVocabulary.ROLE, Map.of(name, "down"))));
        }
    }

    private void disconnected(long nowMs, Payload lost) throws StorageException {
        if (lost instanceof ProducerIdsRequest || lost instanceof ProducerIdsAllocated) {
            producerIds.unanswered();
        } else if (lost instanceof Partitioned partitioned && partitioned.message() instanceof Fetching fetching) {
            replicas.get(partitioned.partition()).onFetchLost(nowMs, fetching.request());
        } else if (lost instanceof Partitioned partitioned && partitioned.message() instanceof AlterPartition proposal) {
            replicas.get(partitioned.partition()).onProposalLost(nowMs, proposal);
        } else if (lost instanceof Partitioned partitioned && partitioned.message() instanceof IneligibleReplica refusal) {
            replicas.get(partitioned.partition()).onProposalLost(nowMs, refusal.proposal());
        } else if (lost instanceof AlterPartitionAnswer answer) {
            replicas.get(answer.partition()).onProposalAnswered();
        } else if (lost instanceof FetchRefused refused) {
            replicas.get(refused.partition()).onFetchLost(nowMs, refused.request());
        } else if (lost instanceof JoinRequest join) {
            registrationEnded(join.request().incarnation());
        } else if (lost instanceof RegistrationAnswer answer) {
            registrationEnded(answer.incarnation());
        } else if (lost instanceof RegistrationRefused refused) {
            registrationEnded(refused.incarnation());
        }
    }

    @Override
    public void tick(long nowMs) throws StorageException {
        if (nextHeartbeatAtMs <= nowMs) {
            nextHeartbeatAtMs = nowMs + config.heartbeatIntervalMs();
            contactController();
        }
        for (ReplicaLoop replica : replicas.values()) {
            replica.tick(nowMs);
        }
        clients.settle(nowMs);
        if (stopAtMs <= nowMs) {
            stop(nowMs);
        }
    }

    private void contactController() {
        if (hasJoined()) {
            SortedMap<TopicPartition, Integer> applied = new TreeMap<>();
            replicas.forEach((partition, loop) -> applied.put(partition, loop.replica().state().role().partitionEpoch()));
            network.send(name, controller, new Heartbeat(name, membership.brokerEpoch(), applied, wish));
        } else if (!isRegistering && Replication.sendRegistration(name, membership) instanceof Step<Membership> step) {
            isRegistering = true;
            RegistrationRequest request = (RegistrationRequest) ((Effect.Send) step.effects().get(0)).message();
            tracer.emit(name, step.call(), Map.of(MESSAGES, Change.exchange(List.of(TraceValues.message(request)), List.of())));
            network.send(name, controller, new JoinRequest(request));
        }
    }

    @Override
    public Optional<Long> cleanShutdownFile() throws StorageException {
        return logs.cleanShutdownFile();
    }

    @Override
    public Tracer tracer() {
        return tracer;
    }

    @Override
    public Checkpoints recoveryPoints() {
        return logs.recoveryPoints();
    }

    @Override
    public Checkpoints highWatermarks() {
        return logs.highWatermarks();
    }

    @Override
    public void send(TopicPartition partition, Message message) {
        String to = message instanceof AlterPartition ? controller
                : message instanceof Message.Asking asking ? asking.request().leader()
                : ((Fetching) message).request().follower();
        network.send(name, to, new Partitioned(partition, message));
    }
}
