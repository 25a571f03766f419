package dev.tidemark.storage.cleaner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.storage.record.InvalidBatchException;
import dev.tidemark.storage.record.ProducerStamp;
import dev.tidemark.storage.record.Record;
import dev.tidemark.storage.record.RecordBatch;
import dev.tidemark.storage.record.RecordCursor;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OffsetMapTest {
    private static final int KEYS = 1_000;

    private final OffsetMap map = new OffsetMap(KeyHash.drawnFrom(new Random(1)), 1 << 16, 0.9);

    @Test
    void theNewestOffsetOfEachKeyIsFound() throws Exception {
        putAll(0);
        putAll(KEYS);
        assertThat(found()).isEqualTo(IntStream.range(KEYS, 2 * KEYS).mapToObj(Long::valueOf).toList());
        assertThat(map.size()).isEqualTo(KEYS);
    }

    /** A small round uses a part of the memory: what a large one left in the rest must not come back. */
    @Test
    void everythingIsForgottenWhateverTheSizeOfTheNextRound() throws Exception {
        for (int maxKeys : List.of(KEYS, 1, KEYS / 10, KEYS, 1_000_000)) {
            putAll(0);
            map.clearFor(maxKeys);
            assertThat(found()).as("cleared for %d keys", maxKeys).containsOnly(OffsetMap.NOT_FOUND);
            map.clearFor(KEYS);
            assertThat(found()).as("cleared for %d keys, then for all", maxKeys).containsOnly(OffsetMap.NOT_FOUND);
        }
    }

    @Test
    void thereIsRoomForAsManyKeysAsItIsClearedFor() throws Exception {
        map.clearFor(KEYS);
        assertThat(map.capacity()).isBetween(KEYS, 2 * KEYS);
        map.clearFor(1);
        assertThat(map.capacity()).isBetween(1, 3);
    }

    private void putAll(long fromOffset) throws InvalidBatchException {
        map.take(keys());
        for (int i = 0; i < KEYS; i++) {
            map.put(i, fromOffset + i);
        }
    }

    private List<Long> found() throws InvalidBatchException {
        map.take(keys());
        return IntStream.range(0, KEYS).mapToObj(map::get).toList();
    }

    private static RecordCursor keys() throws InvalidBatchException {
        List<Record> records = IntStream.range(0, KEYS).mapToObj(i -> Record.of("key" + i, "")).toList();
        return new RecordCursor().over(RecordBatch.build(0, 0, 0, ProducerStamp.NONE, records));
    }
}
