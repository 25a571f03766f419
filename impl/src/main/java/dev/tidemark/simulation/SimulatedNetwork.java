package dev.tidemark.simulation;

import static dev.tidemark.traces.ProducersVocabulary.DROP_REQUEST;
import static dev.tidemark.traces.ProducersVocabulary.REQUESTS;
import static dev.tidemark.traces.ReplicationVocabulary.DROP;
import static dev.tidemark.traces.ReplicationVocabulary.MESSAGES;

import dev.tidemark.core.Message;
import dev.tidemark.core.ProducerRequest;
import dev.tidemark.core.client.ClientRequest;
import dev.tidemark.node.Network;
import dev.tidemark.node.Payload;
import dev.tidemark.node.Payload.Disconnected;
import dev.tidemark.node.Payload.Partitioned;
import dev.tidemark.node.Payload.RegistrationAnswer;
import dev.tidemark.node.TraceValues;
import dev.tidemark.node.Tracer;
import dev.tidemark.storage.TopicPartition;
import dev.tidemark.traces.Change;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * The network of a simulated cluster: it delays, loses, duplicates and reorders, and its links can be cut one way. Each sender
 * numbers what it sends, so that a duplicate is recognised; who loses a connection is told so. What it loses of the
 * replication protocol is an action of the specs, {@code Drop}, and told to the trace. Between clients and brokers it keeps the order:
 * {@link ClientConnections}.
 */
public final class SimulatedNetwork implements Network {
    private static final String NAME = "network";
    private static final int DETECTION_MS = 20;
    private static final int WAIT_MS = 5;

    private final Agenda agenda;
    private final RandomGenerator random;
    private final Tracer tracer;
    private final Destinations destinations;
    private final Set<Link> cut = new HashSet<>();
    private final Set<Link> holding = new HashSet<>();
    private final Map<Link, List<Envelope>> held = new HashMap<>();
    private final Set<Long> inFlight = new HashSet<>();
    private final Map<String, Integer> incarnations = new HashMap<>();
    private final ClientConnections connections = new ClientConnections();
    private NetworkConditions conditions = NetworkConditions.GOOD;
    private long sent;

    private record Link(String from, String to) { }

    /** Incarnations tell a node from what it was before a restart: connections do not outlive it. */
    private record Envelope(long id, String from, int fromIncarnation, String to, int toIncarnation, Payload payload, long connection) { }

    /** Where things arrive. */
    interface Destinations {
        /** Hands something over, unless the node is down. */
        void deliver(String from, String to, Payload payload);

        boolean isUp(String node);

        /** Whether it takes nothing for the time being. */
        boolean isPaused(String node);
    }

    SimulatedNetwork(Agenda agenda, RandomGenerator random, Tracer tracer, Destinations destinations) {
        this.agenda = agenda;
        this.random = random;
        this.tracer = tracer;
        this.destinations = destinations;
    }

    public void become(NetworkConditions newConditions) {
        conditions = newConditions;
    }

    /** Nothing passes from one node to another, in this direction. */
    public void cutOneWay(String from, String to) {
        cut.add(new Link(from, to));
    }

    public void cut(String a, String b) {
        cutOneWay(a, b);
        cutOneWay(b, a);
    }

    public void healOneWay(String from, String to) {
        cut.remove(new Link(from, to));
    }

    public void heal(String a, String b) {
        healOneWay(a, b);
        healOneWay(b, a);
    }

    /** What passes from one node to another waits on the way until it is released. */
    public void hold(String from, String to) {
        holding.add(new Link(from, to));
    }

    /** What was held on a link goes on, and what is sent from now on passes. */
    public void release(String from, String to) {
        Link link = new Link(from, to);
        holding.remove(link);
        held.getOrDefault(link, List.of()).forEach(this::arrive);
        held.remove(link);
    }

    /** What is sent on a link from now on passes; what is held still waits. */
    public void letPass(String from, String to) {
        holding.remove(new Link(from, to));
    }

    /** What was held on a link arrives, though its connection was given up: it had come as far as the receiver's socket. */
    public void deliverLate(String from, String to) {
        Link link = new Link(from, to);
        held.getOrDefault(link, List.of()).stream().filter(envelope -> inFlight.remove(envelope.id))
                .forEach(envelope -> destinations.deliver(from, to, envelope.payload));
        held.remove(link);
    }

    /** All links work again, and well. */
    public void heal() {
        cut.clear();
        conditions = NetworkConditions.GOOD;
    }

    /** A node has ended; its connections end with it. */
    void closeConnections(String node) {
        incarnations.merge(node, 1, Integer::sum);
    }

    private int incarnation(String node) {
        return incarnations.getOrDefault(node, 0);
    }

    @Override
    public void send(String from, String to, Payload payload) {
        boolean isOfClient = ClientConnections.carries(payload);
        Envelope envelope = new Envelope(sent++, from, incarnation(from), to, incarnation(to), payload,
                isOfClient ? connections.number(from, to, payload) : -1);
        inFlight.add(envelope.id);
        if (random.nextDouble() < conditions.loss()) {
            agenda.in(delay(), () -> lose(envelope));
        } else if (isOfClient) {
            agenda.in((int) (connections.arrivalMs(from, to, payload, agenda.nowMs() + delay()) - agenda.nowMs()), () -> arrive(envelope));
        } else {
            agenda.in(delay(), () -> arrive(envelope));
            if (random.nextDouble() < conditions.duplication()) {
                agenda.in(delay(), () -> arrive(envelope));
            }
        }
    }

    @Override
    public void disconnect(String client, String broker) {
        connections.close(client, broker);
    }

    private int delay() {
        int maxDelayMs = random.nextDouble() < conditions.straggling() ? NetworkConditions.STRAGGLER_MS : conditions.maxDelayMs();
        return random.nextInt(conditions.minDelayMs(), maxDelayMs + 1);
    }

    private void arrive(Envelope envelope) {
        boolean isReachable = destinations.isUp(envelope.to) && incarnation(envelope.to) == envelope.toIncarnation
                && !cut.contains(new Link(envelope.from, envelope.to)) && !isCutOff(envelope);
        if (!isReachable) {
            lose(envelope);
        } else if (destinations.isPaused(envelope.to)) {
            agenda.in(WAIT_MS, () -> arrive(envelope));
        } else if (holding.contains(new Link(envelope.from, envelope.to))) {
            held.computeIfAbsent(new Link(envelope.from, envelope.to), link -> new ArrayList<>()).add(envelope);
        } else if (inFlight.remove(envelope.id)) {
            destinations.deliver(envelope.from, envelope.to, envelope.payload);
        }
    }

    private boolean isCutOff(Envelope envelope) {
        return ClientConnections.carries(envelope.payload) && connections.isBroken(envelope.from, envelope.to, envelope.payload, envelope.connection);
    }

    private void lose(Envelope envelope) {
        if (!inFlight.remove(envelope.id)) {
            return;
        }
        boolean diedWithReceiver = incarnation(envelope.to) != envelope.toIncarnation;
        if (!(diedWithReceiver && isForBroker(envelope.payload))) {
            traceDrop(envelope.payload);
        }
        if (envelope.payload instanceof Payload.Requested requested && requested.request() instanceof ClientRequest.Produce produce) {
            traceDrop(envelope.from, produce);
        }
        if (ClientConnections.carries(envelope.payload)) {
            connections.lost(envelope.from, envelope.to, envelope.payload, envelope.connection);
        }
        String asker = isAnswer(envelope.payload) ? envelope.to : envelope.from;
        int incarnation = isAnswer(envelope.payload) ? envelope.toIncarnation : envelope.fromIncarnation;
        agenda.in(DETECTION_MS, () -> {
            boolean isNews = !ClientConnections.carries(envelope.payload)
                    || connections.noticed(envelope.from, envelope.to, envelope.payload, envelope.connection);
            if (isNews && incarnation(asker) == incarnation && destinations.isUp(asker)) {
                destinations.deliver(asker.equals(envelope.to) ? envelope.from : envelope.to, asker, new Disconnected(envelope.payload));
            }
        });
    }

    /** What was on its way to a broker ends with it: that is part of the spec's {@code Crash}, not a loss of its own. */
    private static boolean isForBroker(Payload payload) {
        return payload instanceof RegistrationAnswer
                || payload instanceof Partitioned partitioned && !(partitioned.message() instanceof Message.AlterPartition);
    }

    private static boolean isAnswer(Payload payload) {
        return payload instanceof RegistrationAnswer || payload instanceof Payload.RegistrationRefused || payload instanceof Payload.FetchRefused
                || payload instanceof Payload.AlterPartitionAnswer || payload instanceof Payload.ProducerIdsAllocated
                || payload instanceof Payload.Answered
                || payload instanceof Partitioned partitioned && (partitioned.message() instanceof Message.FetchResponse
                        || partitioned.message() instanceof Message.DivergingEpoch || partitioned.message() instanceof Message.EpochEndOffset
                        || partitioned.message() instanceof Message.IneligibleReplica);
    }

    private void traceDrop(Payload payload) {
        if (payload instanceof Partitioned partitioned) {
            traceDrop(partitioned.partition(), partitioned.message());
        } else if (payload instanceof RegistrationAnswer answer) {
            answer.registrations().forEach(this::traceDrop);
        } else if (payload instanceof Payload.JoinRequest join) {
            tracer.emit(NAME, DROP.with(join.request()),
                    Map.of(MESSAGES, Change.exchange(List.of(), List.of(TraceValues.message(join.request())))));
        }
    }

    /** What a producer asked for is lost, batch by batch. */
    private void traceDrop(String producer, ClientRequest.Produce produce) {
        produce.batches().forEach((partition, batch) -> {
            ProducerRequest request = new ProducerRequest(producer, batch.producer().producerId(), batch.producer().producerEpoch(), batch.baseSequence(),
                    batch.texts(), produce.id());
            tracer.producers().ifPresent(told -> told.emit(NAME, partition.toString(), DROP_REQUEST.with(request),
                    Map.of(REQUESTS, Change.exchange(List.of(), List.of(TraceValues.request(request))))));
        });
    }

    private void traceDrop(TopicPartition partition, Message message) {
        tracer.emit(NAME, partition.directory(), DROP.with(message),
                Map.of(MESSAGES, Change.exchange(List.of(), List.of(TraceValues.message(message)))));
    }
}
