package dev.tidemark.spec.replay;

import dev.tidemark.traces.SpecInstance;
import dev.tidemark.traces.SpecVocabulary;
import dev.tidemark.traces.TraceEvent;
import dev.tidemark.traces.TraceHeader;
import dev.tidemark.traces.TraceReader;
import dev.tidemark.traces.Vocabulary;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Judges traces, in process.
 *
 * <p>Safe for several threads: an engine is lent to one of them at a time, and kept for the next that needs the same spec
 * with the same constants. Closing deletes the specs' temporary copies.
 */
public final class Replayer implements AutoCloseable {
    /** Enough for any trace that says what it did; a search that is not bounded by its trace ends here. */
    public static final long DEFAULT_BUDGET = 5_000_000;

    private final Vocabulary vocabulary;
    private final Path temporary;
    private final Map<List<Object>, Deque<SpecEngine>> idle = new HashMap<>();
    private int folders;

    public Replayer() {
        this(Vocabulary.standard());
    }

    public Replayer(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
        try {
            this.temporary = Files.createTempDirectory("tidemark-replay");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Judges each scope of a trace by each spec that its header names.
     *
     * @throws dev.tidemark.traces.TraceFormatException if the file is not a trace
     */
    public List<ScopeReport> replay(Path file, long budget) throws IOException {
        try (TraceReader reader = TraceReader.open(file, vocabulary)) {
            return replay(file.toString(), reader.header(), reader.rest(), budget);
        }
    }

    /** The same for the bytes of a trace, of which {@code file} is the name in messages. */
    public List<ScopeReport> replay(String file, byte[] trace, long budget) throws IOException {
        try (TraceReader reader = new TraceReader(file, new ByteArrayInputStream(trace), vocabulary)) {
            return replay(file, reader.header(), reader.rest(), budget);
        }
    }

    /** The same for a trace that was read. */
    public List<ScopeReport> replay(String file, TraceHeader header, List<TraceEvent> events, long budget) {
        List<ScopeReport> reports = new ArrayList<>();
        for (Slice slice : Slice.of(header, events)) {
            reports.add(new ScopeReport(file, slice.instance().scope(), slice.judge(), slice.events().size(),
                    slice.instance().verdicts().get(slice.judge()), judge(slice, budget)));
        }
        return reports;
    }

    /** Judges one slice. */
    public Judgement judge(Slice slice, long budget) {
        return judge(List.of(slice), budget).get(0);
    }

    /**
     * Judges slices of one instance by one spec. The beginning that one has in common with the one before it is followed once: so many
     * endings of one history are judged quickly.
     */
    public List<Judgement> judge(List<Slice> slices, long budget) {
        Slice first = slices.get(0);
        if (slices.stream().anyMatch(slice -> !slice.judge().equals(first.judge()) || !slice.instance().equals(first.instance()))) {
            throw new IllegalArgumentException("expected slices of one instance for one judge");
        }
        try {
            return lend(first.judge(), first.instance(), engine -> engine.judge(slices, budget));
        } catch (ConstantMismatch e) {
            Rejection rejection = new Rejection(Rejection.Kind.CONSTANTS, Optional.empty(), Optional.empty(), e.getMessage(), List.of());
            return slices.stream().map(slice -> Judgement.rejected(0, rejection)).toList();
        }
    }

    /** A random behaviour of a spec, as a trace. */
    public List<TraceEvent> walk(WalkPlan plan) {
        return lend(plan.instance().spec(), plan.instance(), engine -> engine.walk(plan));
    }

    private <T> T lend(String spec, SpecInstance instance, Function<SpecEngine, T> use) {
        SpecVocabulary words = vocabulary.spec(spec)
                .orElseThrow(() -> new IllegalArgumentException("found " + spec + ", expected one of " + vocabulary.names()));
        List<Object> key = List.of(spec, instance.constants());
        SpecEngine engine = borrow(key).orElseGet(() -> load(words, instance));
        T result = use.apply(engine);
        giveBack(key, engine);
        return result;
    }

    private synchronized Optional<SpecEngine> borrow(List<Object> key) {
        return Optional.ofNullable(idle.computeIfAbsent(key, k -> new ArrayDeque<>()).poll());
    }

    private synchronized void giveBack(List<Object> key, SpecEngine engine) {
        idle.get(key).push(engine);
    }

    private SpecEngine load(SpecVocabulary words, SpecInstance instance) {
        SpecFolder folder = SpecFolder.create(newFolder(words.name()), words, instance);
        return IsolatedLoader.newFactory().load(folder);
    }

    private synchronized Path newFolder(String name) {
        folders++;
        return temporary.resolve(name + "-" + folders);
    }

    @Override
    public synchronized void close() {
        idle.clear();
        try (Stream<Path> files = Files.walk(temporary)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
