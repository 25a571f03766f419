package dev.tidemark.core.producer;

import static org.assertj.core.api.Assertions.assertThat;

import com.pholser.junit.quickcheck.Property;
import com.pholser.junit.quickcheck.runner.JUnitQuickcheck;
import dev.tidemark.core.Acks;
import dev.tidemark.core.ErrorCode;
import dev.tidemark.core.client.ClientRecord;
import dev.tidemark.core.client.ClientRequest;
import dev.tidemark.core.client.Partition;
import dev.tidemark.core.producer.DeliveryReport.Fate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import org.junit.runner.RunWith;

/** Whatever happens on the way, and in whatever order: one report for each record, in time, and true. */
@RunWith(JUnitQuickcheck.class)
public final class DeliveryProperties {
    private static final int INPUTS = 400;
    private static final int STEP_MS = 40;

    @Property(trials = 300)
    public void everyRecordHasOneTrueReport(long seed) {
        new Schedule(seed, config(new Random(seed), Acks.ALL, false)).check(Integer.MAX_VALUE);
    }

    @Property(trials = 100)
    public void withoutRetriesNothingIsWrittenTwice(long seed) {
        new Schedule(seed, config(new Random(seed), Acks.LEADER, false).withRetries(0)).check(1);
    }

    @Property(trials = 100)
    public void withoutAcknowledgementsNothingIsWrittenTwice(long seed) {
        new Schedule(seed, config(new Random(seed), Acks.NONE, false)).check(1);
    }

    @Property(trials = 500)
    public void anIdempotentProducerWritesOnceAndInOrder(long seed) {
        Schedule schedule = new Schedule(seed, config(new Random(seed), Acks.ALL, true));
        schedule.check(1);
        schedule.checkOrder();
    }

    private static ProducerConfig config(Random random, Acks acks, boolean isIdempotent) {
        ProducerConfig config = isIdempotent ? ProducerConfig.idempotent() : ProducerConfig.of(acks);
        int batchSize = random.nextInt(4) * 100;
        return config.withMaxInFlight(1 + random.nextInt(5)).withTimeouts(300, 600 + random.nextInt(2_000), 100 + random.nextInt(1_000))
                .withBatching(random.nextInt(3) * 50, batchSize, Math.max(batchSize, 200) * (2L + random.nextInt(6)));
    }

    /** A producer, a cluster, and a network that keeps the order of each connection until it breaks. */
    private static final class Schedule {
        private final Random random;
        private final ProducerConfig config;
        private final ModelCluster cluster = new ModelCluster(3);
        private final Map<String, Deque<ClientRequest>> onTheWay = new TreeMap<>();
        private final Map<Long, Long> sentAtMs = new HashMap<>();
        private final List<DeliveryReport> reports = new ArrayList<>();
        private ProducerState state;
        private long nowMs;
        private long sent;

        Schedule(long seed, ProducerConfig config) {
            this.random = new Random(seed);
            this.config = config;
            this.state = ProducerState.initial(config, ModelCluster.BROKERS, seed);
            ModelCluster.BROKERS.forEach(broker -> onTheWay.put(broker, new ArrayDeque<>()));
            for (int i = 0; i < INPUTS; i++) {
                input();
                take(Producer.run(state, nowMs));
            }
            for (long endMs = nowMs + config.deliveryTimeoutMs() + config.maxBlockMs() + 2 * STEP_MS; nowMs < endMs && !state.isIdle();) {
                nowMs += STEP_MS;
                take(Producer.run(state, nowMs));
            }
        }

        private void input() {
            String broker = ModelCluster.BROKERS.get(random.nextInt(2));
            switch (random.nextInt(10)) {
                case 0, 1, 2 -> send();
                case 3 -> nowMs += random.nextInt(STEP_MS);
                case 4 -> breakConnection(broker);
                case 5 -> cluster.changeLeader(new Partition("orders", random.nextInt(3)));
                case 6 -> arrive(broker, Optional.of(refusal()));
                default -> arrive(broker, Optional.empty());
            }
        }

        private ErrorCode refusal() {
            return random.nextBoolean() ? ErrorCode.NOT_ENOUGH_REPLICAS : ErrorCode.INVALID_RECORD;
        }

        private void send() {
            sentAtMs.put(sent, nowMs);
            Optional<ClientRecord> keyed = random.nextBoolean() ? Optional.of(ClientRecord.of("key-" + random.nextInt(5), "record-" + sent)) : Optional.empty();
            OptionalInt partition = random.nextInt(3) == 0 ? OptionalInt.of(random.nextInt(3)) : OptionalInt.empty();
            take(Producer.send(state, nowMs, new Outgoing(sent, "orders", partition, keyed.orElse(ClientRecord.of("record-" + sent)))));
            sent++;
        }

        /** What is still on the way may arrive all the same, and its answer may not. */
        private void breakConnection(String broker) {
            loseOnTheWay(broker);
            take(Producer.disconnected(state, nowMs, broker));
        }

        private void loseOnTheWay(String broker) {
            Deque<ClientRequest> lost = onTheWay.get(broker);
            int arriving = random.nextInt(lost.size() + 1);
            for (int i = 0; i < arriving; i++) {
                cluster.take(broker, lost.remove(), Optional.empty());
            }
            lost.clear();
        }

        private void arrive(String broker, Optional<ErrorCode> refusal) {
            if (!onTheWay.get(broker).isEmpty()) {
                ClientRequest request = onTheWay.get(broker).remove();
                var answer = cluster.take(broker, request, refusal);
                if (ModelCluster.isAnswered(request)) {
                    take(Producer.answered(state, nowMs, answer));
                }
            }
        }

        private void take(Transition transition) {
            state = transition.state();
            for (Transition.Deed deed : transition.deeds()) {
                if (deed instanceof Transition.Send send) {
                    onTheWay.get(send.broker()).add(send.request());
                } else if (deed instanceof Transition.Close close) {
                    loseOnTheWay(close.broker());
                } else if (deed instanceof Transition.Tell tell) {
                    reports.add(tell.report());
                    assertThat(nowMs - sentAtMs.get(tell.report().id())).as("ms from send to report of %s", tell.report())
                            .isLessThanOrEqualTo(config.maxBlockMs() + config.deliveryTimeoutMs() + 2 * STEP_MS);
                }
            }
            assertThat(state.bufferedBytes()).as("bytes in the buffer").isLessThanOrEqualTo(config.bufferMemory());
            ModelCluster.BROKERS.forEach(broker -> assertThat(state.inFlightTo(broker)).as("requests in flight to %s", broker)
                    .hasSizeLessThanOrEqualTo(config.maxInFlight()));
        }

        void check(int atMost) {
            assertThat(reports.stream().map(DeliveryReport::id).toList()).as("reports").containsExactlyInAnyOrderElementsOf(sentAtMs.keySet());
            for (DeliveryReport report : reports) {
                String text = report.record().text();
                long copies = report.partition().map(partition -> Collections.frequency(cluster.log(partition), text)).orElse(0);
                assertThat(copies).as("copies of what was reported as %s", report).isBetween(report.fate() == Fate.WRITTEN ? 1L : 0L,
                        report.fate() == Fate.NOT_WRITTEN ? 0L : atMost);
                if (report.isAcknowledged()) {
                    assertThat(cluster.log(report.partition().orElseThrow()).get((int) report.offset())).as("the record of %s", report).isEqualTo(text);
                }
            }
        }

        void checkOrder() {
            Map<String, Long> ids = new HashMap<>();
            reports.forEach(report -> ids.put(report.record().text(), report.id()));
            for (int i = 0; i < 3; i++) {
                assertThat(cluster.log(new Partition("orders", i)).stream().map(ids::get).toList()).as("the order in partition %d", i).isSorted();
            }
        }
    }
}
