package dev.tidemark.storage.cleaner;

import dev.tidemark.storage.disk.StorageException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The cleaner in the real world: {@code log.cleaner.threads} threads that work, keep to the I/O limit together, and wait when there is nothing to do. */
public final class CleanerThreads implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(CleanerThreads.class.getName());

    private final List<Thread> threads = new ArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    public CleanerThreads(LogCleaner cleaner, CleanerConfig config) {
        Throttle throttle = new Throttle(config.ioMaxBytesPerSecond(), System.nanoTime());
        for (int i = 0; i < (config.isEnabled() ? config.threads() : 0); i++) {
            Thread thread = new Thread(() -> work(cleaner.newWorker(), throttle, config.backoffMs()), "log-cleaner-" + i);
            thread.setDaemon(true);
            threads.add(thread);
        }
        threads.forEach(Thread::start);
    }

    private void work(LogCleaner.Worker worker, Throttle throttle, long backoffMs) {
        try {
            long pauseNanos = 0;
            while (!closed.await(pauseNanos, TimeUnit.NANOSECONDS)) {
                boolean hasWorked = worker.step(System.currentTimeMillis());
                pauseNanos = hasWorked ? throttle.waitAfter(worker.takeBytes(), System.nanoTime()) : TimeUnit.MILLISECONDS.toNanos(backoffMs);
            }
        } catch (InterruptedException e) {
            LOG.log(Level.ERROR, "the cleaner was interrupted, and stops", e);
        } catch (StorageException e) {
            LOG.log(Level.ERROR, "the cleaner stops", e);
        }
        abandon(worker);
    }

    /** With a round that stays half done, its files would stay. */
    private static void abandon(LogCleaner.Worker worker) {
        try {
            worker.abandon();
        } catch (StorageException e) {
            LOG.log(Level.ERROR, "a round could not be given up", e);
        }
    }

    /** Returns when no thread touches a file any more. A round that was not over begins anew some day. (An interrupt would close the file that a thread is at.) */
    @Override
    public void close() {
        closed.countDown();
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
