package dev.tidemark.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Judges many traces, on all processors, and tells of them in the order in which they were named. */
final class Replays {
    private final Console console;
    private final Judge judge;
    private final List<Judge.Judged> judged = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    Replays(Console console, Judge judge) {
        this.console = console;
        this.judge = judge;
    }

    Verdicts run(TraceFiles traces) {
        long start = System.nanoTime();
        traces.problems().forEach(this::problem);
        if (!traces.files().isEmpty()) {
            judge(traces.files());
        }
        Verdicts verdicts = new Verdicts(judged, problems, traces.files().size(), Duration.ofNanos(System.nanoTime() - start));
        if (!judged.isEmpty()) {
            console.say(verdicts.summary());
        }
        return verdicts;
    }

    private void judge(List<Path> files) {
        ExecutorService threads = Executors.newFixedThreadPool(Math.min(files.size(), Runtime.getRuntime().availableProcessors()), Replays::daemon);
        try (ProgressLine line = ProgressLine.start(console, "files", files.size())) {
            List<Future<List<Judge.Judged>>> pending = files.stream().map(file -> threads.submit(() -> judge.judge(file))).toList();
            for (int i = 0; i < files.size(); i++) {
                tell(files.get(i), pending.get(i), files.size() == 1);
                line.to(i + 1, files.get(i).getFileName().toString());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "replay");
        thread.setDaemon(true);
        return thread;
    }

    private void tell(Path file, Future<List<Judge.Judged>> pending, boolean isOnlyOne) {
        try {
            for (Judge.Judged one : pending.get()) {
                judged.add(one);
                String text = one.report().text().stripTrailing();
                console.say(isOnlyOne || !one.report().isAsExpected() ? text : text.lines().findFirst().orElse(""));
                one.ruling().ifPresent(ruling -> console.say("  " + ruling));
            }
        } catch (ExecutionException e) {
            problem(reasonOf(file, e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        }
    }

    /** @throws IllegalStateException if it is not the file's fault */
    private static String reasonOf(Path file, ExecutionException e) {
        if (e.getCause() instanceof IOException problem) {
            String reason = OneLineErrors.reason(problem);
            return reason.startsWith(file.toString()) ? reason : file + ": " + reason;
        }
        if (e.getCause() instanceof RuntimeException bug) {
            throw bug;
        }
        throw new IllegalStateException(file + ": " + e.getCause(), e.getCause());
    }

    private void problem(String problem) {
        problems.add(problem);
        console.complain(problem);
    }
}
