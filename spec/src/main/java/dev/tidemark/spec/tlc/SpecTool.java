package dev.tidemark.spec.tlc;

import dev.tidemark.spec.replay.SpecFolder;
import dev.tidemark.traces.SpecVocabulary;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tla2sany.semantic.OpDeclNode;
import tla2sany.semantic.OpDefNode;
import tlc2.tool.Action;
import tlc2.tool.impl.FastTool;
import tlc2.tool.impl.Tool;
import tlc2.util.FP64;
import util.SimpleFilenameToStream;
import util.ToolIO;
import util.UniqueString;

/** A spec in TLC's hands: its variables, the sites of its actions, and what it promises. */
final class SpecTool {
    private static final int MOST_VARIABLES = 63;

    private final SpecFolder folder;
    private final Tool tool;
    private final UniqueString[] variables;
    private final Map<String, Integer> indexes = new HashMap<>();
    private final boolean[] observed;
    private final Map<String, List<Site>> sites;
    private final List<Promise> promises = new ArrayList<>();

    SpecTool(SpecFolder folder) {
        this.folder = folder;
        this.tool = parse(folder);
        OpDeclNode[] declared = tool.getRootModule().getVariableDecls();
        variables = new UniqueString[declared.length];
        for (int i = 0; i < declared.length; i++) {
            variables[i] = declared[i].getName();
            indexes.put(variables[i].toString(), i);
        }
        if (variables.length > MOST_VARIABLES || !indexes.keySet().equals(words().variables().keySet())) {
            throw new IllegalStateException("found the variables " + indexes.keySet() + " in the spec, expected those of the vocabulary, "
                    + words().variables().keySet());
        }
        observed = new boolean[variables.length];
        words().variables().values().forEach(variable -> observed[indexOf(variable.name())] = variable.isObserved());
        Arrays.stream(tool.getRootModule().getOpDefs()).forEach(definition -> Projection.install(tool, definition));
        ReadVariables reads = new ReadVariables(indexes);
        sites = new NextWalk(words().name(), words().actions().keySet(), new AssignedVariables(indexes, reads)).from(operator("Next"));
        requireThatActionsAssignEverything();
        addPromises(reads);
    }

    private static Tool parse(SpecFolder folder) {
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        ToolIO.out = new PrintStream(messages, true, StandardCharsets.UTF_8);
        ToolIO.err = ToolIO.out;
        String directory = folder.folder().toString();
        ToolIO.setUserDir(directory);
        FP64.Init();
        try {
            return new FastTool(directory, folder.root(), folder.root(), new SimpleFilenameToStream(new String[] {directory}));
        } catch (RuntimeException | Error e) {
            throw new IllegalStateException("TLC cannot load " + folder.root() + ": " + e.getMessage() + "\n" + messages.toString(StandardCharsets.UTF_8), e);
        }
    }

    private OpDefNode operator(String name) {
        OpDefNode operator = tool.getRootModule().getOpDef(UniqueString.uniqueStringOf(name));
        if (operator == null) {
            throw new IllegalStateException(words().name() + " defines no " + name);
        }
        return operator;
    }

    /** An action that forgets a variable would leave it to whatever was logged. */
    private void requireThatActionsAssignEverything() {
        sites.values().forEach(places -> places.forEach(site -> {
            for (int i = 0; i < variables.length; i++) {
                if ((site.assignment().always() & 1L << i) == 0) {
                    throw new IllegalStateException(words().name() + ": the action " + site.name() + " leaves " + variables[i] + "' open");
                }
            }
        }));
    }

    private void addPromises(ReadVariables reads) {
        InvariantAnalysis analysis = new InvariantAnalysis(indexes, reads);
        for (int i = 0; i < tool.getInvariants().length; i++) {
            Action invariant = tool.getInvariants()[i];
            OpDefNode definition = operator(tool.getInvNames()[i]);
            promises.add(new Promise.Always(definition, invariant, analysis.of(invariant.pred)));
        }
        for (Action action : tool.getImpliedInits()) {
            promises.add(new Promise.Initially(refinement(), action));
        }
        for (Action action : tool.getImpliedActions()) {
            promises.add(new Promise.Step(refinement(), action, new Refinement(tool, action, reads), reads.of(action.pred)));
        }
        if (tool.getImpliedTemporals().length > 0) {
            throw new IllegalStateException(words().name() + ": a replay cannot check liveness: " + tool.getImpliedTemporalNames()[0]);
        }
    }

    private OpDefNode refinement() {
        for (OpDefNode definition : tool.getRootModule().getOpDefs()) {
            if (definition.getName().toString().startsWith("Refines")) {
                return definition;
            }
        }
        throw new IllegalStateException(words().name() + " has a property that is no refinement");
    }

    SpecVocabulary words() {
        return folder.words();
    }

    SpecFolder folder() {
        return folder;
    }

    Tool tool() {
        return tool;
    }

    UniqueString variable(int index) {
        return variables[index];
    }

    int variables() {
        return variables.length;
    }

    int indexOf(String variable) {
        return indexes.get(variable);
    }

    boolean isObserved(int variable) {
        return observed[variable];
    }

    /** The sites of each action, in the order of Next. */
    Map<String, List<Site>> sites() {
        return sites;
    }

    List<Promise> promises() {
        return promises;
    }
}
