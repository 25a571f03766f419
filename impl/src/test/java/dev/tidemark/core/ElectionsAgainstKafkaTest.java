package dev.tidemark.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.Message.AlterPartition;
import dev.tidemark.core.Message.RegistrationRequest;
import dev.tidemark.core.Outcome.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever becomes of the brokers, our controller and Apache Kafka's elect the same leaders, and keep the same ISR and ELR. */
final class ElectionsAgainstKafkaTest {
    private static final int HISTORIES = 300;
    private static final int EVENTS = 40;

    @ParameterizedTest
    @CsvSource({"2, 1, false", "3, 1, false", "3, 2, false", "3, 3, false", "5, 3, false", "2, 1, true", "3, 1, true", "3, 2, true", "3, 3, true", "5, 3, true"})
    void theyDecideTheSame(int replicas, int minIsr, boolean uncleanElection) {
        for (int seed = 1; seed <= HISTORIES; seed++) {
            new History(replicas, new TopicRules(minIsr, uncleanElection), new SplittableRandom(seed)).play("seed " + seed);
        }
    }

    /** One partition, decided upon twice. */
    private static final class History {
        private final List<String> brokers;
        private final SplittableRandom random;
        private final Controller controller;
        private final Administration administration;
        private final KafkaPartition kafka;
        private final List<String> told = new ArrayList<>();
        private ControllerState state;
        private int starts;

        History(int replicas, TopicRules rules, SplittableRandom random) {
            this.brokers = IntStream.range(0, replicas).mapToObj(KafkaPartition::name).toList();
            this.random = random;
            this.controller = new Controller(rules);
            this.administration = new Administration(rules);
            this.kafka = new KafkaPartition(replicas, rules);
            this.state = ControllerState.initial(new TreeSet<>(brokers));
            take(controller.createPartition(state, brokers));
        }

        void play(String seed) {
            for (int i = 0; i < EVENTS; i++) {
                String broker = brokers.get(random.nextInt(brokers.size()));
                switch (random.nextInt(4)) {
                    case 0 -> alterIsr();
                    case 1 -> electPreferred();
                    default -> comeOrGo(broker);
                }
                assertThat(kafka.describe(state.current())).as("%s: our partition and Kafka's, after %s", seed, told).isEqualTo(kafka.describe());
            }
        }

        private void comeOrGo(String broker) {
            if (state.unfenced().contains(broker)) {
                told.add(broker + " goes");
                take(controller.fenceBroker(state, broker));
                kafka.fence(broker, state.unfenced());
            } else if (random.nextBoolean()) {
                told.add(broker + " is back");
                take(controller.unfenceBroker(state, broker));
                kafka.unfence(state.unfenced());
            } else {
                told.add(broker + " is back from a crash");
                kafka.shutDownUncleanly(broker, state.unfenced());
                take(controller.register(state, new RegistrationRequest(broker, ++starts, -1)));
                kafka.unfence(state.unfenced());
            }
        }

        private void alterIsr() {
            if (state.current().leader().isPresent()) {
                String leader = state.current().leader().get();
                SortedMap<String, Integer> isr = new TreeMap<>();
                state.unfenced().stream().filter(broker -> broker.equals(leader) || random.nextBoolean())
                        .forEach(broker -> isr.put(broker, state.registeredEpoch().get(broker)));
                told.add("the ISR becomes " + isr.keySet());
                take(controller.alterPartition(state, new AlterPartition(leader, state.current().leaderEpoch(), state.version(), isr,
                        PartitionVersion.LeaderRecovery.RECOVERED)));
                kafka.alter(isr.keySet(), state.unfenced());
            }
        }

        /** Kafka is asked only where our controller would elect: otherwise it refuses the request before it comes to that. */
        private void electPreferred() {
            if (administration.electPreferredLeader(state) instanceof Step<ControllerState> step) {
                told.add("the preferred leader is elected");
                state = step.next();
                kafka.electPreferred(state.unfenced());
            }
        }

        private void take(Outcome<ControllerState> outcome) {
            assertThat(outcome).as("after %s", told).isInstanceOf(Step.class);
            state = ((Step<ControllerState>) outcome).next();
        }
    }
}
