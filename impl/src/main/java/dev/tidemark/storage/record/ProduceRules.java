package dev.tidemark.storage.record;

import java.util.Optional;

/**
 * What a topic asks of a batch that a producer sends.
 *
 * @param maxMessageBytes       of the batch ({@code max.message.bytes})
 * @param keyIsRequired         in every record, because the topic is compacted
 * @param logAppendTime         whether the broker sets the time ({@code message.timestamp.type})
 * @param timestampBeforeMaxMs  how far the producer's clock may be behind ({@code message.timestamp.before.max.ms})
 * @param timestampAfterMaxMs   and how far ahead ({@code message.timestamp.after.max.ms})
 * @param compressionType       of what is stored; empty for that of the producer ({@code compression.type})
 */
public record ProduceRules(int maxMessageBytes, boolean keyIsRequired, boolean logAppendTime, long timestampBeforeMaxMs, long timestampAfterMaxMs,
        Optional<CompressionType> compressionType) {
    /** Kafka's defaults. */
    public static final ProduceRules DEFAULT = new ProduceRules((1 << 20) + 12, false, false, Long.MAX_VALUE, 3_600_000, Optional.empty());
}
