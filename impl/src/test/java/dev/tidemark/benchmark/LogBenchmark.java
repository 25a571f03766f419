package dev.tidemark.benchmark;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Prints a table of medians, ours beside Kafka's, and their ratio: above 1 we are faster. Not part of {@code mvn verify}:
 *
 * <pre>
 *   mvn -q test -pl impl -am -Dtest=LogBenchmark -Dsurefire.failIfNoSpecifiedTests=false [-Drows=APPEND] [-Dquick]
 * </pre>
 *
 * {@code -Drows} takes those whose names begin so, {@code -Dquick} measures less. The logs lie on the disk of {@code impl/target}; their
 * pages stay in the page cache. A machine that has other work to do makes the ratios worthless.
 */
final class LogBenchmark {
    private static final List<String> LOGS = List.of("kafka", "tidemark");

    private final boolean isQuick = System.getProperty("quick") != null;

    @Test
    void run() throws Exception {
        String prefix = System.getProperty("rows", "");
        List<Row> rows = Stream.of(Row.values()).filter(row -> row.name().startsWith(prefix)).toList();
        Map<Row, Map<String, List<Double>>> micros = new EnumMap<>(Row.class);
        for (int round = 0; round < (isQuick ? 1 : 3); round++) {
            for (Row row : rows) {
                for (String log : LOGS) { // in turn, so that what disturbs the machine disturbs both
                    micros.computeIfAbsent(row, unseen -> new HashMap<>()).computeIfAbsent(log, unseen -> new ArrayList<>()).addAll(measure(row, log));
                }
            }
        }
        System.out.println(table(micros));
    }

    /** What the measurements of one fresh JVM took, in microseconds. */
    private List<Double> measure(Row row, String log) throws RunnerException {
        RunResult result = new Runner(new OptionsBuilder().include(Work.class.getName()).param("row", row.name()).param("log", log).forks(1)
                .warmupIterations(isQuick ? 3 : 5).measurementIterations(isQuick ? 5 : 7).shouldFailOnError(true).verbosity(VerboseMode.SILENT)
                .jvmArgs("-Xms1g", "-Xmx1g", "-XX:+UseG1GC", "-Dorg.slf4j.simpleLogger.defaultLogLevel=error").build()).runSingle();
        List<Double> micros = new ArrayList<>();
        result.getPrimaryResult().getStatistics().getRawData().forEachRemaining(sample -> micros.addAll(Collections.nCopies(sample.getValue().intValue(),
                sample.getKey())));
        return micros;
    }

    private static String table(Map<Row, Map<String, List<Double>>> micros) {
        StringBuilder table = new StringBuilder(String.format("%n%-52s %16s %16s %6s%n", "", "Kafka", "Tidemark", "ratio"));
        micros.forEach((row, samples) -> {
            double kafka = median(samples.get("kafka"));
            double tidemark = median(samples.get("tidemark"));
            table.append(String.format(Locale.ROOT, "%-52s %16s %16s %6.2f%n", row.title, speed(row, kafka), speed(row, tidemark), kafka / tidemark));
        });
        return table.toString();
    }

    private static double median(List<Double> samples) {
        return samples.stream().sorted().toList().get(samples.size() / 2);
    }

    private static String speed(Row row, double micros) {
        return switch (row) {
            case APPEND_1KB_IN_16KB, APPEND_1KB_SINGLE, APPEND_100B_IN_16KB, FOLLOW_1MB, READ_IN_16KB, READ_SINGLE ->
                String.format(Locale.ROOT, "%,.0f MB/s", row.megabytes * 1_048_576 / micros);
            case RANDOM_READ_IN_16KB, RANDOM_READ_SINGLE -> String.format(Locale.ROOT, "%,.0f reads/s", Work.RANDOM_READS * 1e6 / micros);
            case FLUSH_15KB, FLUSH_1MB, FLUSH_15MB, RECOVER_IN_16KB, RECOVER_SINGLE, CLEAN_1KB, CLEAN_100B ->
                String.format(Locale.ROOT, "%,.2f ms", micros / 1_000);
        };
    }
}
