package dev.tidemark.storage.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.pholser.junit.quickcheck.Property;
import com.pholser.junit.quickcheck.runner.JUnitQuickcheck;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.utils.BufferSupplier;
import org.apache.kafka.common.utils.PrimitiveRef;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.storage.internals.log.AppendOrigin;
import org.apache.kafka.storage.internals.log.LogValidator;
import org.apache.kafka.storage.internals.log.RecordValidationException;
import org.apache.kafka.storage.internals.log.UnifiedLog;
import org.apache.kafka.storage.log.metrics.BrokerTopicStats;
import org.junit.runner.RunWith;

/** We accept and refuse what Kafka's leader accepts and refuses, and store the bytes that it stores. */
@RunWith(JUnitQuickcheck.class)
public class ProducedBatchProperties {
    private static final long HOUR_MS = 3_600_000;
    private static final long OFFSET = 4_711;
    private static final int LEADER_EPOCH = 5;

    private final LogValidator.MetricsRecorder metrics = UnifiedLog.newValidatorMetricsRecorder(new BrokerTopicStats(false).allTopicsStats());

    @Property(trials = 1000)
    public void theVerdictAndTheBytesAreKafkas(long seed) throws Exception {
        Random random = new Random(seed);
        RecordBatch sent = sentBatch(random);
        ProduceRules rules = new ProduceRules(1 << 20, random.nextInt(4) == 0, random.nextInt(4) == 0, HOUR_MS, HOUR_MS,
                random.nextInt(4) == 0 ? Optional.of(codec(random)) : Optional.empty());
        Optional<LogValidator.ValidationResult> kafka = kafka(copyOf(sent), rules);
        Optional<RecordBatch> ours = ours(copyOf(sent), rules, kafka.map(LogValidator.ValidationResult::logAppendTimeMs).orElseGet(System::currentTimeMillis));
        if (sent.header().hasLogAppendTime()) {
            assertThat(ours).as("a producer has no say in log append time").isEmpty();
            return;
        }
        assertThat(ours.isPresent()).as("%s under %s accepted", sent.header(), rules).isEqualTo(kafka.isPresent());
        if (ours.isPresent()) {
            RecordBatch theirs = RecordBatch.parse(kafka.get().validatedRecords().buffer());
            assertThat(ours.get().flaw()).isEmpty();
            assertThat(ours.get().entries()).isEqualTo(theirs.entries());
            if (theirs.header().compressionType() == sent.header().compressionType()) {
                assertThat(ours.get().bytes()).isEqualTo(theirs.bytes());
            }
        }
    }

    private static RecordBatch sentBatch(Random random) {
        int defect = random.nextInt(12);
        long nowMs = System.currentTimeMillis();
        RecordBatchBuilder builder = RecordBatchBuilder.at(0, -1).compressionType(codec(random));
        if (random.nextBoolean()) {
            builder.producer(new ProducerStamp(9, (short) 0, defect == 1 ? -1 : 3));
        }
        if (defect == 2) {
            builder.control();
        }
        int count = 1 + random.nextInt(5);
        for (int i = 0; i < count; i++) {
            long timestampMs = defect == 3 ? nowMs - 2 * HOUR_MS : defect == 4 ? nowMs + 2 * HOUR_MS : defect == 5 ? -1 : nowMs + random.nextInt(1000);
            Record record = Record.of("key", "value " + i);
            builder.append(i, timestampMs, random.nextInt(10) == 0 ? new Record(Optional.empty(), record.value(), List.of()) : record);
        }
        if (defect == 6) {
            builder.lastOffset(count);
        }
        ByteBuffer bytes = (defect == 7 ? builder.logAppendTimeMs(nowMs) : builder).build().rawBytes();
        if (defect == 8) {
            bytes.putLong(RecordBatch.MAX_TIMESTAMP_AT, nowMs - HOUR_MS);
        }
        if (defect == 9) {
            bytes.putInt(RecordBatch.COUNT_AT, random.nextInt(count));
        }
        if (defect != 10) {
            bytes.putInt(RecordBatch.CRC_AT, RecordBatch.crcOf(bytes, 0, bytes.remaining()));
        } else {
            bytes.put(bytes.limit() - 1, (byte) (bytes.get(bytes.limit() - 1) + 1));
        }
        return RecordBatch.view(bytes, 0, BatchHeader.read(bytes, 0));
    }

    private Optional<LogValidator.ValidationResult> kafka(ByteBuffer bytes, ProduceRules rules) {
        MemoryRecords records = MemoryRecords.readableRecords(bytes);
        org.apache.kafka.common.record.internal.CompressionType source = records.batches().iterator().next().compressionType();
        Compression target = Compression.of(rules.compressionType().map(type -> type.name().toLowerCase(Locale.ROOT)).orElse(source.name)).build();
        try {
            records.batches().iterator().next().ensureValid(); // as UnifiedLog does before
            return Optional.of(new LogValidator(records, new TopicPartition("orders", 0), Time.SYSTEM, source, target, rules.keyIsRequired(), (byte) 2,
                    rules.logAppendTime() ? TimestampType.LOG_APPEND_TIME : TimestampType.CREATE_TIME, HOUR_MS, HOUR_MS, LEADER_EPOCH,
                    AppendOrigin.CLIENT).validateMessagesAndAssignOffsets(PrimitiveRef.ofLong(OFFSET), metrics, BufferSupplier.NO_CACHING));
        } catch (InvalidRecordException | RecordValidationException | CorruptRecordException | InvalidTimestampException e) {
            return Optional.empty();
        }
    }

    private static Optional<RecordBatch> ours(ByteBuffer bytes, ProduceRules rules, long nowMs) {
        try {
            return Optional.of(new ProducedBatch(rules).place(bytes, OFFSET, LEADER_EPOCH, nowMs));
        } catch (InvalidBatchException e) {
            return Optional.empty();
        }
    }

    private static CompressionType codec(Random random) {
        return CompressionType.values()[random.nextInt(CompressionType.values().length)];
    }

    private static ByteBuffer copyOf(RecordBatch batch) {
        return ByteBuffer.allocate(batch.bytes().remaining()).put(batch.bytes()).flip();
    }
}
