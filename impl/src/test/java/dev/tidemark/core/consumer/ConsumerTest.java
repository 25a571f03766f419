package dev.tidemark.core.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.ErrorCode;
import dev.tidemark.core.client.ClientRecord;
import dev.tidemark.core.client.ClientRequest;
import dev.tidemark.core.client.ClientRequest.FetchPosition;
import dev.tidemark.core.client.ClientResponse;
import dev.tidemark.core.client.ClientResponse.PartitionFetched;
import dev.tidemark.core.client.ClientResponse.PartitionMetadata;
import dev.tidemark.core.client.FetchedBatches;
import dev.tidemark.core.client.FetchedRecord;
import dev.tidemark.core.client.Partition;
import dev.tidemark.core.consumer.Transition.HandOut;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a consumer makes of answers, one input at a time. */
final class ConsumerTest {
    private static final Partition PARTITION = new Partition("orders", 0);

    private final List<Transition.Deed> deeds = new ArrayList<>();
    private ConsumerState state;

    /** Whole batches from one offset to below another. */
    private record Batches(long startOffset, long endOffset) implements FetchedBatches {
        @Override
        public List<FetchedRecord> records() {
            return LongStream.range(startOffset, endOffset).mapToObj(offset -> new FetchedRecord(offset, 0, 0, ClientRecord.of("M" + offset))).toList();
        }

        @Override
        public int lastEpoch() {
            return 0;
        }
    }

    @BeforeEach
    void knowsItsLeaderAndReadsFromOffset5() {
        state = ConsumerState.initial(ConsumerConfig.DEFAULT, List.of("b1"));
        take(Consumer.assign(state, 0, List.of(PARTITION)));
        take(Consumer.seek(state, 0, PARTITION, 5, -1));
        take(Consumer.run(state, 0));
        take(Consumer.answered(state, 1, new ClientResponse.Metadata(sent(ClientRequest.Metadata.class).id(),
                new TreeMap<>(Map.of(PARTITION, new PartitionMetadata(ErrorCode.NONE, Optional.of("b1"), 3))))));
        take(Consumer.run(state, 1));
    }

    private void take(Transition transition) {
        state = transition.state();
        deeds.addAll(transition.deeds());
    }

    private <R extends ClientRequest> R sent(Class<R> kind) {
        return deeds.stream().filter(Transition.Send.class::isInstance).map(deed -> ((Transition.Send) deed).request()).filter(kind::isInstance)
                .map(kind::cast).reduce((first, second) -> second).orElseThrow();
    }

    private List<Long> handedOut() {
        return deeds.stream().filter(HandOut.class::isInstance).flatMap(deed -> ((HandOut) deed).records().stream()).map(FetchedRecord::offset).toList();
    }

    private void answerFetch(ErrorCode error, FetchedBatches batches) {
        take(Consumer.answered(state, 2, new ClientResponse.Fetch(sent(ClientRequest.Fetch.class).id(),
                new TreeMap<>(Map.of(PARTITION, new PartitionFetched(error, 100, 100, 0, batches))))));
    }

    @Test
    void asksFromItsPositionUnderTheEpochThatItKnows() {
        assertThat(sent(ClientRequest.Fetch.class).positions().get(PARTITION)).isEqualTo(new FetchPosition(5, 3, 1 << 20));
    }

    @Test
    void whatLiesBeforeItsPositionInTheSameBatchIsNotHandedOut() {
        answerFetch(ErrorCode.NONE, new Batches(3, 8));
        assertThat(handedOut()).containsExactly(5L, 6L, 7L);
        assertThat(state.assignments().get(PARTITION).offset()).isEqualTo(8);
    }

    @Test
    void anAnswerAfterASeekCountsForNothing() {
        take(Consumer.seek(state, 2, PARTITION, 1, -1));
        answerFetch(ErrorCode.NONE, new Batches(5, 8));
        assertThat(handedOut()).isEmpty();
        assertThat(state.assignments().get(PARTITION).offset()).isEqualTo(1);
    }

    @Test
    void afterAChangeOfLeaderItAsksWhereTheEpochOfItsLastRecordEnded() {
        answerFetch(ErrorCode.NONE, new Batches(5, 8));
        take(Consumer.run(state, 2));
        answerFetch(ErrorCode.FENCED_LEADER_EPOCH, new Batches(0, 0));
        take(Consumer.run(state, 200));
        take(Consumer.answered(state, 201, new ClientResponse.Metadata(sent(ClientRequest.Metadata.class).id(),
                new TreeMap<>(Map.of(PARTITION, new PartitionMetadata(ErrorCode.NONE, Optional.of("b1"), 4))))));
        take(Consumer.run(state, 201));
        assertThat(sent(ClientRequest.OffsetsForLeaderEpoch.class).questions().get(PARTITION)).isEqualTo(new ClientRequest.EpochQuestion(4, 0));
        take(Consumer.answered(state, 202, new ClientResponse.OffsetsForLeaderEpoch(sent(ClientRequest.OffsetsForLeaderEpoch.class).id(),
                new TreeMap<>(Map.of(PARTITION, new ClientResponse.EpochEnd(ErrorCode.NONE, 0, 6))))));
        assertThat(deeds).anySatisfy(deed -> assertThat(deed).isInstanceOf(Transition.Truncated.class));
        assertThat(state.assignments().get(PARTITION).offset()).as("where the logs diverge").isEqualTo(6);
    }
}
