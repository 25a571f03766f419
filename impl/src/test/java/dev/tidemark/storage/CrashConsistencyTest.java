package dev.tidemark.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.simulation.EveryOutcome;
import dev.tidemark.storage.CrashedLog.Step;
import dev.tidemark.storage.disk.StorageException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The power fails after every single system call of a short life, and leaves everything that the disk allows: what was flushed is there, nothing
 * is invented, and the log can be lived with. After ALICE (Pillai et al., OSDI 2014).
 */
final class CrashConsistencyTest {
    private static final int MOST_OUTCOMES = 400;
    private static final LogConfig CONFIG = LogConfig.DEFAULT.with(LogConfig.SEGMENT_BYTES, 230).with(LogConfig.INDEX_INTERVAL_BYTES, 60)
            .with(LogConfig.RETENTION_BYTES, 300);

    private static final Map<String, List<Step>> LIVES = new TreeMap<>(Map.of(
            "append, roll, flush", List.of(log -> log.append(2), log -> log.append(1), CrashedLog::flush, log -> log.append(2), CrashedLog::checkpoint,
                    log -> log.append(1), CrashedLog::roll, log -> log.append(1), CrashedLog::tick, CrashedLog::checkpoint, log -> log.append(1)),
            "truncate", List.of(log -> log.append(2), log -> log.append(2), log -> log.append(2), log -> log.append(2), CrashedLog::flush,
                    CrashedLog::checkpoint, log -> log.truncateTo(2), log -> log.append(3), CrashedLog::flush, log -> log.append(1), log -> log.truncateTo(5)),
            "retain", List.of(log -> log.append(3), log -> log.append(3), log -> log.append(3), log -> log.append(1), CrashedLog::flush, CrashedLog::commitAll,
                    CrashedLog::checkpoint, log -> log.deleteRecords(4), CrashedLog::checkpoint, CrashedLog::deleteOldSegments, log -> log.append(2),
                    CrashedLog::checkpoint, CrashedLog::deleteFiles),
            "deleteRecords beyond what is flushed", List.of(log -> log.append(2), CrashedLog::commitAll, log -> log.deleteRecords(2),
                    CrashedLog::checkpoint, log -> log.append(1), CrashedLog::roll, log -> log.append(1)),
            "restart in peace", List.of(log -> log.append(2), CrashedLog::roll, log -> log.append(2), CrashedLog::restartInPeace, log -> log.append(2),
                    CrashedLog::roll, log -> log.append(1))));

    @ParameterizedTest
    @ValueSource(strings = {"append, roll, flush", "truncate", "retain", "deleteRecords beyond what is flushed", "restart in peace"})
    void whatWasFlushedSurvivesAPowerLossAfterAnySystemCall(String name) throws StorageException {
        int outcomes = 0;
        int bounded = 0;
        long calls = 0;
        for (boolean ended = true; ended; calls++) {
            EveryOutcome outcome = new EveryOutcome();
            int here = 0;
            do {
                ended = crash(name, calls, outcome);
                here++;
            } while (here < MOST_OUTCOMES && outcome.next());
            bounded += here == MOST_OUTCOMES ? 1 : 0;
            outcomes += here;
        }
        System.out.printf("%s: power lost after each of %d system calls, %d outcomes; bounded to %d after %d of them%n", name, calls, outcomes,
                MOST_OUTCOMES, bounded);
        assertThat(outcomes).as("outcomes").isGreaterThan(100);
    }

    private static boolean crash(String name, long calls, EveryOutcome outcome) throws StorageException {
        CrashedLog log = new CrashedLog(CONFIG);
        boolean ended = log.live(LIVES.get(name), calls);
        log.losePower(outcome);
        try {
            log.recover();
            log.liveOnAndCrashAgain();
        } catch (StorageException | AssertionError | RuntimeException e) {
            throw new AssertionError(name + ": power lost after " + calls + " system calls, " + outcome + ": " + e.getMessage(), e);
        }
        return ended;
    }
}
