package dev.tidemark.refinement;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.javaparser.ParserConfiguration;
import com.github.javaparser.StaticJavaParser;
import com.github.javaparser.ast.CompilationUnit;
import com.github.javaparser.ast.ImportDeclaration;
import com.github.javaparser.ast.expr.NullLiteralExpr;
import com.github.javaparser.ast.stmt.SwitchEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The habits that a test can hold. */
final class JavaTidyTest {
    private static final int MOST_LINES = 400;
    private static final String OURS = "dev.tidemark.";

    static {
        StaticJavaParser.getParserConfiguration().setLanguageLevel(ParserConfiguration.LanguageLevel.JAVA_17);
    }

    /** Which packages of ours a package may import, with everything below it. */
    @ParameterizedTest
    @CsvSource({
        "traces, traces",
        "spec, spec traces",
        "core, core traces",
        "storage, storage",
        "node, node core storage traces",
        "simulation, simulation node core storage traces",
    })
    void arrowsBetweenPackages(String from, String allowed) {
        Set<String> others = new TreeSet<>();
        for (Path file : sources(from)) {
            imports(file).map(JavaTidyTest::packageOfOurs).filter(to -> !List.of(allowed.split(" ")).contains(to))
                    .forEach(to -> others.add(file.getFileName() + " -> " + to));
        }
        assertThat(sources(from)).as("sources of %s", from).isNotEmpty();
        assertThat(others).as("%s may import only %s of ours", from, allowed).isEmpty();
    }

    private static Stream<String> imports(Path file) {
        return parse(file).getImports().stream().map(ImportDeclaration::getNameAsString).filter(name -> name.startsWith(OURS));
    }

    private static String packageOfOurs(String name) {
        return name.substring(OURS.length()).split("\\.")[0];
    }

    /** The sources of one of our packages, with everything below it. */
    private static List<Path> sources(String name) {
        return allSources().filter(file -> file.toString().contains("/src/main/java/dev/tidemark/" + name + "/")).toList();
    }

    private static Stream<Path> allSources() {
        return Stream.of("traces", "spec", "impl", "refinement-tests").map(module -> Repository.ROOT.resolve(module).resolve("src"))
                .flatMap(module -> Repository.files(module, ".java").stream());
    }

    @Test
    void theCoreKnowsNoNull() {
        assertThat(sources("core").stream().filter(file -> parse(file).findFirst(NullLiteralExpr.class).isPresent()))
                .as("files of the core with a null").isEmpty();
    }

    @Test
    void aSwitchOverTypesOfOursHasNoDefault() {
        for (String ours : List.of("core", "node", "simulation")) {
            assertThat(sources(ours).stream().filter(file -> parse(file).findAll(SwitchEntry.class).stream().anyMatch(entry -> entry.getLabels().isEmpty())))
                    .as("files with a default branch").isEmpty();
        }
    }

    @Test
    void filesAreShort() {
        assertThat(allSources().filter(file -> text(file).lines().count() > MOST_LINES)).as("files of more than %d lines", MOST_LINES).isEmpty();
    }

    @Test
    void nothingIsPutOff() {
        List<String> marks = List.of("TO" + "DO", "FIX" + "ME", "@Dis" + "abled");
        assertThat(allSources().filter(file -> marks.stream().anyMatch(text(file)::contains))).as("files with one of %s", marks).isEmpty();
    }

    @Test
    void everyPackageSaysWhatItIsFor() {
        Set<Path> packages = new TreeSet<>();
        allSources().filter(file -> file.toString().contains("/src/main/java/")).forEach(file -> packages.add(file.getParent()));
        assertThat(packages).as("packages").isNotEmpty().allSatisfy(folder -> assertThat(folder.resolve("package-info.java")).exists());
    }

    private static CompilationUnit parse(Path file) {
        return StaticJavaParser.parse(text(file));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError("cannot read " + file, e);
        }
    }
}
