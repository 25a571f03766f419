package dev.tidemark.cli;

import java.time.Duration;
import java.util.Locale;

/** Numbers in sentences. */
final class Amount {
    private static final double NANOS = 1e9;

    private Amount() { }

    /** {@code 1 file}, {@code 1,200 files}. */
    static String of(long count, String noun) {
        return String.format(Locale.ROOT, "%,d %s%s", count, noun, count == 1 ? "" : "s");
    }

    /** {@code 3.1 s}. */
    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toNanos() / NANOS);
    }

    /** {@code 4,500 events/s}. */
    static String rate(long count, String noun, Duration duration) {
        return String.format(Locale.ROOT, "%,.0f %ss/s", duration.isZero() ? 0 : count * NANOS / duration.toNanos(), noun);
    }
}
