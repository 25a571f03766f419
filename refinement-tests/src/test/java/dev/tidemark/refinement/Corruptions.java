package dev.tidemark.refinement;

import dev.tidemark.spec.replay.Slice;
import dev.tidemark.traces.TraceReader;
import dev.tidemark.traces.Verdict;
import dev.tidemark.traces.Vocabulary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** The corruptions of the recorded corpus. */
final class Corruptions {
    private Corruptions() { }

    /** The slices of the corpus, each with the verdict that its header expects. */
    static Map<Slice, Verdict> slices() throws IOException {
        Map<Slice, Verdict> slices = new LinkedHashMap<>();
        for (Path file : Repository.files(Repository.CORPUS, ".ndjson")) {
            try (TraceReader reader = TraceReader.open(file, Vocabulary.standard())) {
                Slice.of(reader.header(), reader.rest()).forEach(slice -> slices.put(slice, slice.instance().verdicts().get(slice.judge())));
            }
        }
        return slices;
    }

    /** The slices that are expected to be accepted. */
    static List<Slice> acceptedSlices() throws IOException {
        return slices().entrySet().stream().filter(entry -> entry.getValue() == Verdict.ACCEPTED).map(Map.Entry::getKey).toList();
    }

    /** Of every kind that there is, so many at most, from the shortest slices that have it. */
    static List<Corruption> sample(int ofEachKind, long seed) throws IOException {
        Map<String, List<Corruption>> byKind = new TreeMap<>();
        for (Slice slice : acceptedSlices()) {
            for (int index = 0; index < slice.events().size(); index++) {
                Corruption.of(slice, index).forEach(found -> byKind.computeIfAbsent(found.kind(), kind -> new ArrayList<>()).add(found));
            }
        }
        Random random = new Random(seed);
        List<Corruption> sample = new ArrayList<>();
        for (List<Corruption> alike : byKind.values()) {
            Collections.shuffle(alike, random);
            alike.sort(Comparator.comparingInt(corruption -> corruption.slice().events().size()));
            sample.addAll(alike.subList(0, Math.min(ofEachKind, alike.size())));
        }
        return sample;
    }
}
