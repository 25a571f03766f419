package dev.tidemark.core.producer;

import static org.assertj.core.api.Assertions.assertThat;

import com.pholser.junit.quickcheck.Property;
import com.pholser.junit.quickcheck.generator.InRange;
import com.pholser.junit.quickcheck.runner.JUnitQuickcheck;
import java.nio.ByteBuffer;
import java.util.Random;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.utils.Utils;
import org.junit.runner.RunWith;

/** A key goes where Kafka's clients send it. */
@RunWith(JUnitQuickcheck.class)
public final class PartitionerProperties {
    @Property(trials = 2_000)
    public void aKeyHasKafkasHashAndPartition(@InRange(minInt = 0, maxInt = 70) int length, long seed, @InRange(minInt = 1, maxInt = 1_000) int partitions) {
        byte[] key = new byte[length];
        new Random(seed).nextBytes(key);
        assertThat(Murmur2.hash(ByteBuffer.wrap(key))).as("hash of %d bytes", length).isEqualTo(Utils.murmur2(key));
        assertThat(Murmur2.partition(ByteBuffer.wrap(key), partitions)).isEqualTo(BuiltInPartitioner.partitionForKey(key, partitions));
    }
}
