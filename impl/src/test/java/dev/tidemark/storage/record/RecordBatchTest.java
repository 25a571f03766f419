package dev.tidemark.storage.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.DefaultRecordBatch;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xerial.snappy.Snappy;

/** What the format knows besides plain records, held against Kafka's reader and writer. */
final class RecordBatchTest {
    private static final long NOW_MS = 1_700_000_000_000L;

    @Test
    void markersAreKafkasMarkers() throws Exception {
        ByteBuffer kafka = MemoryRecords.withEndTransactionMarker(40, NOW_MS, 7, 9000L, (short) 4,
                new org.apache.kafka.common.record.internal.EndTransactionMarker(ControlRecordType.COMMIT, 21)).buffer();
        RecordBatch ours = EndTransactionMarker.commit(21).toBatch(40, 7, NOW_MS, 9000, (short) 4);
        assertThat(ours.bytes()).isEqualTo(kafka);
        assertThat(EndTransactionMarker.in(RecordBatch.parse(kafka))).contains(EndTransactionMarker.commit(21));
        assertThat(EndTransactionMarker.in(EndTransactionMarker.abort(3).toBatch(0, 0, 0, 1, (short) 0))).contains(EndTransactionMarker.abort(3));
        assertThat(ours.header().lastSequence()).isEqualTo(-1);
    }

    @Test
    void aControlRecordOfAnotherTypeIsNoMarkerAndAShortOneAnError() throws Exception {
        assertThat(EndTransactionMarker.in(controlBatch(new byte[] {0, 0, 0, 2}, new byte[0]))).isEmpty();
        assertThat(EndTransactionMarker.in(RecordBatch.build(0, 0, 0, ProducerStamp.NONE, List.of(Record.ofValue("a"))))).isEmpty();
        assertThatThrownBy(() -> EndTransactionMarker.in(controlBatch(new byte[] {0, 0, 0, 1}, new byte[] {0, 0, 0})))
                .isInstanceOf(InvalidBatchException.class).hasMessageContaining("value of 3 bytes");
    }

    private static RecordBatch controlBatch(byte[] key, byte[] value) {
        Record record = new Record(Optional.of(ByteBuffer.wrap(key)), Optional.of(ByteBuffer.wrap(value)), List.of());
        return RecordBatchBuilder.at(0, 0).control().append(0, 0, record).build();
    }

    @Test
    void aBatchKeepsItsOffsetsAndSequencesWhenRecordsAreRemoved() throws Exception {
        RecordBatch original = RecordBatch.build(100, 2, NOW_MS, new ProducerStamp(5, (short) 1, Integer.MAX_VALUE), records("a", "b", "c", "d"));
        RecordCursor cursor = new RecordCursor().over(original);
        RecordBatchBuilder builder = RecordBatchBuilder.replacing(original.header()).deleteHorizonMs(NOW_MS + 5);
        while (cursor.next()) {
            if (cursor.offset() == 101 || cursor.offset() == 102) {
                builder.append(cursor);
            }
        }
        RecordBatch compacted = RecordBatch.parse(builder.lastOffset(original.header().lastOffset()).build().bytes());
        assertThat(compacted.entries()).isEqualTo(original.entries().subList(1, 3));
        assertThat(compacted.header().lastOffset()).isEqualTo(103);
        assertThat(compacted.header().deleteHorizonMs()).isEqualTo(OptionalLong.of(NOW_MS + 5));
        assertThat(compacted.header().lastSequence()).as("after the largest sequence comes 0").isEqualTo(2);
        DefaultRecordBatch theirs = kafka(compacted);
        assertThat(theirs.deleteHorizonMs()).isEqualTo(OptionalLong.of(NOW_MS + 5));
        assertThat(theirs.lastSequence()).isEqualTo(2);
        assertThat(theirs.iterator().next().timestamp()).isEqualTo(NOW_MS);
    }

    @Test
    void anEmptiedBatchIsKafkasEmptyHeader() throws Exception {
        RecordBatch original = RecordBatchBuilder.at(100, 2).producer(new ProducerStamp(5, (short) 1, 10)).transactional()
                .compressionType(CompressionType.GZIP).append(100, NOW_MS, Record.ofValue("a")).append(101, NOW_MS + 1, Record.ofValue("b")).build();
        ByteBuffer kafka = ByteBuffer.allocate(RecordBatch.HEADER_BYTES);
        DefaultRecordBatch.writeEmptyHeader(kafka, (byte) 2, 5, (short) 1, 10, 100, 101, 2, org.apache.kafka.common.record.TimestampType.CREATE_TIME,
                NOW_MS + 1, true, false);
        RecordBatch emptied = RecordBatchBuilder.emptied(original.header());
        assertThat(emptied.bytes()).isEqualTo(kafka.rewind());
        assertThat(RecordBatch.parse(emptied.bytes()).entries()).isEmpty();
    }

    @Test
    void logAppendTimeHoldsForEveryRecord() throws Exception {
        RecordBatch batch = RecordBatchBuilder.at(0, 0).logAppendTimeMs(77).append(0, 1, Record.ofValue("a")).append(1, 500, Record.ofValue("b")).build();
        assertThat(batch.entries()).extracting(LogEntry::timestampMs).containsExactly(77L, 77L);
        assertThat(kafka(batch).maxTimestamp()).isEqualTo(77);
        kafka(batch).forEach(record -> assertThat(record.timestamp()).isEqualTo(77));
    }

    @ParameterizedTest
    @EnumSource(value = CompressionType.class, names = {"GZIP", "SNAPPY", "LZ4", "ZSTD"})
    void aBombIsRefusedAtTheBound(CompressionType type) {
        Record zeros = new Record(Optional.empty(), Optional.of(ByteBuffer.allocate(10 << 20)), List.of());
        RecordBatch batch = RecordBatchBuilder.at(0, 0).compressionType(type).append(0, 0, zeros).build();
        assertThat(batch.header().sizeInBytes()).isLessThan(1 << 20);
        assertThatThrownBy(() -> new RecordCursor(1 << 20).over(batch)).isInstanceOf(InvalidBatchException.class)
                .hasMessageContaining("more than 1048576 decompressed bytes");
    }

    @Test
    void aSnappyBlockThatPromisesGigabytesTakesNoMemory() throws Exception {
        byte[] block = {-1, -1, -1, -1, 7, 0, 0}; // the decompressed size, 2^31 - 1, as a varint
        assertThatThrownBy(() -> new SnappyBlocks(block, 0, block.length, 1 << 20).read()).isInstanceOf(IOException.class)
                .hasMessageContaining("2147483647 decompressed bytes");
    }

    @Test
    void snappyWithoutFramesIsReadToo() throws Exception {
        byte[] plain = "as librdkafka sends it".repeat(1000).getBytes();
        byte[] block = Snappy.compress(plain);
        assertThat(new SnappyBlocks(block, 0, block.length, 1 << 20).readAllBytes()).isEqualTo(plain);
        ByteArrayOutputStream framed = new ByteArrayOutputStream();
        try (OutputStream out = CompressionType.SNAPPY.compressing(framed)) {
            out.write(plain);
        }
        assertThat(new SnappyBlocks(framed.toByteArray(), 0, framed.size(), 1 << 20).readAllBytes()).isEqualTo(plain);
    }

    @Test
    void offsetsMustAscendWithinABatch() {
        RecordBatch batch = RecordBatch.build(10, 0, 0, ProducerStamp.NONE, records("a", "b"));
        batch.rawBytes().put(RecordBatch.HEADER_BYTES + 3, (byte) 2); // offset delta 1 of the first record
        assertThatThrownBy(batch::entries).isInstanceOf(InvalidBatchException.class).hasMessageContaining("offset delta 1, expected one that ascends");
    }

    @Test
    void aScannerTakesGapsOnlyWhereTheyAreAllowed() throws Exception {
        RecordBatch first = RecordBatch.build(10, 0, 0, ProducerStamp.NONE, records("a", "b"));
        RecordBatch second = RecordBatch.build(15, 0, 0, ProducerStamp.NONE, records("c"));
        ByteBuffer both = ByteBuffer.allocate(first.bytes().remaining() + second.bytes().remaining()).put(first.bytes()).put(second.bytes()).flip();
        assertThat(offsets(BatchScanner.of(both, 10))).containsExactly(10L);
        assertThat(offsets(BatchScanner.of(both, 7).allowingGaps())).containsExactly(10L, 15L);
        assertThat(offsets(BatchScanner.of(both, 11).allowingGaps())).isEmpty();
    }

    private static List<Long> offsets(BatchScanner scanner) throws IOException {
        List<Long> offsets = new ArrayList<>();
        for (Optional<BatchHeader> header = scanner.next(); header.isPresent(); header = scanner.next()) {
            offsets.add(header.get().baseOffset());
        }
        return offsets;
    }

    private static DefaultRecordBatch kafka(RecordBatch batch) {
        DefaultRecordBatch theirs = (DefaultRecordBatch) MemoryRecords.readableRecords(batch.bytes()).batches().iterator().next();
        theirs.ensureValid();
        return theirs;
    }

    private static List<Record> records(String... values) {
        return List.of(values).stream().map(value -> Record.of("key-" + value, value)).toList();
    }
}
