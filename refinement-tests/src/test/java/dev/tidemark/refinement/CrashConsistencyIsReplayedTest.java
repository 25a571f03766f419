package dev.tidemark.refinement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.refinement.PowerCuts.Count;
import dev.tidemark.refinement.PowerCuts.Cut;
import dev.tidemark.refinement.rehearsal.RehearsedPowerCuts;
import dev.tidemark.spec.replay.Judgement;
import dev.tidemark.spec.replay.Replayer;
import dev.tidemark.spec.replay.ScopeReport;
import dev.tidemark.spec.replay.Slice;
import dev.tidemark.traces.TraceReader;
import dev.tidemark.traces.Verdict;
import dev.tidemark.traces.Vocabulary;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The power fails before every single change of the disk in a short life, or the process dies there and the power fails when another one has built
 * upon what it left; the disk keeps whatever it may: what recovery makes of it is what the spec allows, which loses nothing that was flushed and invents nothing. After ALICE (Pillai et al., OSDI 2014).
 */
final class CrashConsistencyIsReplayedTest {
    private static final int MOST_OUTCOMES = Integer.getInteger("outcomes", 3);
    private static Replayer replayer;

    @BeforeAll
    static void open() {
        replayer = new Replayer();
    }

    @AfterAll
    static void close() {
        replayer.close();
    }

    static List<String> lives() {
        return new RehearsedPowerCuts().lives();
    }

    @ParameterizedTest
    @MethodSource("lives")
    void everyRecoveryIsOneOfTheSpec(String life) throws IOException {
        Map<ByteBuffer, Cut> different = new LinkedHashMap<>();
        Count count = cut(new RehearsedPowerCuts(), life, MOST_OUTCOMES, different);
        System.out.printf("%s: cut short in %d places, %d outcomes, %d different traces; not all outcomes of %d places%n", life, count.places(),
                count.outcomes(), different.size(), count.bounded());
        assertThat(judge(different)).as("judgements of %s", life).hasSizeGreaterThan(50)
                .allSatisfy(report -> assertThat(report.isAsExpected()).as(report.text()).isTrue());
        assertThat(different.values()).allSatisfy(cut -> assertThat(cut.failure()).as(cut.name()).isEmpty());
    }

    static List<PlantedBug> bugs() {
        return PowerCutBugs.all();
    }

    /** Each by the life that the bug's show names. */
    @ParameterizedTest
    @MethodSource("bugs")
    void aPlantedBugIsRejected(PlantedBug bug) throws Exception {
        Map<ByteBuffer, Cut> different = new LinkedHashMap<>();
        PatchedLoader loader = new PatchedLoader(MemoryCompiler.compile(Map.of(bug.className(), bug.patched())));
        PowerCuts patched = (PowerCuts) loader.loadClass(RehearsedPowerCuts.class.getName()).getDeclaredConstructor().newInstance();
        cut(patched, bug.show().name(), 1, different);
        Optional<ScopeReport> rejected = judge(different).stream().filter(report -> report.judgement().verdict() == Verdict.REJECTED).findFirst();
        System.out.println(bug.name() + ": " + rejected.map(report -> report.file() + ": " + report.judgement().rejection().orElseThrow().summary())
                .orElse("SURVIVES"));
        assertThat(rejected).as("%s, shown by %s, is rejected", bug.name(), bug.show()).isPresent();
    }

    private static Count cut(PowerCuts cuts, String life, int mostOutcomes, Map<ByteBuffer, Cut> different) {
        return cuts.cut(life, mostOutcomes, cut -> different.putIfAbsent(ByteBuffer.wrap(cut.trace()), cut));
    }

    /** Neighbours begin alike. */
    private static List<ScopeReport> judge(Map<ByteBuffer, Cut> different) throws IOException {
        List<String> names = new ArrayList<>();
        List<Slice> slices = new ArrayList<>();
        for (Cut cut : different.values()) {
            try (TraceReader reader = new TraceReader(cut.name(), new ByteArrayInputStream(cut.trace()), Vocabulary.standard())) {
                slices.addAll(Slice.of(reader.header(), reader.rest()));
                names.add(cut.name());
            }
        }
        List<Judgement> judgements = replayer.judge(slices, Replayer.DEFAULT_BUDGET);
        List<ScopeReport> reports = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            Slice slice = slices.get(i);
            reports.add(new ScopeReport(names.get(i), slice.instance().scope(), slice.judge(), slice.events().size(), Verdict.ACCEPTED, judgements.get(i)));
        }
        return reports;
    }
}
