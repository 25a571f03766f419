package dev.tidemark.spec.replay;

import dev.tidemark.traces.ReplicationVocabulary;
import dev.tidemark.traces.TraceEvent;
import dev.tidemark.traces.Verdict;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Prints how many events a second one core replays. Not a test: run its main method.
 */
final class ReplayBenchmark {
    private ReplayBenchmark() { }

    public static void main(String[] args) {
        int events = args.length > 0 ? Integer.parseInt(args[0]) : 5_000;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 8;
        try (Replayer replayer = new Replayer()) {
            List<TraceEvent> trace = replayer.walk(Walks.plan(ReplicationVocabulary.FENCED_REPLICATION, 1, events));
            System.out.println(trace.stream().collect(Collectors.groupingBy(TraceEvent::action, Collectors.counting())));
            System.out.println("records " + trace.stream().filter(e -> e.action().equals("AppendRecords")).count());
            Slice slice = new Slice(Walks.instance(ReplicationVocabulary.FENCED_REPLICATION), ReplicationVocabulary.FENCED_REPLICATION, trace);
            for (int round = 1; round <= rounds; round++) {
                long start = System.nanoTime();
                Judgement judgement = replayer.judge(slice, Replayer.DEFAULT_BUDGET);
                double seconds = (System.nanoTime() - start) / 1e9;
                System.out.printf("round %d: %s, %,d events in %.2f s: %,.0f events/s%n", round, judgement.verdict(), trace.size(), seconds, trace.size() / seconds);
                if (judgement.verdict() != Verdict.ACCEPTED) {
                    System.out.println(judgement);
                    return;
                }
            }
        }
    }
}
