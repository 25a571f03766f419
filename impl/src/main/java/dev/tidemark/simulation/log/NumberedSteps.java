package dev.tidemark.simulation.log;

import dev.tidemark.traces.ActionCall;
import dev.tidemark.traces.Parameter;
import dev.tidemark.traces.TraceEvent;
import dev.tidemark.traces.TraceSink;
import dev.tidemark.traces.VariableSignature;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Numbers the steps of one instance of a spec, on a broker where no time passes. */
final class NumberedSteps implements LogTrace {
    private static final String BROKER = "b1";

    private final String spec;
    private final String scope;
    private final TraceSink sink;
    private long count;

    NumberedSteps(String spec, String scope, TraceSink sink) {
        this.spec = spec;
        this.scope = scope;
        this.sink = sink;
    }

    long count() {
        return count;
    }

    @Override
    public void emit(ActionCall step, Map<VariableSignature, Object> after) {
        Map<String, Object> args = new LinkedHashMap<>();
        List<Parameter> parameters = step.action().parameters();
        for (int i = 0; i < parameters.size(); i++) {
            args.put(parameters.get(i).name(), step.arguments().get(i));
        }
        Map<String, Object> changes = new LinkedHashMap<>();
        after.forEach((variable, change) -> changes.put(variable.name(), change));
        count++;
        sink.emit(new TraceEvent(count, 0, BROKER, spec, Optional.of(scope), step.action().name(), args, changes));
    }
}
