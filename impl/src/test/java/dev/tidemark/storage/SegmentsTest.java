package dev.tidemark.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.simulation.MemoryDisk;
import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.storage.record.ProducerStamp;
import dev.tidemark.storage.record.Record;
import dev.tidemark.storage.record.RecordBatch;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import org.junit.jupiter.api.Test;

final class SegmentsTest {
    private static final String DIRECTORY = "prices-0";
    private static final LogConfig CONFIG = LogConfig.DEFAULT;
    private static final long END = 4;

    /** Looks after each change, as a reader may who does not wait. */
    private static final class Watched extends ConcurrentSkipListMap<Long, Segment> {
        private static final long serialVersionUID = 1L;
        private transient Runnable look = () -> { };

        @Override
        public Segment put(Long baseOffset, Segment segment) {
            Segment before = super.put(baseOffset, segment);
            look.run();
            return before;
        }

        @Override
        public boolean remove(Object baseOffset, Object segment) {
            boolean isRemoved = super.remove(baseOffset, segment);
            look.run();
            return isRemoved;
        }
    }

    /** Two segments with two records each become three: at no time is a reader sent behind a record. */
    @Test
    void readersFindEveryRecordWhileSeveralSegmentsTakeThePlaceOfOthers() throws Exception {
        Disk disk = new MemoryDisk();
        disk.createDirectories(DIRECTORY);
        Watched map = new Watched();
        for (long base : List.of(0L, 2L, END)) {
            map.put(base, Segment.create(disk, DIRECTORY, base, CONFIG));
        }
        fill(map.get(0L), 0, 1);
        fill(map.get(2L), 2, 3);
        Segments segments = new Segments(disk, DIRECTORY, CONFIG, map);
        List<Segment> old = List.of(map.get(0L), map.get(2L));
        List<Segment> cleaned = List.of(segments.createCleaned(0), segments.createCleaned(1), segments.createCleaned(3));
        fill(cleaned.get(0), 0);
        fill(cleaned.get(1), 1, 2);
        fill(cleaned.get(2), 3);
        map.look = () -> expectEveryRecord(segments);
        segments.replace(cleaned, old, 0);
        assertThat(map.keySet()).containsExactly(0L, 1L, 3L, END);
    }

    private static void fill(Segment segment, long... offsets) throws StorageException {
        for (long offset : offsets) {
            segment.append(RecordBatch.build(offset, 0, 0, ProducerStamp.NONE, List.of(Record.of("k" + offset, "v"))));
        }
    }

    private static void expectEveryRecord(Segments segments) {
        for (long offset = 0; offset < END; offset++) {
            try {
                LogSlice slice = segments.with(offset, END).orElseThrow().read(offset, 1, END);
                assertThat(slice.startOffset()).as("what a reader finds who comes to %d", offset).isEqualTo(offset);
                assertThat(slice.isEmpty()).isFalse();
            } catch (StorageException e) {
                throw new AssertionError(e);
            }
        }
    }
}
