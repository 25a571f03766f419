package dev.tidemark.node;

import dev.tidemark.traces.ActionCall;
import dev.tidemark.traces.DeliveryVocabulary;
import dev.tidemark.traces.Parameter;
import dev.tidemark.traces.TraceEvent;
import dev.tidemark.traces.TraceSink;
import dev.tidemark.traces.VariableSignature;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Numbers and dates the steps of one run, on their way to a {@link TraceSink}. */
public final class Tracer {
    private final TraceSink sink;
    private final String spec;
    private final LongSupplier clock;
    private final AtomicLong seq;
    private final AtomicLong steps;
    private final Optional<Tracer> producers;

    /** @param spec the spec that the run claims to follow */
    public Tracer(TraceSink sink, String spec, LongSupplier clock) {
        this(sink, spec, clock, new AtomicLong(), new AtomicLong(), Optional.empty());
    }

    private Tracer(TraceSink sink, String spec, LongSupplier clock, AtomicLong seq, AtomicLong steps, Optional<Tracer> producers) {
        this.sink = sink;
        this.spec = spec;
        this.clock = clock;
        this.seq = seq;
        this.steps = steps;
        this.producers = producers;
    }

    /** Tells, among the others, of the steps that concern producers, if the run claims to follow a spec of theirs. */
    public Tracer with(Optional<String> producersSpec) {
        return new Tracer(sink, spec, clock, seq, steps, producersSpec.map(other -> new Tracer(sink, other, clock, seq, steps, Optional.empty())));
    }

    /** Tells of what concerns producers. */
    public Optional<Tracer> producers() {
        return producers;
    }

    /** Tells, among the others, of what becomes of the records that clients send. */
    public Tracer delivery() {
        return new Tracer(sink, DeliveryVocabulary.DELIVERY, clock, seq, new AtomicLong(), Optional.empty());
    }

    public String spec() {
        return spec;
    }

    /** A step of one scope. */
    public void emit(String node, String scope, ActionCall call, Map<VariableSignature, Object> after) {
        emit(node, Optional.of(scope), call, after);
    }

    /** A step of a whole node, which belongs to all its scopes. */
    public void emit(String node, ActionCall call, Map<VariableSignature, Object> after) {
        emit(node, Optional.empty(), call, after);
    }

    private void emit(String node, Optional<String> scope, ActionCall call, Map<VariableSignature, Object> after) {
        Map<String, Object> args = new LinkedHashMap<>();
        List<Parameter> parameters = call.action().parameters();
        for (int i = 0; i < parameters.size(); i++) {
            args.put(parameters.get(i).name(), TraceValues.of(call.arguments().get(i)));
        }
        Map<String, Object> changes = new LinkedHashMap<>();
        after.forEach((variable, change) -> changes.put(variable.name(), change));
        steps.incrementAndGet();
        sink.emit(new TraceEvent(seq.incrementAndGet(), clock.getAsLong(), node, spec, scope, call.action().name(), args, changes));
    }

    /** How many steps were emitted; those of deliveries do not count. */
    public long emitted() {
        return steps.get();
    }
}
