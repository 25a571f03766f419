package dev.tidemark.spec.check;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tla2sany.drivers.FrontEndException;
import tla2sany.drivers.SANY;
import tla2sany.modanalyzer.SpecObj;
import tla2sany.semantic.ASTConstants;
import tla2sany.semantic.FormalParamNode;
import tla2sany.semantic.LabelNode;
import tla2sany.semantic.LetInNode;
import tla2sany.semantic.LevelConstants;
import tla2sany.semantic.LevelNode;
import tla2sany.semantic.ModuleNode;
import tla2sany.semantic.OpApplNode;
import tla2sany.semantic.OpDefNode;
import tla2sany.semantic.SemanticNode;
import tla2sany.st.Location;
import util.SimpleFilenameToStream;
import util.ToolIO;

/** Finds the guards of a spec: of the actions that its {@code Next} takes, and of the operators that say a part of such an action. */
final class Guards {
    private static final String REDUNDANT = "\\* Redundant: ";

    private final Path area;
    private final Map<String, List<String>> sources = new LinkedHashMap<>();
    private final Set<OpDefNode> seen = new HashSet<>();
    private final List<Guard> guards = new ArrayList<>();

    private Guards(Path area) {
        this.area = area;
    }

    /**
     * Reads a spec.
     *
     * @param area the folder of its area
     * @throws IllegalStateException if it does not parse, or has no Next
     */
    static List<Guard> of(Path area, String spec) throws IOException {
        Guards guards = new Guards(area);
        guards.collect(next(parse(area, spec)).getBody(), Map.of());
        return guards.guards;
    }

    private static ModuleNode parse(Path area, String spec) {
        PrintStream nowhere = new PrintStream(PrintStream.nullOutputStream());
        ToolIO.out = nowhere;
        ToolIO.setUserDir(area.toString());
        SpecObj parsed = new SpecObj(spec, new SimpleFilenameToStream(new String[] {area.toString()}));
        try {
            SANY.frontEndMain(parsed, spec, nowhere);
        } catch (FrontEndException e) {
            throw new IllegalStateException(spec + " does not parse", e);
        }
        if (parsed.getRootModule() == null || !parsed.semanticErrors.isSuccess()) {
            throw new IllegalStateException(spec + " does not parse: " + parsed.parseErrors + parsed.semanticErrors);
        }
        return parsed.getRootModule();
    }

    private static OpDefNode next(ModuleNode module) {
        return Arrays.stream(module.getOpDefs()).filter(definition -> definition.getName().toString().equals("Next")).findFirst()
                .orElseThrow(() -> new IllegalStateException(module.getName() + " has no Next"));
    }

    /** @param sets what each variable in scope ranges over, as it is written */
    private void collect(SemanticNode node, Map<String, String> sets) throws IOException {
        OpApplNode formula = (OpApplNode) inner(node);
        String operator = formula.getOperator().getName().toString();
        if (operator.equals("$BoundedExists")) {
            collect(formula.getArgs()[0], within(formula, sets));
        } else if (operator.equals("$DisjList") || operator.equals("\\lor")) {
            for (SemanticNode part : formula.getArgs()) {
                collect(part, sets);
            }
        } else if (isDefined(formula) && isChoice(inner(((OpDefNode) formula.getOperator()).getBody()))) {
            collect(((OpDefNode) formula.getOperator()).getBody(), sets);
        } else if (isDefined(formula)) {
            conjuncts((OpDefNode) formula.getOperator(), sets);
        }
    }

    private Map<String, String> within(OpApplNode exists, Map<String, String> outer) throws IOException {
        Map<String, String> sets = new LinkedHashMap<>(outer);
        for (int i = 0; i < exists.getBdedQuantBounds().length; i++) {
            for (FormalParamNode variable : exists.getBdedQuantSymbolLists()[i]) {
                sets.put(variable.getName().toString(), text(exists.getBdedQuantBounds()[i].getLocation()));
            }
        }
        return sets;
    }

    private static boolean isChoice(SemanticNode node) {
        return node instanceof OpApplNode choice && List.of("\\lor", "$DisjList", "$BoundedExists").contains(choice.getOperator().getName().toString());
    }

    private void conjuncts(OpDefNode definition, Map<String, String> sets) throws IOException {
        if (seen.add(definition)) {
            conjuncts(definition, definition.getBody(), sets);
        }
    }

    private void conjuncts(OpDefNode definition, SemanticNode node, Map<String, String> sets) throws IOException {
        SemanticNode formula = inner(node);
        if (formula instanceof OpApplNode conjunction && List.of("$ConjList", "\\land").contains(conjunction.getOperator().getName().toString())) {
            for (SemanticNode part : conjunction.getArgs()) {
                conjuncts(definition, part, sets);
            }
        } else if (((LevelNode) formula).getLevel() < LevelConstants.ActionLevel) {
            guard(definition, formula.getLocation(), sets);
        } else if (formula instanceof OpApplNode application && isDefined(application)) {
            conjuncts((OpDefNode) application.getOperator(), sets);
        }
    }

    /** What Next says of a parameter already, an action repeats for its reader. */
    private void guard(OpDefNode definition, Location location, Map<String, String> sets) throws IOException {
        String text = text(location);
        boolean isSaidByNext = sets.entrySet().stream().anyMatch(set -> text.equals(set.getKey() + " \\in " + set.getValue())
                || (set.getKey() + " \\in " + set.getValue()).equals(text.replaceFirst(" \\\\subseteq (.*)", " \\\\in SUBSET ($1)")));
        if (!isSaidByNext) {
            guards.add(new Guard(location.source(), definition.getName().toString(), text,
                    new Guard.Place(location.beginLine(), location.beginColumn(), location.endLine(), location.endColumn()), redundant(location)));
        }
    }

    /** Said behind the guard, or on a line of its own before it. */
    private Optional<Guard.Redundancy> redundant(Location location) throws IOException {
        List<String> lines = lines(location.source());
        Optional<Guard.Redundancy> behind = redundancy(location.endLine(), lines.get(location.endLine() - 1).substring(location.endColumn()));
        int lineBefore = location.beginLine() - 1;
        return behind.isPresent() ? behind : redundancy(lineBefore, lines.get(lineBefore - 1));
    }

    private static Optional<Guard.Redundancy> redundancy(int line, String comment) {
        String text = comment.strip();
        return text.startsWith(REDUNDANT) ? Optional.of(new Guard.Redundancy(line, text.substring(REDUNDANT.length()))) : Optional.empty();
    }

    private String text(Location location) throws IOException {
        List<String> lines = lines(location.source()).subList(location.beginLine() - 1, location.endLine());
        String last = lines.get(lines.size() - 1).substring(0, location.endColumn());
        return (lines.size() == 1 ? last.substring(location.beginColumn() - 1)
                : lines.get(0).substring(location.beginColumn() - 1) + " " + lines.subList(1, lines.size() - 1).stream().collect(Collectors.joining(" ")) + " " + last)
                .replaceAll("\\s+", " ").strip();
    }

    private List<String> lines(String module) throws IOException {
        List<String> lines = sources.get(module);
        if (lines == null) {
            lines = Files.readAllLines(area.resolve(module + ".tla"));
            sources.put(module, lines);
        }
        return lines;
    }

    private static SemanticNode inner(SemanticNode node) {
        SemanticNode result = node;
        while (result instanceof LabelNode || result instanceof LetInNode) {
            result = result instanceof LabelNode label ? label.getBody() : ((LetInNode) result).getBody();
        }
        return result;
    }

    /** In a module of the area: what a standard module defines has no guards. */
    private boolean isDefined(OpApplNode node) {
        return node.getOperator() instanceof OpDefNode definition && definition.getKind() == ASTConstants.UserDefinedOpKind && definition.getBody() != null
                && Files.exists(area.resolve(definition.getLocation().source() + ".tla"));
    }
}
