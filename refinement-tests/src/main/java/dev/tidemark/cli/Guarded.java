package dev.tidemark.cli;

/**
 * A resource that is closed when the block ends, and also when the user ends the process before.
 *
 * @param <T> its type
 */
final class Guarded<T extends AutoCloseable> implements AutoCloseable {
    private static final int ATTEMPTS = 5;

    private final T resource;
    private final Thread hook;

    private Guarded(T resource, Thread hook) {
        this.resource = resource;
        this.hook = hook;
    }

    static <T extends AutoCloseable> Guarded<T> of(Console console, T resource) {
        Thread hook = new Thread(() -> closeWhileEnding(console, resource), "clean-up");
        Runtime.getRuntime().addShutdownHook(hook);
        return new Guarded<>(resource, hook);
    }

    T get() {
        return resource;
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // The process is ending: the hook closes it.
        }
        close(resource);
    }

    /** What uses the resource is still running, and may put something there while it is being cleared away: then once more. */
    private static void closeWhileEnding(Console console, AutoCloseable resource) {
        console.silence();
        for (int i = 0; i < ATTEMPTS; i++) {
            try {
                close(resource);
                return;
            } catch (RuntimeException e) {
                Thread.onSpinWait();
            }
        }
    }

    private static void close(AutoCloseable resource) {
        try {
            resource.close();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("closing " + resource + " failed", e);
        }
    }
}
