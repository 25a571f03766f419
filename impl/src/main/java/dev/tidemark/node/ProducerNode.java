package dev.tidemark.node;

import static dev.tidemark.traces.ProducersVocabulary.IDEMPOTENT_PRODUCER;

import dev.tidemark.core.client.ClientRecord;
import dev.tidemark.core.client.ClientRequest;
import dev.tidemark.core.client.Partition;
import dev.tidemark.core.client.ProducedRecords;
import dev.tidemark.core.producer.Batch;
import dev.tidemark.core.producer.DeliveryReport;
import dev.tidemark.core.producer.Outgoing;
import dev.tidemark.core.producer.Producer;
import dev.tidemark.core.producer.ProducerConfig;
import dev.tidemark.core.producer.ProducerState;
import dev.tidemark.core.producer.Transition;
import dev.tidemark.node.Payload.Answered;
import dev.tidemark.node.Payload.Disconnected;
import dev.tidemark.node.Payload.Requested;
import dev.tidemark.storage.TopicPartition;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/** A producer: the shell around {@link Producer}, which encodes its batches and keeps its reports. */
public final class ProducerNode implements Node {
    private final String name;
    private final Network network;
    private final SendersTrace trace;
    private final DeliveryTrace deliveries;
    private final List<DeliveryReport> reports = new ArrayList<>();
    private ProducerState state;
    private long sent;
    private long requests;

    /**
     * Its steps are told only to the spec of its kind: one of those that number their batches knows of others' records, not of how they send.
     *
     * @param brokers to ask who leads what
     */
    public ProducerNode(String name, List<String> brokers, ProducerConfig config, Network network, Tracer tracer) {
        this.name = name;
        this.network = network;
        this.trace = new SendersTrace(tracer.producers().filter(told -> config.isIdempotent() == told.spec().equals(IDEMPOTENT_PRODUCER)), name);
        this.deliveries = new DeliveryTrace(tracer.delivery(), name, config.deliveryTimeoutMs());
        this.state = ProducerState.initial(config, brokers, name.hashCode());
    }

    /** Sends texts to a partition, together as far as the settings allow. */
    public void send(long nowMs, TopicPartition partition, List<String> texts) {
        texts.forEach(text -> offer(nowMs, new Outgoing(sent++, partition.topic(), OptionalInt.of(partition.partition()), ClientRecord.of(text))));
        tick(nowMs);
    }

    /** Sends records to a topic; the partitioner chooses. */
    public void send(long nowMs, String topic, List<ClientRecord> records) {
        records.forEach(record -> offer(nowMs, new Outgoing(sent++, topic, OptionalInt.empty(), record)));
        tick(nowMs);
    }

    private void offer(long nowMs, Outgoing record) {
        take(nowMs, Producer.send(state, nowMs, record));
    }

    /** How deliveries ended, so far. */
    public List<DeliveryReport> reports() {
        return List.copyOf(reports);
    }

    /** Whether every record has its report. */
    public boolean isIdle() {
        return state.isIdle();
    }

    /** How many produce requests it has sent. */
    public long requests() {
        return requests;
    }

    @Override
    public void receive(long nowMs, String from, Payload payload) {
        if (payload instanceof Answered answered) {
            take(nowMs, Producer.answered(state, nowMs, answered.response()));
        } else if (payload instanceof Disconnected) {
            take(nowMs, Producer.disconnected(state, nowMs, from));
        }
        tick(nowMs);
    }

    @Override
    public void tick(long nowMs) {
        take(nowMs, Producer.run(state, nowMs));
        deliveries.elapsed(nowMs);
    }

    private void take(long nowMs, Transition transition) {
        state = transition.state();
        List<DeliveryReport> told = new ArrayList<>();
        for (Transition.Deed deed : transition.deeds()) {
            if (deed instanceof Transition.Send send) {
                network.send(name, send.broker(), new Requested(encoded(send.request(), nowMs)));
            } else if (deed instanceof Transition.Close close) {
                network.disconnect(name, close.broker());
            } else if (deed instanceof Transition.Took took) {
                trace.tell(took);
            } else if (deed instanceof Transition.Tell tell) {
                told.add(tell.report());
            } else if (deed instanceof Transition.Sent record) {
                deliveries.sent(nowMs, record.partition(), record.record());
            }
        }
        reports.addAll(told);
        deliveries.reported(told);
    }

    private ClientRequest encoded(ClientRequest request, long nowMs) {
        if (!(request instanceof ClientRequest.Produce produce)) {
            return request;
        }
        requests++;
        SortedMap<Partition, ProducedRecords> batches = new TreeMap<>();
        produce.batches().forEach((partition, records) -> {
            Batch batch = (Batch) records;
            batches.put(partition, ProducedBytes.encode(batch.records(), batch.producer(), batch.baseSequence(), nowMs));
        });
        return new ClientRequest.Produce(produce.id(), produce.acks(), produce.timeoutMs(), batches);
    }
}
