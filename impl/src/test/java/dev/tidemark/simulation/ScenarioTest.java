package dev.tidemark.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.simulation.scenario.Scenarios;
import dev.tidemark.simulation.scenario.Workloads;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ScenarioTest {
    @TempDir
    private Path directory;

    static Stream<String> scenarios() {
        return Scenarios.all().stream().map(Scenario::name);
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void everyStoryEndsAsItSays(String name) throws IOException {
        List<String> told = new ArrayList<>();
        Scenarios.named(name).orElseThrow().play(1, directory, new ByteArrayOutputStream(), told::add);
        assertThat(told).as("what the narrator says").isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void sameSeedSameBytes(long seed) throws IOException {
        Run run = Workloads.named("mixed").orElseThrow().under("everything", seed, 1_000);
        assertThat(bytesOf(run, "first")).as("trace and files of seed %d, run twice", seed).isEqualTo(bytesOf(run, "second"));
    }

    @Test
    void anotherSeedIsAnotherRun() throws IOException {
        Workload workload = Workloads.named("mixed").orElseThrow();
        assertThat(bytesOf(workload.under("everything", 1, 500), "first"))
                .isNotEqualTo(bytesOf(workload.under("everything", 2, 500), "second"));
    }

    /** The trace, and the content of every file by its path. */
    private List<String> bytesOf(Run run, String folder) throws IOException {
        Path data = Files.createDirectory(directory.resolve(folder));
        ByteArrayOutputStream trace = new ByteArrayOutputStream();
        run.make(data, trace);
        List<String> bytes = new ArrayList<>(List.of(trace.toString(java.nio.charset.StandardCharsets.UTF_8)));
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                bytes.add(data.relativize(file) + " " + java.util.HexFormat.of().formatHex(Files.readAllBytes(file)));
            }
        }
        return bytes;
    }
}
