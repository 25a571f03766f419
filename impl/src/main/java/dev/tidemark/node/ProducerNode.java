package dev.tidemark.node;

import dev.tidemark.core.Acks;
import dev.tidemark.core.ErrorCode;
import dev.tidemark.core.client.ClientRecord;
import dev.tidemark.core.client.ClientRequest;
import dev.tidemark.core.client.ClientResponse;
import dev.tidemark.core.client.Partition;
import dev.tidemark.core.client.ProducedRecords;
import dev.tidemark.core.client.ProducerIdentity;
import dev.tidemark.node.Payload.Answered;
import dev.tidemark.node.Payload.Disconnected;
import dev.tidemark.node.Payload.Requested;
import dev.tidemark.storage.TopicPartition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A producer without idempotence: it sends each batch until it is told that it was written, or gives up. Not knowing who
 * leads, it turns to the next broker after a failure. Every batch ends in one {@link Report}.
 */
public final class ProducerNode implements Node {
    private final String name;
    private final List<String> brokers;
    private final ProducerConfig config;
    private final Network network;
    private final Deque<Batch> queue = new ArrayDeque<>();
    private final List<Batch> underWay = new ArrayList<>();
    private final Map<Long, Batch> requests = new LinkedHashMap<>();
    private final List<Report> reports = new ArrayList<>();
    private int target;
    private long nextRequestId;

    /** Records on their way, and where they stand. */
    private static final class Batch {
        private final TopicPartition partition;
        private final List<String> records;
        private final long deadlineMs;
        private int retries;
        private long retryAtMs;
        private long requestDeadlineMs = Long.MAX_VALUE;

        Batch(TopicPartition partition, List<String> records, long deadlineMs) {
            this.partition = partition;
            this.records = List.copyOf(records);
            this.deadlineMs = deadlineMs;
        }
    }

    /**
     * How a batch ended.
     *
     * @param baseOffset where it is; -1 with an error, and with acks=0, where nobody knows
     * @param error      NONE, or why it was given up; it may have been written all the same
     */
    public record Report(List<String> records, long baseOffset, ErrorCode error) {
        public boolean isAcknowledged() {
            return error == ErrorCode.NONE && baseOffset >= 0;
        }
    }

    public ProducerNode(String name, List<String> brokers, ProducerConfig config, Network network) {
        this.name = name;
        this.brokers = List.copyOf(brokers);
        this.config = config;
        this.network = network;
    }

    /** Queues a batch. */
    public void send(long nowMs, TopicPartition partition, List<String> records) {
        queue.add(new Batch(partition, records, nowMs + config.deliveryTimeoutMs()));
        tick(nowMs);
    }

    /** How the batches ended, so far. */
    public List<Report> reports() {
        return List.copyOf(reports);
    }

    /** Whether nothing is queued or under way. */
    public boolean isIdle() {
        return queue.isEmpty() && underWay.isEmpty();
    }

    @Override
    public void receive(long nowMs, String from, Payload payload) {
        if (payload instanceof Answered answered && requests.containsKey(answered.response().id())) {
            answered(nowMs, from, requests.remove(answered.response().id()), (ClientResponse.Produce) answered.response());
        } else if (payload instanceof Disconnected lost && lost.sent() instanceof Requested sent && requests.containsKey(sent.request().id())) {
            failed(nowMs, from, requests.remove(sent.request().id()), ErrorCode.NETWORK_EXCEPTION);
        } else if (payload instanceof Disconnected lost && lost.sent() instanceof Answered answered && requests.containsKey(answered.response().id())) {
            failed(nowMs, from, requests.remove(answered.response().id()), ErrorCode.NETWORK_EXCEPTION);
        }
    }

    private void answered(long nowMs, String from, Batch batch, ClientResponse.Produce answer) {
        ClientResponse.PartitionProduced response = answer.partitions().get(answer.partitions().firstKey());
        if (response.error() == ErrorCode.NONE) {
            report(batch, response.baseOffset(), ErrorCode.NONE);
            tick(nowMs);
        } else {
            failed(nowMs, from, batch, response.error());
        }
    }

    private void failed(long nowMs, String broker, Batch batch, ErrorCode error) {
        if (brokers.get(target).equals(broker)) {
            target = (target + 1) % brokers.size();
        }
        batch.requestDeadlineMs = Long.MAX_VALUE;
        boolean givesUp = !error.isRetriable() || batch.retries >= config.retries() || nowMs + config.retryBackoffMs() >= batch.deadlineMs;
        if (givesUp) {
            report(batch, -1, error);
        } else {
            batch.retries++;
            batch.retryAtMs = nowMs + config.retryBackoffMs();
        }
    }

    private void report(Batch batch, long baseOffset, ErrorCode error) {
        underWay.remove(batch);
        reports.add(new Report(batch.records, baseOffset, error));
    }

    @Override
    public void tick(long nowMs) {
        for (Map.Entry<Long, Batch> request : List.copyOf(requests.entrySet())) {
            if (request.getValue().requestDeadlineMs <= nowMs) {
                requests.remove(request.getKey());
                failed(nowMs, brokers.get(target), request.getValue(), ErrorCode.REQUEST_TIMED_OUT);
            }
        }
        while (underWay.size() < config.maxInFlight() && !queue.isEmpty()) {
            underWay.add(queue.remove());
        }
        for (Batch batch : List.copyOf(underWay)) {
            if (batch.requestDeadlineMs == Long.MAX_VALUE && batch.retryAtMs <= nowMs) {
                attempt(nowMs, batch);
            }
        }
    }

    private void attempt(long nowMs, Batch batch) {
        long id = nextRequestId++;
        ProducedBytes bytes = ProducedBytes.encode(batch.records.stream().map(ClientRecord::of).toList(), ProducerIdentity.NONE,
                ProducedRecords.NO_SEQUENCE, nowMs);
        Partition partition = new Partition(batch.partition.topic(), batch.partition.partition());
        network.send(name, brokers.get(target), new Requested(new ClientRequest.Produce(id, config.acks(), config.requestTimeoutMs(),
                new TreeMap<>(Map.of(partition, bytes)))));
        if (config.acks() == Acks.NONE) {
            report(batch, -1, ErrorCode.NONE);
        } else {
            batch.requestDeadlineMs = nowMs + config.requestTimeoutMs();
            requests.put(id, batch);
        }
    }
}
