package dev.tidemark.storage.cleaner;

import dev.tidemark.storage.disk.StorageException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;

/** The cleaner in the real world: {@code log.cleaner.threads} threads that work, keep to the I/O limit, and wait when there is nothing to do. */
public final class CleanerThreads implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(CleanerThreads.class.getName());

    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean isClosed;

    public CleanerThreads(LogCleaner cleaner, CleanerConfig config) {
        // A step reads and writes up to twice its size.
        long stepMs = (long) Math.min(2.0 * LogCleaner.STEP_BYTES * config.threads() * 1000 / config.ioMaxBytesPerSecond(), Integer.MAX_VALUE);
        for (int i = 0; i < config.threads(); i++) {
            Thread thread = new Thread(() -> work(cleaner.newWorker(), stepMs, config.backoffMs()), "log-cleaner-" + i);
            thread.setDaemon(true);
            threads.add(thread);
        }
        threads.forEach(Thread::start);
    }

    private void work(LogCleaner.Worker worker, long stepMs, long backoffMs) {
        while (!isClosed) {
            try {
                long startMs = System.currentTimeMillis();
                boolean hasWorked = worker.step(startMs);
                Thread.sleep(hasWorked ? Math.max(0, stepMs - (System.currentTimeMillis() - startMs)) : backoffMs);
            } catch (InterruptedException e) {
                return;
            } catch (StorageException e) {
                LOG.log(Level.ERROR, "the cleaner stops", e);
                return;
            }
        }
    }

    /** Returns when no thread touches a file any more. A round that was not over begins anew some day. */
    @Override
    public void close() {
        isClosed = true;
        threads.forEach(Thread::interrupt);
        boolean isInterrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    isInterrupted = true;
                }
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
