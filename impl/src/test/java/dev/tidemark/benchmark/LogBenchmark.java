package dev.tidemark.benchmark;

import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
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
    private final boolean isQuick = System.getProperty("quick") != null;

    @Test
    void run() throws Exception {
        String prefix = System.getProperty("rows", "");
        String[] rows = Stream.of(Row.values()).map(Row::name).filter(name -> name.startsWith(prefix)).toArray(String[]::new);
        Collection<RunResult> results = new Runner(new OptionsBuilder().include(Work.class.getName()).param("row", rows).forks(isQuick ? 1 : 3)
                .warmupIterations(isQuick ? 3 : 5).measurementIterations(isQuick ? 5 : 7).shouldFailOnError(true).verbosity(VerboseMode.SILENT)
                .jvmArgs("-Xms1g", "-Xmx1g", "-XX:+UseG1GC", "-Dorg.slf4j.simpleLogger.defaultLogLevel=error").build()).run();
        System.out.println(table(results));
    }

    private static String table(Collection<RunResult> results) {
        Map<Row, double[]> medians = new EnumMap<>(Row.class);
        List<String> logs = List.of("kafka", "tidemark");
        for (RunResult result : results) {
            double median = result.getPrimaryResult().getStatistics().getPercentile(50);
            Row row = Row.valueOf(result.getParams().getParam("row"));
            medians.computeIfAbsent(row, unseen -> new double[logs.size()])[logs.indexOf(result.getParams().getParam("log"))] = median;
        }
        StringBuilder table = new StringBuilder(String.format("%n%-52s %16s %16s %6s%n", "", "Kafka", "Tidemark", "ratio"));
        medians.forEach((row, micros) -> table.append(String.format(Locale.ROOT, "%-52s %16s %16s %6.2f%n", row.title, speed(row, micros[0]),
                speed(row, micros[1]), micros[0] / micros[1])));
        return table.toString();
    }

    private static String speed(Row row, double micros) {
        return switch (row) {
            case APPEND_1KB_IN_16KB, APPEND_1KB_SINGLE, APPEND_100B_IN_16KB, FOLLOW_1MB, READ_IN_16KB, READ_SINGLE ->
                String.format(Locale.ROOT, "%,.0f MB/s", row.megabytes * 1_048_576 / micros);
            case RANDOM_READ_IN_16KB, RANDOM_READ_SINGLE -> String.format(Locale.ROOT, "%,.0f reads/s", Work.RANDOM_READS * 1e6 / micros);
            case FLUSH_15KB, FLUSH_1MB, FLUSH_15MB, RECOVER_IN_16KB, RECOVER_SINGLE -> String.format(Locale.ROOT, "%,.2f ms", micros / 1_000);
        };
    }
}
