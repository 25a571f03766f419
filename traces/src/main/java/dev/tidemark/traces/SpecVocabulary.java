package dev.tidemark.traces;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The words of one spec.
 *
 * @param name            the TLA+ module
 * @param area            the folder that the module lies in
 * @param silentActions   the actions that no event tells of; a replay tries them between events
 * @param mostSilentSteps how many of them there may be before an event, at most
 */
public record SpecVocabulary(String name, String area, Map<String, ConstantSignature> constants,
                             Map<String, VariableSignature> variables, Map<String, ActionSignature> actions,
                             Set<String> silentActions, int mostSilentSteps) {

    /** A spec all of whose actions are told of. */
    public static SpecVocabulary of(String name, String area, List<ConstantSignature> constants,
                                    List<VariableSignature> variables, List<ActionSignature> actions) {
        return new SpecVocabulary(name, area, byName(constants, ConstantSignature::name),
                byName(variables, VariableSignature::name), byName(actions, ActionSignature::name), Set.of(), 0);
    }

    /** The same spec with some of its actions silent. */
    public SpecVocabulary withSilent(Set<String> silent, int mostBeforeAnEvent) {
        return new SpecVocabulary(name, area, constants, variables, actions, Set.copyOf(silent), mostBeforeAnEvent);
    }

    private static <T> Map<String, T> byName(List<T> words, Function<T, String> nameOf) {
        return words.stream().collect(Collectors.toMap(nameOf, w -> w,
                (a, b) -> {
                    throw new IllegalStateException("the vocabulary names " + nameOf.apply(a) + " twice");
                }, LinkedHashMap::new));
    }

    /** The action of this name, if the spec has it. */
    public Optional<ActionSignature> action(String action) {
        return Optional.ofNullable(actions.get(action));
    }

    /**
     * The event with its arguments and changes in canonical form and order.
     *
     * @throws ShapeMismatch if the spec has no such action or variable, or a value has another shape
     */
    public TraceEvent canonical(TraceEvent event) {
        ActionSignature action = actions.get(event.action());
        if (action == null) {
            throw new ShapeMismatch(event.action(), "an action of " + name);
        }
        return new TraceEvent(event.seq(), event.at(), event.node(), event.spec(), event.scope(), event.action(),
                arguments(action, event.args()), changes(event.after()));
    }

    private static Map<String, Object> arguments(ActionSignature action, Map<String, Object> args) {
        Map<String, Object> result = new LinkedHashMap<>();
        for (Parameter parameter : action.parameters()) {
            Object value = args.get(parameter.name());
            if (value == null) {
                throw new ShapeMismatch(args.keySet(), "the argument " + parameter.name() + " of " + action.name());
            }
            result.put(parameter.name(), ShapeMismatch.within("args." + parameter.name(), () -> parameter.shape().canonical(value)));
        }
        if (args.size() != action.parameters().size()) {
            throw new ShapeMismatch(args.keySet(), "only the arguments of " + action.name() + ": " + result.keySet());
        }
        return result;
    }

    private Map<String, Object> changes(Map<String, Object> after) {
        for (String variable : after.keySet()) {
            if (!variables.containsKey(variable)) {
                throw new ShapeMismatch(variable, "a variable of " + name);
            }
            if (!variables.get(variable).isObserved()) {
                throw new ShapeMismatch(variable, "a variable that can be seen; this one is history, which the spec computes");
            }
        }
        Map<String, Object> result = new LinkedHashMap<>();
        for (VariableSignature variable : variables.values()) {
            Object change = after.get(variable.name());
            if (change != null) {
                result.put(variable.name(), ShapeMismatch.within("after." + variable.name(), () -> variable.change().canonical(change)));
            }
        }
        return result;
    }
}
