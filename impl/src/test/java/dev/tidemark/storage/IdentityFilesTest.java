package dev.tidemark.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.RealDisk;
import dev.tidemark.storage.disk.StorageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.SplittableRandom;
import org.apache.kafka.storage.internals.checkpoint.PartitionMetadataFile;
import org.apache.kafka.storage.internals.log.LogDirFailureChannel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files that say whose a directory is: {@code partition.metadata} and {@code meta.properties}. */
final class IdentityFilesTest {
    private static final Uuid ID = Uuid.random(new SplittableRandom(1));

    @TempDir
    Path root;

    private Disk disk;

    @BeforeEach
    void openDisk() {
        disk = RealDisk.at(root);
    }

    @Test
    void aUuidIsKafkas() {
        org.apache.kafka.common.Uuid kafka = new org.apache.kafka.common.Uuid(ID.mostSignificantBits(), ID.leastSignificantBits());
        assertThat(ID.toString()).isEqualTo(kafka.toString());
        assertThat(Uuid.parse(kafka.toString())).contains(ID);
        for (String bad : new String[] {"", "short", "=====================", "2jK9yvwVQvSvBt3l-p1aR!", "2jK9yvwVQvSvBt3l-p1aRAA"}) {
            assertThat(Uuid.parse(bad)).as(bad).isEmpty();
        }
    }

    @Test
    void kafkaReadsOurPartitionMetadataAndWeReadKafkas() throws Exception {
        new PartitionMetadata(ID).write(disk, "");
        PartitionMetadataFile kafka = new PartitionMetadataFile(root.resolve(PartitionMetadata.FILE_NAME).toFile(), new LogDirFailureChannel(1));
        assertThat(kafka.read().topicId().toString()).isEqualTo(ID.toString());
        byte[] ours = Files.readAllBytes(root.resolve(PartitionMetadata.FILE_NAME));
        kafka.record(new org.apache.kafka.common.Uuid(ID.mostSignificantBits(), ID.leastSignificantBits()));
        kafka.maybeFlush();
        assertThat(Files.readAllBytes(root.resolve(PartitionMetadata.FILE_NAME))).isEqualTo(ours);
        assertThat(PartitionMetadata.read(disk, "")).isEqualTo(new PartitionMetadata(ID));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "version: 1\ntopic_id: 2jK9yvwVQvSvBt3l-p1aRA", "version: 0", "version: 0\ntopic_id: nonsense", "version: 0\nid: x\nmore"})
    void otherPartitionMetadataIsAnErrorThatNamesTheLine(String text) throws Exception {
        Files.writeString(root.resolve(PartitionMetadata.FILE_NAME), text);
        assertThatThrownBy(() -> PartitionMetadata.read(disk, "")).isInstanceOf(StorageException.class)
                .hasMessageStartingWith("partition.metadata: line ").hasMessageContaining("found").hasMessageContaining("expected");
    }

    @Test
    void metaPropertiesAreReadBackAlsoAsKafkaWritesThem() throws Exception {
        MetaProperties ours = new MetaProperties("qmBLkFLNRQemCTwIZ1CjpA", 3, ID);
        ours.write(disk);
        assertThat(MetaProperties.read(disk)).isEqualTo(ours);
        Properties kafka = new Properties();
        kafka.load(Files.newBufferedReader(root.resolve(MetaProperties.FILE_NAME)));
        org.apache.kafka.metadata.properties.MetaProperties read = new org.apache.kafka.metadata.properties.MetaProperties.Builder(kafka).build();
        assertThat(read.clusterId()).isEqualTo(Optional.of(ours.clusterId()));
        assertThat(read.nodeId()).hasValue(3);
        assertThat(read.directoryId().map(Object::toString)).isEqualTo(Optional.of(ID.toString()));
        try (var out = Files.newOutputStream(root.resolve(MetaProperties.FILE_NAME))) {
            read.toProperties().store(out, "");
        }
        assertThat(MetaProperties.read(disk)).isEqualTo(ours);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "version=0\nbroker.id=1", "version=1\nnode.id=1\ndirectory.id=2jK9yvwVQvSvBt3l-p1aRA",
        "version=1\ncluster.id=a\nnode.id=x\ndirectory.id=2jK9yvwVQvSvBt3l-p1aRA", "version=1\ncluster.id=a\nnode.id=1\ndirectory.id=2jK", "version=\\u12"})
    void otherMetaPropertiesAreAnErrorThatNamesTheKey(String text) throws Exception {
        Files.writeString(root.resolve(MetaProperties.FILE_NAME), text);
        assertThatThrownBy(() -> MetaProperties.read(disk)).isInstanceOf(StorageException.class).hasMessageStartingWith("meta.properties: found ");
    }
}
