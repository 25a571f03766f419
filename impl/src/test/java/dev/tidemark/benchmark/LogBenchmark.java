package dev.tidemark.benchmark;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Prints a table of medians, ours beside Kafka's, and their ratio: above 1 we are faster. The column "processor" is the ratio of the time that
 * the working thread took, which neither the disk nor other work on the machine disturbs much. The same work on a {@link BareFile} tells the most
 * that the ratio of an append can be on this machine: what the system takes for a write, nobody saves. Not part of {@code mvn verify}:
 *
 * <pre>
 *   mvn -q test -pl impl -am -Dtest=LogBenchmark -Dsurefire.failIfNoSpecifiedTests=false [-Drows=APPEND] [-Dquick]
 * </pre>
 *
 * {@code -Drows} takes those whose names begin so, {@code -Dquick} measures less. The logs lie on the disk of {@code impl/target}; their
 * pages stay in the page cache. A machine that has other work to do makes the ratios of time worthless.
 */
final class LogBenchmark {
    private final boolean isQuick = System.getProperty("quick") != null;

    @Test
    void run() throws Exception {
        String prefix = System.getProperty("rows", "");
        List<Row> rows = Stream.of(Row.values()).filter(row -> row.name().startsWith(prefix)).toList();
        Map<Row, Map<String, List<Sample>>> samples = new EnumMap<>(Row.class);
        for (int round = 0; round < (isQuick ? 1 : Row.MAX_ROUNDS); round++) {
            for (Row row : rows.stream().filter(Row.inRound(round)).toList()) {
                for (String log : logs(row)) { // in turn, so that what disturbs the machine disturbs both
                    samples.computeIfAbsent(row, unseen -> new HashMap<>()).computeIfAbsent(log, unseen -> new ArrayList<>()).addAll(measure(row, log));
                }
            }
        }
        System.out.println(table(samples));
    }

    private static List<String> logs(Row row) {
        return row.isAboutAppending() ? List.of("kafka", "tidemark", "bare") : List.of("kafka", "tidemark");
    }

    /** What one measurement took. */
    private record Sample(double micros, double processorMicros) {}

    /** The measurements of one fresh JVM. */
    private List<Sample> measure(Row row, String log) throws RunnerException {
        RunResult result = new Runner(new OptionsBuilder().include(Work.class.getName()).param("row", row.name()).param("log", log).forks(1)
                .warmupIterations(isQuick ? 3 : 5).measurementIterations(isQuick ? row.measurements() / 2 : row.measurements())
                .shouldFailOnError(true).verbosity(VerboseMode.SILENT)
                .jvmArgs("-Xms1g", "-Xmx1g", "-XX:+UseG1GC", "-Dorg.slf4j.simpleLogger.defaultLogLevel=error").build()).runSingle();
        return result.getBenchmarkResults().stream().flatMap(fork -> fork.getIterationResults().stream())
                .map(iteration -> new Sample(iteration.getPrimaryResult().getScore(), iteration.getSecondaryResults().get("processorMicros").getScore()))
                .toList();
    }

    private static String table(Map<Row, Map<String, List<Sample>>> rows) {
        StringBuilder table = new StringBuilder(String.format("%n%-52s %16s %16s %6s %10s %8s%n", "", "Kafka", "Tidemark", "ratio", "processor",
                "at most"));
        rows.forEach((row, samples) -> {
            double kafka = median(samples.get("kafka"), Sample::micros);
            double tidemark = median(samples.get("tidemark"), Sample::micros);
            double processor = median(samples.get("kafka"), Sample::processorMicros) / median(samples.get("tidemark"), Sample::processorMicros);
            String most = row.isAboutAppending() ? String.format(Locale.ROOT, " %8.2f", kafka / median(samples.get("bare"), Sample::micros)) : "";
            table.append(String.format(Locale.ROOT, "%-52s %16s %16s %6.2f %10.2f%s%n", row.title, speed(row, kafka), speed(row, tidemark), kafka / tidemark,
                    processor, most));
        });
        return table.toString();
    }

    private static double median(List<Sample> samples, ToDoubleFunction<Sample> cost) {
        return samples.stream().mapToDouble(cost).sorted().toArray()[samples.size() / 2];
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
