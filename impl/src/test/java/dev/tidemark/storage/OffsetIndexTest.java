package dev.tidemark.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.storage.disk.RealDisk;
import dev.tidemark.storage.record.Record;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OffsetIndexTest {
    @TempDir
    Path root;

    /** As in Kafka's LogSegment: strictly more than the interval. */
    @Test
    void entryIsAddedOnceMoreThanTheIntervalLiesBehindTheLast() throws Exception {
        OffsetIndex index = OffsetIndex.load(RealDisk.at(root).create("i.index"), 100);
        index.maybeAppend(104, 4096, 4096);
        assertThat(index.count()).isZero();
        index.maybeAppend(105, 4097, 4096);
        index.maybeAppend(106, 8193, 4096);
        index.maybeAppend(107, 8194, 4096);
        assertThat(List.of(index.entry(0), index.entry(1))).containsExactly(new IndexEntry(105, 4097), new IndexEntry(107, 8194));
        assertThat(index.lastBelow(105)).isEmpty();
        assertThat(index.lastBelow(107)).contains(new IndexEntry(105, 4097));
        assertThat(index.lastBelow(108)).contains(new IndexEntry(107, 8194));
    }

    /** Who reads from the base offset on would skip what lies in front of it. */
    @Test
    void anEntryAtTheBaseOffsetCannotBeRight() throws Exception {
        OffsetIndex index = OffsetIndex.load(RealDisk.at(root).create("i.index"), 100);
        index.maybeAppend(100, 4097, 4096);
        assertThat(index.flaw(10_000)).isPresent();
    }

    /** As Kafka's look-up: an entry that names the offset itself spares the batches in front of it. */
    @Test
    void aReadBeginsAtTheLastEntryUpToItsOffset() throws Exception {
        OffsetIndex index = OffsetIndex.load(RealDisk.at(root).create("i.index"), 100);
        index.maybeAppend(105, 4097, 4096);
        index.maybeAppend(107, 8194, 4096);
        assertThat(List.of(104, 105, 106, 107, 108)).extracting(index::startFor).containsExactly(0L, 4097L, 4097L, 8194L, 8194L);
    }

    @Test
    void flushBringsTheEntriesIntoTheFile() throws Exception {
        try (PartitionLog log = PartitionLog.open(RealDisk.at(root), "orders-0", LogConfig.DEFAULT.with(LogConfig.SEGMENT_BYTES, 1 << 20).with(LogConfig.INDEX_INTERVAL_BYTES, 100), 0)) {
            for (int i = 0; i < 5; i++) {
                log.append(List.of(Record.ofValue("value")), 0, i);
            }
            log.flush();
            assertThat(Files.size(root.resolve("orders-0/00000000000000000000.index"))).isEqualTo(2 * OffsetIndex.ENTRY_BYTES);
        }
    }
}
