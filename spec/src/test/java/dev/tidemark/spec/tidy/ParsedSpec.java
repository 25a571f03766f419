package dev.tidemark.spec.tidy;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tla2sany.drivers.SANY;
import tla2sany.modanalyzer.SpecObj;
import tla2sany.semantic.ASTConstants;
import tla2sany.semantic.FormalParamNode;
import tla2sany.semantic.LabelNode;
import tla2sany.semantic.ModuleNode;
import tla2sany.semantic.OpApplNode;
import tla2sany.semantic.OpDeclNode;
import tla2sany.semantic.OpDefNode;
import tla2sany.semantic.SemanticNode;
import util.SimpleFilenameToStream;
import util.ToolIO;

/** A spec of the source tree as SANY reads it, independently of the engine. */
final class ParsedSpec {
    private final ModuleNode module;

    private ParsedSpec(ModuleNode module) {
        this.module = module;
    }

    static Path folder() {
        return Path.of(System.getProperty("tidemark.root", "..")).resolve("spec/src/main/tla");
    }

    /** The modules that are specs or parts of specs: not the models. */
    static List<Path> modules() throws IOException {
        try (Stream<Path> files = Files.walk(folder())) {
            return files.filter(file -> file.toString().endsWith(".tla") && !file.getParent().endsWith("models")).sorted().toList();
        }
    }

    static ParsedSpec of(Path file) throws Exception {
        String name = file.getFileName().toString().replace(".tla", "");
        ToolIO.out = new PrintStream(PrintStream.nullOutputStream());
        ToolIO.setUserDir(file.getParent().toString());
        SpecObj spec = new SpecObj(name, new SimpleFilenameToStream(new String[] {file.getParent().toString()}));
        SANY.frontEndMain(spec, name, new PrintStream(PrintStream.nullOutputStream()));
        if (spec.getRootModule() == null || !spec.semanticErrors.isSuccess()) {
            throw new IllegalStateException(new File(name) + " does not parse: " + spec.parseErrors + spec.semanticErrors);
        }
        return new ParsedSpec(spec.getRootModule());
    }

    List<String> constants() {
        return names(module.getConstantDecls());
    }

    List<String> variables() {
        return names(module.getVariableDecls());
    }

    private static List<String> names(OpDeclNode[] declarations) {
        return Arrays.stream(declarations).map(declaration -> declaration.getName().toString()).toList();
    }

    boolean hasNext() {
        return Arrays.stream(module.getOpDefs()).anyMatch(definition -> definition.getName().toString().equals("Next"));
    }

    /** The actions that Next takes, with the names of their parameters. */
    Map<String, List<String>> actions() {
        Map<String, List<String>> actions = new LinkedHashMap<>();
        OpDefNode next = Arrays.stream(module.getOpDefs()).filter(d -> d.getName().toString().equals("Next")).findFirst().orElseThrow();
        collect(next.getBody(), actions);
        return actions;
    }

    private static void collect(SemanticNode node, Map<String, List<String>> actions) {
        SemanticNode formula = node instanceof LabelNode label ? label.getBody() : node;
        if (!(formula instanceof OpApplNode application)) {
            throw new IllegalStateException("Next has " + formula + ", expected only \\/ and \\E over named actions");
        }
        if (isChoice(application)) {
            Arrays.stream(application.getArgs()).forEach(part -> collect(part, actions));
            return;
        }
        if (!(application.getOperator() instanceof OpDefNode definition) || definition.getKind() != ASTConstants.UserDefinedOpKind) {
            throw new IllegalStateException("Next has " + formula + ", expected only \\/ and \\E over named actions");
        }
        SemanticNode body = definition.getBody() instanceof LabelNode label ? label.getBody() : definition.getBody();
        if (isGroup(body)) {
            collect(body, actions);
        } else {
            List<String> parameters = new ArrayList<>();
            for (FormalParamNode parameter : definition.getParams()) {
                parameters.add(parameter.getName().toString());
            }
            actions.put(definition.getName().toString(), parameters);
        }
    }

    private static boolean isChoice(OpApplNode node) {
        return List.of("\\lor", "$DisjList", "$BoundedExists").contains(node.getOperator().getName().toString());
    }

    /** An operator that only names a part of Next. */
    private static boolean isGroup(SemanticNode body) {
        return body instanceof OpApplNode application && isChoice(application);
    }

    /** The definitions of the module itself, not of those that it extends. */
    List<OpDefNode> ownDefinitions() {
        return Arrays.stream(module.getOpDefs())
                .filter(definition -> definition.getOriginallyDefinedInModuleNode() == module && definition.getKind() == ASTConstants.UserDefinedOpKind).toList();
    }
}
