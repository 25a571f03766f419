package dev.tidemark.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.tidemark.spec.replay.Rejection;
import dev.tidemark.spec.replay.ScopeReport;
import dev.tidemark.traces.Verdict;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What became of all files of a replay.
 *
 * @param judged   a verdict for each file, scope and spec, in order
 * @param problems a line for each file that could not be read
 * @param files    how many files were judged
 * @param elapsed  how long it took
 */
record Verdicts(List<Judge.Judged> judged, List<String> problems, int files, Duration elapsed) {
    Verdicts {
        judged = List.copyOf(judged);
        problems = List.copyOf(problems);
    }

    Ending ending() {
        return judged.stream().map(Verdicts::endingOf).reduce(problems.isEmpty() ? Ending.AS_EXPECTED : Ending.UNREADABLE, Ending::or);
    }

    private static Ending endingOf(Judge.Judged one) {
        if (one.isDisputed()) {
            return Ending.NOT_AS_EXPECTED;
        }
        if (one.report().isAsExpected()) {
            return Ending.AS_EXPECTED;
        }
        return one.report().judgement().verdict() == Verdict.INCONCLUSIVE ? Ending.INCONCLUSIVE : Ending.NOT_AS_EXPECTED;
    }

    private long count(Ending ending) {
        return judged.stream().filter(one -> endingOf(one) == ending).count();
    }

    /** How many events were followed; one that two specs judge counts twice. */
    private long events() {
        return judged.stream().mapToLong(one -> one.report().judgement().matched()).sum();
    }

    /** The sum, in one line. */
    String summary() {
        return Amount.of(files, "file") + ", " + Amount.of(judged.size(), "verdict") + ": " + count(Ending.AS_EXPECTED) + " as expected, "
                + count(Ending.NOT_AS_EXPECTED) + " not, " + count(Ending.INCONCLUSIVE) + " inconclusive"
                + (problems.isEmpty() ? "" : ", " + problems.size() + " unreadable") + "; "
                + Amount.of(events(), "event") + " in " + Amount.seconds(elapsed) + ", " + Amount.rate(events(), "event", elapsed);
    }

    /** Writes everything but the times, so that the same traces give the same report. */
    void writeJson(OutputStream out) throws IOException {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("files", files);
        json.put("events", events());
        json.put("asExpected", count(Ending.AS_EXPECTED));
        json.put("notAsExpected", count(Ending.NOT_AS_EXPECTED));
        json.put("inconclusive", count(Ending.INCONCLUSIVE));
        json.put("unreadable", problems);
        json.put("verdicts", judged.stream().map(Verdicts::json).toList());
        out.write(new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsBytes(json));
        out.write("\n".getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, Object> json(Judge.Judged one) {
        ScopeReport report = one.report();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("file", report.file());
        json.put("scope", report.scope());
        json.put("spec", report.spec());
        json.put("verdict", report.judgement().verdict().name());
        json.put("expected", report.expected().name());
        json.put("events", report.events());
        json.put("matched", report.judgement().matched());
        one.ruling().ifPresent(ruling -> json.put("arbiter", ruling));
        report.judgement().rejection().ifPresent(rejection -> json.put("rejection", json(rejection)));
        return json;
    }

    private static Map<String, Object> json(Rejection rejection) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("kind", rejection.kind().name());
        rejection.event().ifPresent(event -> {
            json.put("line", event.seq() + 1);
            json.put("node", event.node());
            json.put("action", event.action());
            json.put("args", event.args());
        });
        json.put("because", rejection.summary());
        json.put("explanation", new ArrayList<>(rejection.explanation()));
        return json;
    }
}
