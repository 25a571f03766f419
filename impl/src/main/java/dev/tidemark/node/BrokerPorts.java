package dev.tidemark.node;

import dev.tidemark.core.Message;
import dev.tidemark.storage.Checkpoints;
import dev.tidemark.storage.TopicPartition;
import dev.tidemark.storage.disk.StorageException;
import java.util.Optional;

/** What a replica shares with the broker that it lives on. */
interface BrokerPorts {
    Tracer tracer();

    Checkpoints recoveryPoints();

    Checkpoints highWatermarks();

    /** The broker epoch in the clean-shutdown file, if it is there. */
    Optional<Long> cleanShutdownFile() throws StorageException;

    void send(TopicPartition partition, Message message);
}
