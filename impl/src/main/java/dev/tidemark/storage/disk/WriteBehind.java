package dev.tidemark.storage.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Forces one file to the platter beside whoever writes to it. What fails there has failed for good: the system tells of a page that it lost once
 * only, and a force that comes after it succeeds.
 */
final class WriteBehind {
    private static final ExecutorService THREADS = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "write-behind");
        thread.setDaemon(true);
        return thread;
    });

    private final Force force;
    private CompletableFuture<Void> latest = CompletableFuture.completedFuture(null);

    interface Force {
        void run() throws IOException;
    }

    WriteBehind(Force force) {
        this.force = force;
    }

    /** Begins, unless the last one is not over yet, or has failed. */
    void start() {
        if (latest.isDone() && !latest.isCompletedExceptionally()) {
            latest = CompletableFuture.runAsync(this::run, THREADS);
        }
    }

    private void run() {
        try {
            force.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until nothing is going on. */
    void join() throws IOException {
        try {
            latest.join();
        } catch (CompletionException e) {
            throw new IOException("what was written behind: " + e.getCause().getMessage(), e.getCause());
        }
    }
}
