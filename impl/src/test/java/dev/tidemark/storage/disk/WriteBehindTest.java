package dev.tidemark.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class WriteBehindTest {
    /** PostgreSQL lost data by this in 2018: the second fsync succeeds, and the page is gone. */
    @Test
    void aFailureIsToldWhoeverAsksHoweverOftenAndIsNotTriedAgain() {
        AtomicInteger forces = new AtomicInteger();
        WriteBehind behind = new WriteBehind(() -> {
            if (forces.incrementAndGet() == 1) {
                throw new IOException("lost a page");
            }
        });
        for (int i = 0; i < 3; i++) {
            behind.start();
            assertThatThrownBy(behind::join).isInstanceOf(IOException.class).hasStackTraceContaining("lost a page");
        }
        assertThat(forces).hasValue(1);
    }

    @Test
    void oneGoesOnAtATimeAndWhoeverJoinsWaitsForIt() throws Exception {
        CountDownLatch mayEnd = new CountDownLatch(1);
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();
        WriteBehind behind = new WriteBehind(() -> {
            begun.incrementAndGet();
            awaitQuietly(mayEnd);
            ended.incrementAndGet();
        });
        behind.join(); // nothing to wait for
        behind.start();
        behind.start();
        mayEnd.countDown();
        behind.join();
        assertThat(begun).hasValue(1);
        assertThat(ended).hasValue(1);
        behind.start();
        behind.join();
        assertThat(ended).hasValue(2);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
