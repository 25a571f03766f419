package dev.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.spec.check.Model;
import dev.tidemark.spec.check.SpecLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The README is executable: its commands end well in the order in which it gives them, and its links lead somewhere. */
final class ReadmeTest {
    private static final Path ROOT = Path.of(System.getProperty("tidemark.root"));
    private static final Pattern CODE = Pattern.compile("```sh\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)\\)");
    private static final Pattern GUARDS = Pattern.compile("^\\./tidemark check --guards \\w+((?:[\\s\\\\]+\\w+)+)", Pattern.MULTILINE);
    private static final String LAUNCHER = "./tidemark ";

    @TempDir
    private Path directory;

    @Test
    void everyCommandEndsWell() throws IOException, InterruptedException {
        Files.createSymbolicLink(directory.resolve("traces"), ROOT.resolve("traces"));
        for (String command : commands()) {
            if (command.startsWith(LAUNCHER)) {
                run(command);
            } else {
                assertThat(command).as("a command that this test cannot run within itself").isEqualTo("mvn -B verify");
                assertThat(ROOT.resolve(".ci/run")).as("what CI runs").content().contains("\n" + command);
            }
        }
    }

    private static List<String> commands() throws IOException {
        List<String> commands = CODE.matcher(Files.readString(ROOT.resolve("README.md"))).results()
                .flatMap(block -> block.group(1).lines()).toList();
        assertThat(commands).as("the README's commands").contains("./tidemark demo", "mvn -B verify").hasSizeGreaterThan(5);
        return commands;
    }

    /** As the launcher does, which has nothing to build here. */
    private void run(String command) throws IOException, InterruptedException {
        Path temporary = Files.createTempDirectory(directory, "tmp");
        List<String> line = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + temporary, "-cp", System.getProperty("java.class.path"), "dev.tidemark.cli.Tidemark"));
        line.addAll(Arrays.asList(command.substring(LAUNCHER.length()).split(" ")));
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(line).directory(directory.toFile()).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        int exitCode = process.waitFor();
        assertThat(exitCode).as("exit code of %s, which printed%n%s", command, Files.readString(output)).isZero();
    }

    /** Those that take too long to be run: what they name is there, and what judges guards is all of it. */
    @Test
    void theCommandsThatJudgeGuardsNameTheModelsThatThereAre() throws IOException {
        List<String> models = SpecLibrary.ofTidemark().manifest().models().stream().map(Model::name).toList();
        List<String> named = GUARDS.matcher(Files.readString(ROOT.resolve("spec/README.md"))).results()
                .flatMap(command -> Arrays.stream(command.group(1).strip().split("[\\s\\\\]+"))).toList();
        assertThat(models).containsAll(named);
        assertThat(named).containsAll(models.stream().filter(name -> name.startsWith("Unguided")).toList()).doesNotHaveDuplicates();
    }

    static Stream<Path> documents() {
        return Stream.of("README.md", "spec/README.md").map(ROOT::resolve);
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyLinkLeadsSomewhere(Path document) throws IOException {
        List<String> links = LINK.matcher(Files.readString(document)).results().map((MatchResult link) -> link.group(1)).toList();
        assertThat(links).as("links of %s", document).isNotEmpty().allSatisfy(
                link -> assertThat(document.resolveSibling(link)).as("link %s", link).exists());
    }
}
