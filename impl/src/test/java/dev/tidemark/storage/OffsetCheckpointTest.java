package dev.tidemark.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.storage.disk.RealDisk;
import dev.tidemark.storage.disk.StorageException;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.storage.internals.checkpoint.OffsetCheckpointFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OffsetCheckpointTest {
    private static final dev.tidemark.storage.TopicPartition ORDERS = new dev.tidemark.storage.TopicPartition("orders", 0);

    @TempDir
    Path root;

    @Test
    void kafkaReadsOursAndWeReadKafkas() throws Exception {
        OffsetCheckpoint checkpoint = new OffsetCheckpoint(RealDisk.at(root), "", OffsetCheckpoint.RECOVERY_POINT);
        assertThat(checkpoint.read()).isEmpty();
        checkpoint.write(Map.of(ORDERS, 17L, new dev.tidemark.storage.TopicPartition("a.b", 3), 0L));
        File file = root.resolve(OffsetCheckpoint.RECOVERY_POINT).toFile();
        OffsetCheckpointFile theirs = new OffsetCheckpointFile(file, null);
        assertThat(theirs.read()).isEqualTo(Map.of(new TopicPartition("orders", 0), 17L, new TopicPartition("a.b", 3), 0L));
        theirs.write(Map.of(new TopicPartition("orders", 0), 18L));
        assertThat(checkpoint.read()).isEqualTo(Map.of(ORDERS, 18L));
    }

    @Test
    void leftoverOfAnInterruptedWriteIsReplaced() throws Exception {
        Files.writeString(root.resolve(OffsetCheckpoint.REPLICATION + ".tmp"), "half a fi");
        OffsetCheckpoint checkpoint = new OffsetCheckpoint(RealDisk.at(root), "", OffsetCheckpoint.REPLICATION);
        checkpoint.write(Map.of(ORDERS, 4L));
        assertThat(checkpoint.read()).isEqualTo(Map.of(ORDERS, 4L));
    }

    @Test
    void partitionListedTwiceIsAnError() throws Exception {
        Files.writeString(root.resolve(OffsetCheckpoint.REPLICATION), "0\n2\norders 0 1\norders 0 2\n");
        assertThatThrownBy(() -> new OffsetCheckpoint(RealDisk.at(root), "", OffsetCheckpoint.REPLICATION).read())
                .isInstanceOf(StorageException.class)
                .hasMessage("replication-offset-checkpoint: line 4: found orders-0 a second time, expected each partition once");
    }
}
