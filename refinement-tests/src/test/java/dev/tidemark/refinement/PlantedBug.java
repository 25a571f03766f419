package dev.tidemark.refinement;

import com.github.javaparser.ParserConfiguration;
import com.github.javaparser.StaticJavaParser;
import com.github.javaparser.ast.CompilationUnit;
import com.github.javaparser.ast.body.MethodDeclaration;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A mistake that somebody could make in the shipped source.
 *
 * @param name   in plain words
 * @param type   the class below {@code dev.tidemark}
 * @param method the method to change; every overload that has a body
 * @param edit   the mistake
 * @param show   a run that brings it to light
 */
record PlantedBug(String name, String type, String method, Edit edit, Show show) {
    static {
        StaticJavaParser.getParserConfiguration().setLanguageLevel(ParserConfiguration.LanguageLevel.JAVA_17);
    }

    /** The source of a class, as shipped. */
    static CompilationUnit source(String type) {
        Path file = Repository.IMPL.resolve("dev/tidemark/" + type.replace('.', '/') + ".java");
        try {
            return StaticJavaParser.parse(file);
        } catch (IOException e) {
            throw new AssertionError("cannot read " + file, e);
        }
    }

    String className() {
        return "dev.tidemark." + type;
    }

    /** The source with the mistake in it. */
    String patched() {
        CompilationUnit unit = source(type);
        List<MethodDeclaration> methods = unit.findAll(MethodDeclaration.class,
                declared -> declared.getNameAsString().equals(method) && declared.getBody().isPresent());
        if (methods.size() != 1) {
            throw new AssertionError(name + ": found " + methods.size() + " methods " + type + "." + method + ", expected one");
        }
        edit.apply(methods.get(0));
        return unit.toString();
    }

    @Override
    public String toString() {
        return name;
    }
}
