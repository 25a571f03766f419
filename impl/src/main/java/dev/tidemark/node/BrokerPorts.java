package dev.tidemark.node;

import dev.tidemark.core.Message;
import dev.tidemark.storage.Checkpoints;
import dev.tidemark.storage.TopicPartition;

/** What a replica shares with the broker that it lives on. */
interface BrokerPorts {
    Tracer tracer();

    Checkpoints recoveryPoints();

    Checkpoints highWatermarks();

    void send(TopicPartition partition, Message message);
}
