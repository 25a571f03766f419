package dev.tidemark.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.RealDisk;
import dev.tidemark.storage.producer.AbortedTransaction;
import dev.tidemark.storage.producer.LogProducers;
import dev.tidemark.storage.record.EndTransactionMarker;
import dev.tidemark.storage.record.ProducerStamp;
import dev.tidemark.storage.record.Record;
import dev.tidemark.storage.record.RecordBatch;
import dev.tidemark.storage.record.RecordBatchBuilder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three segments, each with an aborted transaction in two batches; the first two become one, and a marker goes with them. */
final class CleanedTransactionIndexTest {
    private static final AbortedTransaction FIRST = new AbortedTransaction(7, 0, 1, 2);
    private static final AbortedTransaction SECOND = new AbortedTransaction(7, 2, 3, 4);
    private static final AbortedTransaction THIRD = new AbortedTransaction(7, 4, 5, 6);

    @TempDir
    Path root;

    private Disk disk;

    @BeforeEach
    void threeSegments() throws IOException {
        disk = RealDisk.at(root);
        for (int base = 0; base < 6; base += 2) {
            write(base, data(base), abort(base + 1));
        }
    }

    @Test
    void entriesGoWithTheirMarkers() throws Exception {
        try (LogProducers producers = load(List.of(0L, 2L, 4L))) {
            assertThat(producers.abortedTransactions(0, 6)).containsExactly(FIRST, SECOND, THIRD);
            clean();
            producers.replaceSegments(List.of(0L, 2L), List.of(0L));
            assertThat(producers.abortedTransactions(0, 6)).containsExactly(SECOND, THIRD);
        }
        assertThat(root.resolve("00000000000000000000.txnindex")).hasSize(34);
        try (LogProducers producers = load(List.of(0L, 4L))) {
            assertThat(producers.abortedTransactions(0, 6)).containsExactly(SECOND, THIRD);
        }
    }

    @Test
    void aCrashBeforeTheIndexIsWrittenLeavesOneToBeRebuilt() throws Exception {
        load(List.of(0L, 2L, 4L)).close();
        clean();
        try (LogProducers producers = load(List.of(0L, 4L))) {
            assertThat(producers.abortedTransactions(0, 6)).containsExactly(SECOND, THIRD);
        }
    }

    /** As the cleaner would leave it, had it come to the marker of the first transaction but not yet to the second transaction. */
    private void clean() throws IOException {
        for (String name : List.of("00000000000000000000.txnindex", "00000000000000000002.txnindex", "00000000000000000002.log")) {
            Files.delete(root.resolve(name));
        }
        write(0, RecordBatchBuilder.emptied(abort(1).header()), data(2), abort(3));
    }

    private LogProducers load(List<Long> segments) throws IOException {
        return LogProducers.load(disk, "", segments, 6, 6, Long.MAX_VALUE);
    }

    private void write(long base, RecordBatch... batches) throws IOException {
        try (OutputStream log = Files.newOutputStream(root.resolve(SegmentName.of(base, SegmentName.LOG)))) {
            for (RecordBatch batch : batches) {
                ByteBuffer bytes = batch.rawBytes();
                log.write(bytes.array(), bytes.arrayOffset(), bytes.remaining());
            }
        }
    }

    private static RecordBatch data(long offset) {
        return RecordBatchBuilder.at(offset, 0).producer(new ProducerStamp(7, (short) 0, (int) offset)).transactional()
                .append(offset, 0, Record.ofValue("v")).build();
    }

    private static RecordBatch abort(long offset) {
        return EndTransactionMarker.abort(1).toBatch(offset, 0, 0, 7, (short) 0);
    }
}
