package dev.tidemark.refinement;

import dev.tidemark.refinement.rehearsal.Rehearsal;
import dev.tidemark.simulation.scenario.Scenarios;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The recorded corpus: which runs it holds, each in a file of its own. */
final class Corpus {
    /** The command that records everything again; {@link RecordCorpus} is no test, and runs only when asked by name. */
    static final String COMMAND =
            "mvn -q test -pl refinement-tests -am -Dtest=RecordCorpus -Dsurefire.failIfNoSpecifiedTests=false";
    private static final int WORKLOAD_STEPS = 150;
    private static final int SEEDS = 3;

    private Corpus() { }

    /** The runs by file. */
    static Map<Path, Show> shows() {
        Path replication = Repository.CORPUS.resolve("replication");
        Map<Path, Show> shows = new LinkedHashMap<>();
        Scenarios.all().forEach(scenario ->
                shows.put(Repository.CORPUS.resolve(scenario.area()).resolve(scenario.name() + ".ndjson"), Show.scenario(scenario.name())));
        for (int seed = 1; seed <= SEEDS; seed++) {
            shows.put(replication.resolve("mixed-everything-" + seed + ".ndjson"), Show.mixed(seed, WORKLOAD_STEPS));
        }
        return shows;
    }

    static byte[] record(Show show) throws IOException {
        return Recording.of(new Rehearsal(), show);
    }
}
