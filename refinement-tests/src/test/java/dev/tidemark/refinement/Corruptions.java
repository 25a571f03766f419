package dev.tidemark.refinement;

import dev.tidemark.spec.replay.Slice;
import dev.tidemark.traces.TraceReader;
import dev.tidemark.traces.Verdict;
import dev.tidemark.traces.Vocabulary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** The corruptions of the recorded corpus. */
final class Corruptions {
    private Corruptions() { }

    /** The slices of the corpus that are expected to be accepted. */
    static List<Slice> slices() throws IOException {
        List<Slice> slices = new ArrayList<>();
        for (Path file : Repository.files(Repository.CORPUS, ".ndjson")) {
            try (TraceReader reader = TraceReader.open(file, Vocabulary.standard())) {
                Slice.of(reader.header(), reader.rest()).stream()
                        .filter(slice -> slice.instance().verdicts().get(slice.judge()) == Verdict.ACCEPTED).forEach(slices::add);
            }
        }
        return slices;
    }

    /** Of every kind that there is, so many at most. */
    static List<Corruption> sample(int ofEachKind, long seed) throws IOException {
        Map<String, List<Corruption>> byKind = new TreeMap<>();
        for (Slice slice : slices()) {
            for (int index = 0; index < slice.events().size(); index++) {
                Corruption.of(slice, index).forEach(found -> byKind.computeIfAbsent(found.kind(), kind -> new ArrayList<>()).add(found));
            }
        }
        Random random = new Random(seed);
        List<Corruption> sample = new ArrayList<>();
        for (List<Corruption> alike : byKind.values()) {
            Collections.shuffle(alike, random);
            sample.addAll(alike.subList(0, Math.min(ofEachKind, alike.size())));
        }
        return sample;
    }
}
