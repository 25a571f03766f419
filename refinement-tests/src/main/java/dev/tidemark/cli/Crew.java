package dev.tidemark.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Threads that share work, and that end with the process whatever they are doing. */
final class Crew implements AutoCloseable {
    private final ExecutorService executor;

    Crew(String name, int threads) {
        this.executor = Executors.newFixedThreadPool(threads, work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    <T> Future<T> begin(Callable<T> work) {
        return executor.submit(work);
    }

    /**
     * The result of some work, when it is there; or what the work has thrown.
     *
     * @throws CancellationException if this thread is interrupted while it waits
     */
    static <T> T await(Future<T> work) throws IOException {
        try {
            return work.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            if (e.getCause() instanceof CancellationException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        }
    }

    /** Work that has not begun never will. */
    @Override
    public void close() {
        executor.shutdownNow();
    }
}
