package dev.tidemark.core.producer;

import static dev.tidemark.traces.ProducersVocabulary.COMPLETE_BATCH;
import static dev.tidemark.traces.ProducersVocabulary.FAIL_BATCH;
import static dev.tidemark.traces.ProducersVocabulary.LOSE_CONNECTION;
import static dev.tidemark.traces.ProducersVocabulary.RETRY_BATCH;

import dev.tidemark.core.ErrorCode;
import dev.tidemark.core.client.ClientResponse;
import dev.tidemark.core.client.ClientResponse.PartitionProduced;
import dev.tidemark.core.producer.DeliveryReport.Fate;
import dev.tidemark.core.producer.ProducerState.InFlight;
import dev.tidemark.core.producer.Sequences.Doubt;
import dev.tidemark.core.producer.Sequences.PartitionSequence;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** How batches end: written, refused, or given up because their time is over. */
final class Delivery {
    /** With these a leader has written nothing. */
    private static final Set<ErrorCode> NOTHING_WRITTEN = Set.of(ErrorCode.NOT_ENOUGH_REPLICAS, ErrorCode.MESSAGE_TOO_LARGE, ErrorCode.INVALID_RECORD,
            ErrorCode.CORRUPT_MESSAGE, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER,
            ErrorCode.INVALID_PRODUCER_EPOCH, ErrorCode.UNKNOWN_PRODUCER_ID);
    /** These say nothing against what is known of the cluster. */
    private static final Set<ErrorCode> LEADER_IS_RIGHT = Set.of(ErrorCode.NOT_ENOUGH_REPLICAS, ErrorCode.NOT_ENOUGH_REPLICAS_AFTER_APPEND,
            ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER, ErrorCode.CORRUPT_MESSAGE, ErrorCode.REQUEST_TIMED_OUT);

    /** Nothing has failed, and nobody tells where the batch is. */
    private static final PartitionProduced UNPLACED = PartitionProduced.refused(ErrorCode.NONE);

    private Delivery() { }

    /** Sent with acks=0: that is all there is to know. */
    static void sent(Turn turn, Batch batch) {
        report(turn, batch, UNPLACED, Fate.PERHAPS_WRITTEN, "");
    }

    /** A broker has answered an attempt. */
    static void answered(Turn turn, Batch batch, long request, PartitionProduced answer) {
        ended(turn, batch, answer, request, Optional.of(answer));
    }

    /** The connection ended before an attempt was answered. */
    static void unanswered(Turn turn, Batch batch, ErrorCode error) {
        ended(turn, batch, PartitionProduced.refused(error), Session.NO_REQUEST, Optional.empty());
    }

    private static void ended(Turn turn, Batch batch, PartitionProduced answer, long request, Optional<PartitionProduced> told) {
        ErrorCode error = answer.error();
        if (error == ErrorCode.NONE || error == ErrorCode.DUPLICATE_SEQUENCE_NUMBER) {
            turn.become(turn.state().with(turn.state().sequences().acknowledged(batch, turn.nowMs())));
            turn.took(COMPLETE_BATCH, batch.partition(), Optional.of(batch), request, told);
            report(turn, batch, error == ErrorCode.NONE ? answer : UNPLACED, Fate.WRITTEN, "");
            return;
        }
        if (!LEADER_IS_RIGHT.contains(error)) {
            turn.become(turn.state().with(turn.state().view().stale()));
        }
        Batch failed = batch.failed(!NOTHING_WRITTEN.contains(error), turn.nowMs() + turn.config().backoffMs(batch.attempts()));
        boolean startsAnew = batch.hasSequence() && isGap(turn.state(), batch, error);
        if (startsAnew) {
            turn.become(turn.state().with(turn.state().sequences().doubting(batch.partition(), Doubt.GAP)));
        }
        if (mayRetry(turn, batch) && (error.isRetriable() || startsAnew || error == ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER)) {
            turn.become(turn.state().with(turn.state().accumulator().putBack(failed, turn.config().isIdempotent())));
            turn.took(told.isPresent() ? RETRY_BATCH : LOSE_CONNECTION, batch.partition(), Optional.of(failed), request, told);
        } else {
            fail(turn, failed, error, error + " after " + batch.attempts() + " attempts");
        }
    }

    private static boolean mayRetry(Turn turn, Batch batch) {
        return batch.attempts() <= turn.config().retries() && turn.nowMs() - batch.createdAtMs() < turn.config().deliveryTimeoutMs();
    }

    /** The broker misses what came before, although all of that was acknowledged or given up: it will not come any more. */
    private static boolean isGap(ProducerState state, Batch batch, ErrorCode error) {
        PartitionSequence sequence = state.sequences().of(batch.partition());
        boolean isNext = sequence.isNext(batch.baseSequence());
        return error == ErrorCode.UNKNOWN_PRODUCER_ID
                || error == ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER && (isNext || sequence.doubt() != Doubt.NONE);
    }

    /** Gives up what {@code delivery.timeout.ms} has passed for, under way or not. */
    static void expire(Turn turn) {
        for (Batch batch : turn.state().accumulator().all()) {
            if (isExpired(turn, batch)) {
                turn.become(turn.state().with(turn.state().accumulator().without(batch)));
                fail(turn, batch, ErrorCode.REQUEST_TIMED_OUT, expiry(turn, batch));
            }
        }
        for (InFlight request : List.copyOf(turn.state().inFlight().values())) {
            List<Batch> expired = request.batches().stream().filter(batch -> isExpired(turn, batch)).toList();
            if (!expired.isEmpty()) {
                turn.become(turn.state().withInFlight(request.without(expired)));
                expired.forEach(batch -> fail(turn, batch.failed(true, 0), ErrorCode.REQUEST_TIMED_OUT, expiry(turn, batch)));
            }
        }
    }

    private static boolean isExpired(Turn turn, Batch batch) {
        return turn.nowMs() - batch.createdAtMs() >= turn.config().deliveryTimeoutMs();
    }

    private static String expiry(Turn turn, Batch batch) {
        return "Expiring " + batch.outgoing().size() + " record(s) for " + batch.partition() + ":" + (turn.nowMs() - batch.createdAtMs())
                + " ms has passed since batch creation";
    }

    /** What may be in the log must not get a new number: it could be there twice (KAFKA-14034). */
    static void giveUp(Turn turn, Batch batch) {
        turn.become(turn.state().with(turn.state().accumulator().without(batch)));
        fail(turn, batch, ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER, "may have been written before a gap in the sequences");
    }

    private static void fail(Turn turn, Batch batch, ErrorCode error, String reason) {
        if (batch.hasSequence()) {
            turn.become(turn.state().with(turn.state().sequences().doubting(batch.partition(), Doubt.UNRESOLVED)));
        }
        if (batch.isInFlight()) {
            turn.took(FAIL_BATCH, batch.partition(), Optional.of(batch), Session.NO_REQUEST, Optional.empty());
        }
        report(turn, batch, PartitionProduced.refused(error), batch.mayBeWritten() ? Fate.PERHAPS_WRITTEN : Fate.NOT_WRITTEN, reason);
    }

    private static void report(Turn turn, Batch batch, PartitionProduced told, Fate fate, String reason) {
        for (int i = 0; i < batch.outgoing().size(); i++) {
            Outgoing sent = batch.outgoing().get(i);
            long offset = told.baseOffset() == ClientResponse.NO_OFFSET ? ClientResponse.NO_OFFSET : told.baseOffset() + i;
            turn.tell(new DeliveryReport(sent.id(), Optional.of(batch.partition()), sent.record(), offset, told.leaderEpoch(), told.error(), fate,
                    reason));
        }
    }
}
