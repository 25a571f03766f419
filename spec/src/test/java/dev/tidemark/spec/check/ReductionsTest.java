package dev.tidemark.spec.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The larger models leave out interleavings and do not tell dead messages apart. Neither may hide a state of the replicas: what the logs,
 * high watermarks and ISRs can be is compared with and without, state by state, on bounds where all of it can be explored.
 */
final class ReductionsTest {
    private static final Path SPECS = Path.of("src", "main", "tla", "replication");
    private static final String VIEW = "VIEW LiveView\n";
    /** What a client or another replica could ever notice. */
    private static final List<String> OBSERVED =
            List.of("log", "epochCache", "highWatermark", "committed", "leaderEpoch", "isr", "unfenced", "status", "pageCacheLost");

    @TempDir
    private Path scratch;

    @Test
    void theViewHidesNoReplicaState() throws IOException, InterruptedException {
        Set<String> everything = replicaStates("NextWithoutDisk", "", 0);
        assertThat(everything).as("replica states without the view").hasSizeGreaterThan(20);
        assertThat(replicaStates("NextWithoutDisk", VIEW, 0)).as("replica states with the view").isEqualTo(everything);
    }

    @Test
    void theReducedInterleavingsHideNoReplicaState() throws IOException, InterruptedException {
        Set<String> everything = replicaStates("NextWithoutDisk", VIEW, 1);
        assertThat(everything).as("replica states with every interleaving").hasSizeGreaterThan(100);
        assertThat(replicaStates("ReducedNext", VIEW, 1)).as("replica states with fewer interleavings").isEqualTo(everything);
    }

    @Test
    void aViewThatHidesSomethingIsSeen() throws IOException, InterruptedException {
        assertThat(replicaStates("ReducedNext", "VIEW clientVars\n", 0)).as("replica states with a view that hides the logs")
                .isNotEqualTo(replicaStates("ReducedNext", VIEW, 0));
    }

    private Set<String> replicaStates(String next, String view, int crashes) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory(scratch, next);
        try (Stream<Path> modules = Files.walk(SPECS)) {
            for (Path module : modules.filter(file -> file.toString().endsWith(".tla")).toList()) {
                Files.copy(module, folder.resolve(module.getFileName()));
            }
        }
        Files.writeString(folder.resolve("MCFencedReplication.cfg"), """
                CONSTANTS
                  Replicas = {r1, r2}
                  None = None
                  Batches <- MCBatches
                  Acks = {"0"}
                  UncleanElection = FALSE
                  MinIsr = 1
                  MaxAppends = 1
                  MaxCrashes = %d
                  MaxLeaderEpoch = 1
                  MaxPartitionEpoch = 2
                  Features = {}
                INIT CreatedInit
                NEXT %s
                CONSTRAINT WithinBounds
                %sCHECK_DEADLOCK FALSE
                """.formatted(crashes, next, view));
        explore(folder);
        return observed(Files.readAllLines(folder.resolve("states.dump")));
    }

    private static void explore(Path folder) throws IOException, InterruptedException {
        Process tlc = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx1g",
                "-Djava.io.tmpdir=" + folder, "-cp", System.getProperty("java.class.path"), "tlc2.TLC", "-workers", "2",
                "-dump", "states", "MCFencedReplication").directory(folder.toFile()).redirectErrorStream(true)
                .redirectOutput(folder.resolve("out").toFile()).start();
        assertThat(tlc.waitFor()).as(() -> "TLC's exit code; it printed " + read(folder.resolve("out"))).isZero();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** The observed variables of each state. A broker that is starting can do nothing, and when it starts is left open. */
    private static Set<String> observed(List<String> dump) {
        Set<String> states = new HashSet<>();
        TreeMap<String, String> state = new TreeMap<>();
        String variable = "";
        for (String line : Stream.concat(dump.stream(), Stream.of("State")).toList()) {
            if (line.startsWith("State")) {
                if (!state.isEmpty() && !state.get("status").contains("starting")) {
                    states.add(OBSERVED.stream().map(state::get).collect(Collectors.joining(" ")));
                }
                state.clear();
            } else if (line.startsWith("/\\ ")) {
                variable = line.substring(3, line.indexOf(" = "));
                state.put(variable, line.substring(line.indexOf(" = ")));
            } else if (!line.isBlank()) {
                state.merge(variable, line.strip(), String::concat);
            }
        }
        return states;
    }
}
