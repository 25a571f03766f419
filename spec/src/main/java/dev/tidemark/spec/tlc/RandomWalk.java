package dev.tidemark.spec.tlc;

import dev.tidemark.spec.replay.WalkPlan;
import dev.tidemark.traces.ActionSignature;
import dev.tidemark.traces.Parameter;
import dev.tidemark.traces.TraceEvent;
import dev.tidemark.traces.VariableSignature;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import tlc2.tool.TLCState;
import tlc2.value.impl.StringValue;
import tlc2.value.impl.TupleValue;
import tlc2.value.impl.Value;

/** Walks through a spec at random, and tells of each step as an implementation that saw everything would. */
final class RandomWalk {
    private final SpecTool spec;
    private final WalkPlan plan;
    private final Stepper stepper;
    private final Random random;
    private final List<Site> lots = new ArrayList<>();
    private int records;

    RandomWalk(SpecTool spec, WalkPlan plan) {
        this.spec = spec;
        this.plan = plan;
        this.stepper = new Stepper(spec);
        this.random = new Random(plan.seed());
        spec.sites().values().forEach(sites -> sites.forEach(site ->
                lots.addAll(Collections.nCopies(plan.weights().getOrDefault(site.name(), 1), site))));
    }

    /** A site, the arguments taken there, and where that led. */
    private record Taken(Site site, Value[] arguments, TLCState successor) { }

    List<TraceEvent> events() {
        List<TraceEvent> events = new ArrayList<>();
        TLCState state = spec.tool().getInitStates().elementAt(0);
        while (events.size() < plan.steps()) {
            Optional<Taken> taken = step(state);
            if (taken.isEmpty()) {
                break;
            }
            events.add(event(events.size() + 1, state, taken.get()));
            state = taken.get().successor();
        }
        return events;
    }

    /** A step at a site that is drawn by weight; where it is not enabled, another is drawn. */
    private Optional<Taken> step(TLCState state) {
        List<Site> left = new ArrayList<>(lots);
        while (!left.isEmpty()) {
            Site site = left.get(random.nextInt(left.size()));
            Optional<Taken> taken = step(state, site);
            if (taken.isPresent()) {
                return taken;
            }
            left.removeIf(other -> other == site);
        }
        return Optional.empty();
    }

    private Optional<Taken> step(TLCState state, Site site) {
        List<Value[]> choices = new ArrayList<>();
        new Bindings(spec.tool(), state, site, this::supply).forEach(choices::add);
        Collections.shuffle(choices, random);
        for (Value[] arguments : choices) {
            List<TLCState> found = new ArrayList<>();
            stepper.successors(site, arguments, state, new Value[spec.variables()], found);
            if (!found.isEmpty()) {
                return Optional.of(new Taken(site, arguments, found.get(random.nextInt(found.size()))));
            }
        }
        return Optional.empty();
    }

    private Value[] supply(Site site, int position) {
        Value[] batch = new Value[plan.recordsPerBatch()];
        for (int i = 0; i < batch.length; i++) {
            batch[i] = new StringValue("m" + ++records);
        }
        return new Value[] {new TupleValue(batch)};
    }

    private TraceEvent event(long seq, TLCState before, Taken taken) {
        ActionSignature action = spec.words().actions().get(taken.site().name());
        Map<String, Object> args = new LinkedHashMap<>();
        for (int i = 0; i < taken.arguments().length; i++) {
            Parameter parameter = action.parameters().get(i);
            args.put(parameter.name(), ValueEncoder.encode(parameter.shape(), taken.arguments()[i]));
        }
        return new TraceEvent(seq, seq, "walk", spec.words().name(), Optional.of(plan.instance().scope()), action.name(), args,
                changes(before, taken.successor()));
    }

    private Map<String, Object> changes(TLCState before, TLCState after) {
        Map<String, Object> changes = new LinkedHashMap<>();
        for (VariableSignature variable : spec.words().variables().values()) {
            Value old = (Value) before.lookup(spec.variable(spec.indexOf(variable.name())));
            Value now = (Value) after.lookup(spec.variable(spec.indexOf(variable.name())));
            if (variable.isObserved() && !SameValue.same(old, now)) {
                variable.change().between(ValueEncoder.encode(variable.change().shape(), old), ValueEncoder.encode(variable.change().shape(), now))
                        .ifPresent(change -> changes.put(variable.name(), change));
            }
        }
        return changes;
    }
}
