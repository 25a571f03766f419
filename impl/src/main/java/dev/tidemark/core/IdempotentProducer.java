package dev.tidemark.core;

import static dev.tidemark.traces.ProducersVocabulary.ANSWER_BATCH;
import static dev.tidemark.traces.ProducersVocabulary.APPEND_BATCH;
import static dev.tidemark.traces.ProducersVocabulary.APPEND_PLAIN;
import static dev.tidemark.traces.ProducersVocabulary.FIND_DUPLICATE;
import static dev.tidemark.traces.ProducersVocabulary.REFUSE_BATCH;

import dev.tidemark.core.KnownProducers.Known;
import dev.tidemark.core.KnownProducers.KnownBatch;
import dev.tidemark.core.Outcome.Refusal;
import dev.tidemark.core.Outcome.Step;
import dev.tidemark.core.ProducerRequest.Waiter;
import java.util.List;
import java.util.Optional;

/**
 * How a leader takes each batch of a producer once, and in order (KIP-98); refines the leader's half of {@code IdempotentProducer.tla}. The
 * producer's half is in {@link dev.tidemark.core.producer}. What is known of producers follows from the log, and is not kept here.
 */
public final class IdempotentProducer {

    /** The batch follows the last one of its producer, or its producer is not known: then anything is taken. */
    public Outcome<KnownProducers> appendBatch(String l, KnownProducers producers, ProducerRequest request) {
        Optional<Known> known = producers.producer(request.producerId());
        if (known.isPresent() && request.producerEpoch() < known.get().producerEpoch()) {
            return new Refusal<>(ErrorCode.INVALID_PRODUCER_EPOCH, "epoch " + request.producerEpoch() + " of producer " + request.producerId()
                    + " is below " + known.get().producerEpoch());
        }
        if (known.isPresent() && request.firstSequence() != expected(known.get(), request)) {
            return new Refusal<>(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER, "sequence " + request.firstSequence() + " of producer "
                    + request.producerId() + ", expected " + expected(known.get(), request));
        }
        return new Step<>(APPEND_BATCH.with(l, request), producers, List.of());
    }

    /** A new epoch begins with 0, and goes on without a gap. */
    private static int expected(Known known, ProducerRequest request) {
        return request.producerEpoch() != known.producerEpoch() ? 0 : ProducerRequest.later(known.last().lastSequence(), 1);
    }

    /** The batch is one of the last few of its producer. */
    public Outcome<KnownProducers> findDuplicate(String l, KnownProducers producers, ProducerRequest request) {
        if (duplicate(producers, request).isEmpty()) {
            return new Refusal<>(ErrorCode.NONE, "not among what is known of producer " + request.producerId());
        }
        return new Step<>(FIND_DUPLICATE.with(l, request), producers, List.of());
    }

    /** Where what is repeated has been written. */
    static Optional<KnownBatch> duplicate(KnownProducers producers, ProducerRequest request) {
        return producers.producer(request.producerId()).filter(known -> known.producerEpoch() == request.producerEpoch())
                .flatMap(known -> known.batches().stream().filter(batch -> batch.firstSequence() == request.firstSequence()
                        && batch.lastSequence() == request.lastSequence()).findFirst());
    }

    /** The request that a duplicate makes wait. */
    public static Waiter waiterFor(KnownProducers producers, ProducerRequest request) {
        return new Waiter(request, duplicate(producers, request).orElseThrow().baseOffset());
    }

    /** The producer is told why its batch is not taken. */
    public Outcome<KnownProducers> refuseBatch(String b, KnownProducers producers, ProducerRequest request, ErrorCode error) {
        return new Step<>(REFUSE_BATCH.with(b, request, error.name()), producers, List.of());
    }

    /** The producer is told that its batch is committed, or that nobody waits for that any more. */
    public Outcome<KnownProducers> answerBatch(String l, KnownProducers producers, Waiter waiter, ErrorCode error) {
        return new Step<>(ANSWER_BATCH.with(l, waiter, error.name()), producers, List.of());
    }

    /** A batch without a producer id is taken as it is. */
    public Outcome<KnownProducers> appendPlain(String l, KnownProducers producers, List<String> records) {
        return new Step<>(APPEND_PLAIN.with(l, records), producers, List.of());
    }
}
