package dev.tidemark.core.consumer;

import dev.tidemark.core.ErrorCode;
import dev.tidemark.core.client.ClientRequest;
import dev.tidemark.core.client.ClientRequest.EpochQuestion;
import dev.tidemark.core.client.ClientRequest.FetchPosition;
import dev.tidemark.core.client.ClientResponse;
import dev.tidemark.core.client.ClientResponse.EpochEnd;
import dev.tidemark.core.client.ClientResponse.OffsetAtTime;
import dev.tidemark.core.client.ClientResponse.PartitionFetched;
import dev.tidemark.core.client.FetchedRecord;
import dev.tidemark.core.client.Partition;
import dev.tidemark.core.consumer.Assignment.Phase;
import dev.tidemark.core.consumer.ConsumerConfig.Reset;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** What a consumer makes of brokers' answers. One to a question that it would not ask any more counts for nothing. */
final class Answers {
    private Answers() { }

    static void take(Turn turn, ClientRequest request, ClientResponse response) {
        if (request instanceof ClientRequest.Fetch asked && response instanceof ClientResponse.Fetch answer) {
            answer.partitions().forEach((partition, fetched) -> fetched(turn, partition, asked.positions().get(partition), fetched));
        } else if (request instanceof ClientRequest.ListOffsets && response instanceof ClientResponse.ListOffsets answer) {
            answer.partitions().forEach((partition, found) -> found(turn, partition, found));
        } else if (request instanceof ClientRequest.OffsetsForLeaderEpoch asked && response instanceof ClientResponse.OffsetsForLeaderEpoch answer) {
            answer.partitions().forEach((partition, end) -> epochEnd(turn, partition, asked.questions().get(partition), end));
        }
    }

    /** The partitions that a request is about. */
    static Set<Partition> partitions(ClientRequest request) {
        return request instanceof ClientRequest.Fetch fetch ? fetch.positions().keySet()
                : request instanceof ClientRequest.ListOffsets list ? list.questions().keySet()
                : request instanceof ClientRequest.OffsetsForLeaderEpoch epochs ? epochs.questions().keySet() : Set.of();
    }

    static void pause(Turn turn, Partition partition) {
        Assignment assignment = turn.state().assignments().get(partition);
        if (turn.state().assignments().containsKey(partition)) {
            turn.become(partition, assignment.pausing(turn.retryAtMs()));
        }
    }

    private static boolean isIn(Turn turn, Partition partition, Phase phase) {
        return turn.state().assignments().containsKey(partition) && turn.state().assignments().get(partition).phase() == phase;
    }

    private static void fetched(Turn turn, Partition partition, FetchPosition asked, PartitionFetched fetched) {
        if (!isIn(turn, partition, Phase.FETCHING) || turn.state().assignments().get(partition).offset() != asked.fetchOffset()) {
            return;
        }
        Assignment assignment = turn.state().assignments().get(partition);
        if (fetched.error() == ErrorCode.OFFSET_OUT_OF_RANGE) {
            outOfRange(turn, partition, asked.fetchOffset());
        } else if (fetched.error() != ErrorCode.NONE) {
            retry(turn, partition, fetched.error());
        } else if (fetched.batches().endOffset() > assignment.offset()) {
            List<FetchedRecord> records = fetched.batches().records().stream().filter(record -> record.offset() >= assignment.offset()).toList();
            turn.become(partition, assignment.read(fetched.batches().endOffset(), fetched.batches().lastEpoch()));
            turn.tell(new Transition.HandOut(partition, records));
        }
    }

    private static void outOfRange(Turn turn, Partition partition, long offset) {
        Reset reset = turn.state().config().autoOffsetReset();
        if (reset == Reset.NONE) {
            turn.become(partition, turn.state().assignments().get(partition).stopped());
            turn.tell(new Transition.Stopped(partition, ErrorCode.OFFSET_OUT_OF_RANGE, "Fetch position " + offset + " is out of range for partition "
                    + partition + " and no reset policy is configured"));
        } else {
            turn.become(partition, Assignment.resetting(reset));
        }
    }

    static Transition.Stopped noPosition(Partition partition) {
        return new Transition.Stopped(partition, ErrorCode.NONE, "Undefined offset with no reset policy for partition " + partition);
    }

    /** The leader is another, or of another epoch, or cannot tell yet. */
    private static void retry(Turn turn, Partition partition, ErrorCode error) {
        pause(turn, partition);
        if (error != ErrorCode.OFFSET_NOT_AVAILABLE && error != ErrorCode.UNKNOWN_LEADER_EPOCH) {
            turn.distrust();
        }
    }

    private static void found(Turn turn, Partition partition, OffsetAtTime found) {
        if (!isIn(turn, partition, Phase.RESETTING)) {
            return;
        }
        if (found.error() != ErrorCode.NONE) {
            retry(turn, partition, found.error());
        } else {
            turn.become(partition, Assignment.at(found.offset(), Assignment.UNKNOWN));
        }
    }

    private static void epochEnd(Turn turn, Partition partition, EpochQuestion asked, EpochEnd end) {
        if (!isIn(turn, partition, Phase.VALIDATING)) {
            return;
        }
        Assignment assignment = turn.state().assignments().get(partition);
        if (assignment.offsetEpoch() != asked.leaderEpoch() || assignment.currentLeaderEpoch() != asked.currentLeaderEpoch()) {
            return;
        }
        if (end.error() != ErrorCode.NONE) {
            retry(turn, partition, end.error());
        } else if (end.endOffset() == ClientResponse.NO_OFFSET || end.leaderEpoch() == Assignment.UNKNOWN) {
            truncated(turn, partition, assignment, OptionalLong.empty(), Assignment.resetting(turn.state().config().autoOffsetReset()));
        } else if (end.endOffset() < assignment.offset()) {
            truncated(turn, partition, assignment, OptionalLong.of(end.endOffset()), Assignment.at(end.endOffset(), end.leaderEpoch())
                    .under(assignment.currentLeaderEpoch()).validated());
        } else {
            turn.become(partition, assignment.validated());
        }
    }

    private static void truncated(Turn turn, Partition partition, Assignment assignment, OptionalLong divergesAt, Assignment next) {
        boolean mayChoose = turn.state().config().autoOffsetReset() != Reset.NONE;
        turn.become(partition, mayChoose ? next : assignment.stopped());
        turn.tell(new Transition.Truncated(partition, assignment.offset(), divergesAt));
    }
}
