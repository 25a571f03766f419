package dev.tidemark.storage.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.pholser.junit.quickcheck.From;
import com.pholser.junit.quickcheck.Property;
import com.pholser.junit.quickcheck.When;
import com.pholser.junit.quickcheck.generator.GenerationStatus;
import com.pholser.junit.quickcheck.generator.Generator;
import com.pholser.junit.quickcheck.random.SourceOfRandomness;
import com.pholser.junit.quickcheck.runner.JUnitQuickcheck;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.StreamSupport;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.DefaultRecordBatch;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MemoryRecordsBuilder;
import org.junit.runner.RunWith;

/** Our batches are Kafka's batches: each side reads what the other wrote, whatever the codec. */
@RunWith(JUnitQuickcheck.class)
public class RecordBatchProperties {
    private static final ProducerStamp PRODUCER = new ProducerStamp(4_000_000_000L, (short) 3, 17);

    @Property(trials = 300)
    public void kafkaReadsWhatWeWrite(@From(Records.class) @When(seed = 1) Batch batch) throws Exception {
        RecordBatch ours = ourBatch(batch);
        DefaultRecordBatch theirs = (DefaultRecordBatch) MemoryRecords.readableRecords(ours.bytes()).batches().iterator().next();
        theirs.ensureValid();
        assertThat(theirs.compressionType().id).isEqualTo((byte) batch.compressionType.ordinal());
        assertThat(theirs.sizeInBytes()).isEqualTo(ours.header().sizeInBytes());
        assertThat(theirs.baseOffset()).isEqualTo(batch.baseOffset);
        assertThat(theirs.lastSequence()).isEqualTo(ours.header().lastSequence());
        assertThat(theirs.partitionLeaderEpoch()).isEqualTo(batch.leaderEpoch);
        assertThat(theirs.producerId()).isEqualTo(PRODUCER.producerId());
        assertThat(StreamSupport.stream(theirs.spliterator(), false).map(RecordBatchProperties::entryOf).toList()).isEqualTo(
                withEpoch(ours.entries(), 0));
    }

    @Property(trials = 300)
    public void weReadWhatKafkaWritesAndWriteTheSameRecords(@From(Records.class) @When(seed = 1) Batch batch) throws Exception {
        ByteBuffer theirs = kafkaBytes(batch, 0);
        RecordBatch read = RecordBatch.parse(theirs);
        assertThat(read.entries().stream().map(LogEntry::record).toList()).isEqualTo(batch.records);
        assertThat(read.header().producer()).isEqualTo(PRODUCER);
        if (batch.compressionType == CompressionType.NONE || batch.compressionType == CompressionType.SNAPPY) {
            assertThat(ourBatch(batch).bytes()).as("the same bytes, where a codec leaves no choice").isEqualTo(theirs);
        }
    }

    @Property(trials = 100)
    public void aBatchRewrittenFromACursorIsTheSame(@From(Records.class) @When(seed = 1) Batch batch) throws Exception {
        RecordBatch original = RecordBatch.parse(kafkaBytes(batch, 3));
        RecordBatchBuilder builder = RecordBatchBuilder.replacing(original.header());
        for (RecordCursor cursor = new RecordCursor().over(original); cursor.next();) {
            builder.append(cursor);
        }
        RecordBatch copy = builder.lastOffset(original.header().lastOffset()).build();
        assertThat(copy.entries()).isEqualTo(original.entries());
        if (batch.compressionType == CompressionType.NONE) {
            assertThat(copy.bytes()).isEqualTo(original.bytes());
        }
    }

    @Property(trials = 100)
    public void timestampsOfEachRecordAreRead(@From(Records.class) @When(seed = 1) Batch batch) throws Exception {
        List<LogEntry> entries = RecordBatch.parse(kafkaBytes(batch, -777)).entries();
        for (int i = 0; i < entries.size(); i++) {
            assertThat(entries.get(i)).isEqualTo(
                    new LogEntry(batch.baseOffset + i, batch.leaderEpoch, batch.timestampMs - 777L * i, batch.records.get(i)));
        }
    }

    @Property(trials = 100)
    public void stampingKeepsTheCrc(@From(Records.class) @When(seed = 1) Batch batch) throws Exception {
        Batch elsewhere = new Batch(0, -1, batch.timestampMs, batch.compressionType, batch.records);
        RecordBatch stamped = ourBatch(elsewhere).stamp(batch.baseOffset, batch.leaderEpoch);
        assertThat(stamped.flaw()).isEmpty();
        assertThat(stamped.bytes()).isEqualTo(ourBatch(batch).bytes());
    }

    @Property(trials = 300)
    public void everyFlippedBitBehindTheCrcIsFound(@From(Records.class) @When(seed = 1) Batch batch, @When(seed = 2) int where) {
        ByteBuffer bytes = ourBatch(batch).rawBytes();
        int bit = Math.floorMod(where, (bytes.remaining() - RecordBatch.MAGIC_AT) * 8);
        int at = RecordBatch.MAGIC_AT + bit / 8;
        bytes.put(at, (byte) (bytes.get(at) ^ 1 << bit % 8));
        assertThatThrownBy(() -> RecordBatch.parse(bytes)).isInstanceOf(InvalidBatchException.class);
    }

    /** A CRC says nothing of who made the bytes. */
    @Property(trials = 500)
    public void aDamagedBodyUnderAGoodCrcIsRefusedOrReadAndTakesNoMemory(@From(Records.class) @When(seed = 1) Batch batch, @When(seed = 2) long seed) {
        Random random = new Random(seed);
        ByteBuffer bytes = ourBatch(batch).rawBytes();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            bytes.put(RecordBatch.HEADER_BYTES + random.nextInt(bytes.remaining() - RecordBatch.HEADER_BYTES), (byte) random.nextInt());
        }
        bytes.putInt(RecordBatch.CRC_AT, RecordBatch.crcOf(bytes, 0, bytes.remaining()));
        try {
            assertThat(RecordBatch.parse(bytes).entries()).hasSize(batch.records.size());
        } catch (InvalidBatchException e) {
            assertThat(e).hasMessageContaining("found").hasMessageContaining("expected");
        }
    }

    private static RecordBatch ourBatch(Batch batch) {
        RecordBatchBuilder builder = RecordBatchBuilder.at(batch.baseOffset, batch.leaderEpoch).producer(PRODUCER).compressionType(batch.compressionType);
        for (int i = 0; i < batch.records.size(); i++) {
            builder.append(batch.baseOffset + i, batch.timestampMs, batch.records.get(i));
        }
        return builder.build();
    }

    private static ByteBuffer kafkaBytes(Batch batch, int timestampStep) {
        Compression compression = Compression.of(batch.compressionType.name().toLowerCase(Locale.ROOT)).build();
        MemoryRecordsBuilder builder = MemoryRecords.builder(ByteBuffer.allocate(1 << 16), (byte) 2, compression, TimestampType.CREATE_TIME,
                batch.baseOffset, -1, PRODUCER.producerId(), PRODUCER.producerEpoch(), PRODUCER.baseSequence(), false, batch.leaderEpoch);
        for (int i = 0; i < batch.records.size(); i++) {
            Record record = batch.records.get(i);
            builder.append(batch.timestampMs + (long) i * timestampStep, array(record.key()), array(record.value()), record.headers().stream()
                    .map(header -> new RecordHeader(header.key(), array(header.value()))).toArray(RecordHeader[]::new));
        }
        return builder.build().buffer();
    }

    private static LogEntry entryOf(org.apache.kafka.common.record.internal.Record record) {
        List<Header> headers = new ArrayList<>();
        for (org.apache.kafka.common.header.Header header : record.headers()) {
            headers.add(new Header(header.key(), Optional.ofNullable(header.value()).map(ByteBuffer::wrap)));
        }
        return new LogEntry(record.offset(), 0, record.timestamp(),
                new Record(Optional.ofNullable(record.key()), Optional.ofNullable(record.value()), headers));
    }

    private static List<LogEntry> withEpoch(List<LogEntry> entries, int epoch) {
        return entries.stream().map(entry -> new LogEntry(entry.offset(), epoch, entry.timestampMs(), entry.record())).toList();
    }

    /** Kafka's builder wants null for an absent field. */
    private static byte[] array(Optional<ByteBuffer> bytes) {
        if (bytes.isEmpty()) {
            return null;
        }
        byte[] array = new byte[bytes.get().remaining()];
        bytes.get().get(array);
        return array;
    }

    /** What a batch is built from. */
    public record Batch(long baseOffset, int leaderEpoch, long timestampMs, CompressionType compressionType, List<Record> records) {}

    /** Batches of one to twenty records in each codec, with absent and empty fields among them, at times too large for a codec's block. */
    public static final class Records extends Generator<Batch> {
        public Records() {
            super(Batch.class);
        }

        @Override
        public Batch generate(SourceOfRandomness random, GenerationStatus status) {
            List<Record> records = new ArrayList<>();
            for (int count = random.nextInt(1, 20); count > 0; count--) {
                List<Header> headers = new ArrayList<>();
                for (int i = random.nextInt(0, 3); i > 0; i--) {
                    headers.add(new Header("é" + random.nextInt(0, 9), bytes(random, 10)));
                }
                records.add(new Record(bytes(random, 5), bytes(random, random.nextInt(0, 9) == 0 ? 200_000 : 300), headers));
            }
            CompressionType compressionType = random.choose(CompressionType.values());
            return new Batch(random.nextLong(0, Long.MAX_VALUE / 2), random.nextInt(0, Integer.MAX_VALUE), random.nextLong(0, 1L << 45),
                    compressionType, records);
        }

        private static Optional<ByteBuffer> bytes(SourceOfRandomness random, int max) {
            return random.nextInt(0, 4) == 0 ? Optional.empty() : Optional.of(ByteBuffer.wrap(random.nextBytes(random.nextInt(0, max))));
        }
    }
}
