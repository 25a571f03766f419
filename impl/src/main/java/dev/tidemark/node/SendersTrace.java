package dev.tidemark.node;

import static dev.tidemark.traces.ProducersVocabulary.ACKNOWLEDGED;
import static dev.tidemark.traces.ProducersVocabulary.ANSWERS;
import static dev.tidemark.traces.ProducersVocabulary.ASSIGN_SEQUENCE;
import static dev.tidemark.traces.ProducersVocabulary.BUMP_EPOCH;
import static dev.tidemark.traces.ProducersVocabulary.COMPLETE_BATCH;
import static dev.tidemark.traces.ProducersVocabulary.FAILED;
import static dev.tidemark.traces.ProducersVocabulary.FAIL_BATCH;
import static dev.tidemark.traces.ProducersVocabulary.GROW_SILENT;
import static dev.tidemark.traces.ProducersVocabulary.INIT_PRODUCER_ID;
import static dev.tidemark.traces.ProducersVocabulary.IN_FLIGHT_OF;
import static dev.tidemark.traces.ProducersVocabulary.IS_KNOWN;
import static dev.tidemark.traces.ProducersVocabulary.LOSE_CONNECTION;
import static dev.tidemark.traces.ProducersVocabulary.NEXT_SEQUENCE;
import static dev.tidemark.traces.ProducersVocabulary.REQUESTS;
import static dev.tidemark.traces.ProducersVocabulary.RETRY_BATCH;
import static dev.tidemark.traces.ProducersVocabulary.SEND_BATCH;
import static dev.tidemark.traces.ProducersVocabulary.SESSION_OF;

import dev.tidemark.core.ProducerRequest;
import dev.tidemark.core.client.ClientResponse.PartitionProduced;
import dev.tidemark.core.client.Partition;
import dev.tidemark.core.producer.Batch;
import dev.tidemark.core.producer.Session;
import dev.tidemark.core.producer.Transition.Took;
import dev.tidemark.traces.ActionCall;
import dev.tidemark.traces.ActionSignature;
import dev.tidemark.traces.Change;
import dev.tidemark.traces.VariableSignature;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tells the steps of one producer, with what it then knows of the partition that the step is about; or does nothing. */
final class SendersTrace {
    private final Optional<Tracer> tracer;
    private final String producer;
    private final Map<Partition, Map<VariableSignature, Object>> known = new HashMap<>();

    SendersTrace(Optional<Tracer> tracer, String producer) {
        this.tracer = tracer;
        this.producer = producer;
    }

    void tell(Took step) {
        if (tracer.isPresent()) {
            Map<VariableSignature, Object> after = new LinkedHashMap<>(changes(step.partition(), observe(step.after())));
            after.putAll(exchange(step));
            tracer.get().emit(producer, step.partition().toString(), call(step), after);
        }
    }

    private ActionCall call(Took step) {
        ActionSignature action = step.action();
        if (action.equals(INIT_PRODUCER_ID)) {
            return action.with(producer, step.after().identity().producerId());
        } else if (action.equals(BUMP_EPOCH)) {
            return action.with(producer, (long) step.after().identity().producerEpoch());
        } else if (action.equals(GROW_SILENT)) {
            return action.with(producer);
        } else if (action.equals(COMPLETE_BATCH) || action.equals(RETRY_BATCH)) {
            return action.with(producer, answer(step));
        } else if (action.equals(SEND_BATCH)) {
            return action.with(producer, texts(step), step.request());
        } else if (List.of(ASSIGN_SEQUENCE, LOSE_CONNECTION, FAIL_BATCH).contains(action)) {
            return action.with(producer, texts(step));
        }
        throw new IllegalStateException(action.name() + " is no step of a producer");
    }

    private static List<String> texts(Took step) {
        return step.batch().orElseThrow().texts();
    }

    private ProducerRequest request(Took step) {
        Batch batch = step.batch().orElseThrow();
        return new ProducerRequest(producer, batch.producer().producerId(), batch.producer().producerEpoch(), batch.baseSequence(), batch.texts(),
                step.request());
    }

    private Map<String, Object> answer(Took step) {
        PartitionProduced answer = step.answer().orElseThrow();
        return TraceValues.answer(request(step), answer.error(), answer.baseOffset());
    }

    /** What it took from the network or gave to it, and what its client was told. */
    private Map<VariableSignature, Object> exchange(Took step) {
        ActionSignature action = step.action();
        if (action.equals(SEND_BATCH)) {
            return Map.of(REQUESTS, Change.exchange(List.of(TraceValues.request(request(step))), List.of()));
        } else if (action.equals(FAIL_BATCH)) {
            return Map.of(FAILED, Change.exchange(List.of(texts(step)), List.of()));
        } else if (action.equals(RETRY_BATCH)) {
            return Map.of(ANSWERS, Change.exchange(List.of(), List.of(answer(step))));
        } else if (action.equals(COMPLETE_BATCH)) {
            return Map.of(ANSWERS, Change.exchange(List.of(), List.of(answer(step))), ACKNOWLEDGED, Change.exchange(
                    List.of(Map.of("records", texts(step), "baseOffset", step.answer().orElseThrow().baseOffset())), List.of()));
        }
        return Map.of();
    }

    private static Map<VariableSignature, Object> observe(Session session) {
        Map<VariableSignature, Object> values = new LinkedHashMap<>();
        values.put(SESSION_OF, Map.of("producerId", session.identity().producerId(), "producerEpoch", (long) session.identity().producerEpoch()));
        values.put(NEXT_SEQUENCE, (long) session.nextSequence());
        values.put(IS_KNOWN, session.isKnown());
        values.put(IN_FLIGHT_OF, session.inFlight().stream().<Object>map(sent -> Map.of("records", sent.batch().texts(),
                "producerEpoch", (long) sent.batch().producer().producerEpoch(), "firstSequence", (long) sent.batch().baseSequence(),
                "attempt", sent.request(), "isInDoubt", sent.batch().mayBeWritten())).toList());
        return values;
    }

    private Map<VariableSignature, Object> changes(Partition partition, Map<VariableSignature, Object> now) {
        Map<VariableSignature, Object> before = known.getOrDefault(partition, Map.of(
                SESSION_OF, Map.of("producerId", -1L, "producerEpoch", -1L), NEXT_SEQUENCE, -1L, IS_KNOWN, false, IN_FLIGHT_OF, List.of()));
        known.put(partition, now);
        Map<VariableSignature, Object> changes = new LinkedHashMap<>();
        now.forEach((variable, value) -> ((Change.Keyed) variable.change()).value().between(before.get(variable), value)
                .ifPresent(change -> changes.put(variable, Map.of(producer, change))));
        return changes;
    }
}
