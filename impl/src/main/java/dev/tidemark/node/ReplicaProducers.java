package dev.tidemark.node;

import dev.tidemark.core.Acks;
import dev.tidemark.core.ErrorCode;
import dev.tidemark.core.IdempotentProducer;
import dev.tidemark.core.KnownProducers;
import dev.tidemark.core.Outcome;
import dev.tidemark.core.Outcome.Refusal;
import dev.tidemark.core.Outcome.Step;
import dev.tidemark.core.ProducerRequest;
import dev.tidemark.core.ProducerRequest.Waiter;
import dev.tidemark.core.ReplicaState;
import dev.tidemark.core.ReplicaState.PendingProduce;
import dev.tidemark.node.ReplicaLoop.ProduceAnswer;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.traces.ActionCall;
import dev.tidemark.traces.ProducersVocabulary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The producers at one replica: whose batches are taken, and who waits to be answered. */
final class ReplicaProducers {
    private final PartitionReplica replica;
    private final IdempotentProducer core = new IdempotentProducer();
    private final SortedMap<PendingProduce, Waiting> appended = new TreeMap<>(Comparator.naturalOrder());
    private final List<Waiting> repeated = new ArrayList<>();

    /** A producer that waits until its batch is committed. */
    private record Waiting(Waiter waiter, ProduceAnswer answer, long deadlineMs) { }

    ReplicaProducers(PartitionReplica replica) {
        this.replica = replica;
    }

    private ReplicaState state() {
        return replica.state();
    }

    private String broker() {
        return state().broker();
    }

    private KnownProducers known() {
        return replica.log().knownProducers();
    }

    /** A batch is appended, or found to be there already, or refused. Whether there are enough in-sync replicas is asked first, as in Kafka. */
    void produce(long nowMs, ProducedBytes batch, Acks acks, long timeoutMs, ProduceAnswer answer) throws StorageException {
        ProducerRequest request = new ProducerRequest(answer.producer(), batch.producer().producerId(), batch.producer().producerEpoch(),
                batch.baseSequence(), batch.texts(), answer.request());
        Outcome<ReplicaState> append = replica.protocol().appendRecords(state(), replica.log(), batch, acks);
        if (append instanceof Refusal<ReplicaState> refusal) {
            refuse(request, refusal.error(), answer);
        } else if (request.isNumbered()) {
            appendNumbered(nowMs, request, append, new Waiting(new Waiter(request, replica.log().endOffset()), answer, nowMs + timeoutMs));
        } else {
            append(nowMs, append, callFor(request), new Waiting(new Waiter(request, replica.log().endOffset()), answer, nowMs + timeoutMs));
        }
    }

    private ActionCall callFor(ProducerRequest request) {
        return replica.producers().isOf(ProducersVocabulary.PLAIN_PRODUCER) ? ProducersVocabulary.APPEND_BATCH.with(broker(), request)
                : call(core.appendPlain(broker(), known(), request.records()));
    }

    private void appendNumbered(long nowMs, ProducerRequest request, Outcome<ReplicaState> append, Waiting waiting) throws StorageException {
        if (core.findDuplicate(broker(), known(), request) instanceof Step<KnownProducers> duplicate) {
            Waiter waiter = IdempotentProducer.waiterFor(known(), request);
            repeated.add(new Waiting(waiter, waiting.answer(), waiting.deadlineMs()));
            replica.producers().foundDuplicate(duplicate.call(), waiter);
            return;
        }
        Outcome<KnownProducers> outcome = core.appendBatch(broker(), known(), request);
        if (outcome instanceof Refusal<KnownProducers> refusal) {
            refuse(request, refusal.error(), waiting.answer());
        } else {
            append(nowMs, append, call(outcome), waiting);
        }
    }

    private static ActionCall call(Outcome<KnownProducers> outcome) {
        return ((Step<KnownProducers>) outcome).call();
    }

    private void refuse(ProducerRequest request, ErrorCode error, ProduceAnswer answer) throws StorageException {
        if (isTold(request)) {
            replica.producers().refused(call(core.refuseBatch(broker(), known(), request, error)), request, error);
        }
        answer.refused(error);
    }

    private void append(long nowMs, Outcome<ReplicaState> append, ActionCall call, Waiting waiting) throws StorageException {
        SortedSet<PendingProduce> before = state().leadership().pendingProduce();
        replica.take(nowMs, append);
        replica.written(waiting.waiter().request().records());
        SortedSet<PendingProduce> added = new TreeSet<>(state().leadership().pendingProduce());
        added.removeAll(before);
        added.forEach(pending -> appended.put(pending, waiting));
        replica.producers().appended(call, Optional.of(waiting.waiter()).filter(waiter -> isTold(waiter.request())));
    }

    /** Of a producer without an id the specs of idempotence know only the records. */
    private boolean isTold(ProducerRequest request) {
        return request.isNumbered() || replica.producers().isOf(ProducersVocabulary.PLAIN_PRODUCER);
    }

    /** Answers whoever need not wait any more. */
    void settle(long nowMs) throws StorageException {
        for (Map.Entry<PendingProduce, Waiting> entry : List.copyOf(appended.entrySet())) {
            Optional<Refusal<ReplicaState>> refusal = replica.take(nowMs, replica.protocol().acknowledge(state(), entry.getKey()));
            ErrorCode error = refusal.map(Refusal::error).orElse(ErrorCode.NONE);
            if (error != ErrorCode.REQUEST_TIMED_OUT || entry.getValue().deadlineMs() <= nowMs) {
                appended.remove(entry.getKey());
                answer(entry.getValue(), error);
            }
        }
        for (Waiting waiting : List.copyOf(repeated)) {
            boolean isCommitted = waiting.waiter().baseOffset() + waiting.waiter().request().records().size() <= state().highWatermark();
            if (isCommitted || waiting.deadlineMs() <= nowMs) {
                repeated.remove(waiting);
                answer(waiting, isCommitted ? ErrorCode.NONE : ErrorCode.REQUEST_TIMED_OUT);
            }
        }
    }

    /** The replica has another role, and nobody is answered any more who waits for what it did in the last one. */
    void changeRole() throws StorageException {
        List<Waiting> all = new ArrayList<>(appended.values());
        all.addAll(repeated);
        appended.clear();
        repeated.clear();
        for (Waiting waiting : all) {
            answer(waiting, ErrorCode.NOT_LEADER_OR_FOLLOWER);
        }
    }

    private void answer(Waiting waiting, ErrorCode error) throws StorageException {
        if (isTold(waiting.waiter().request())) {
            replica.producers().answered(call(core.answerBatch(broker(), known(), waiting.waiter(), error)), waiting.waiter(), error);
        }
        if (error == ErrorCode.NONE) {
            waiting.answer().appended(waiting.waiter().baseOffset(), replica.log().startOffset(), state().role().leaderEpoch());
        } else {
            waiting.answer().refused(error);
        }
    }
}
