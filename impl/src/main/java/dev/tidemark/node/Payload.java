package dev.tidemark.node;

import dev.tidemark.core.ErrorCode;
import dev.tidemark.core.Message;
import dev.tidemark.core.PartitionVersion;
import dev.tidemark.core.client.ClientRequest;
import dev.tidemark.core.client.ClientResponse;
import dev.tidemark.storage.TopicPartition;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** What nodes and clients send each other. The specs know only what is in a {@link Partitioned}; the rest carries no decision. */
public sealed interface Payload {

    /** A message of the replication protocol. */
    record Partitioned(TopicPartition partition, Message message) implements Payload { }

    /** A fetch was refused; the follower will ask again. */
    record FetchRefused(TopicPartition partition, Message.FetchRequest request, ErrorCode error) implements Payload { }

    /** A proposal was accepted, or refused as stale: either way the leader will learn of what was decided. */
    record AlterPartitionAnswer(TopicPartition partition, Message.AlterPartition proposal, ErrorCode error) implements Payload { }

    /** A broker of this epoch is alive, and has applied these versions; it may want to leave. */
    record Heartbeat(String broker, int brokerEpoch, SortedMap<TopicPartition, Integer> applied, Wish wish) implements Payload {
        /** Whether a broker wants to go on, or to shut down when others have taken over. */
        public enum Wish { STAY, SHUT_DOWN }


        public Heartbeat {
            applied = Collections.unmodifiableSortedMap(new TreeMap<>(applied));
        }
    }

    /** A version of a partition's record. */
    record MetadataUpdate(TopicPartition partition, int version, PartitionVersion record) implements Payload { }

    /** The controller has moved to others whatever the broker led: it may shut down. */
    record ShutdownAllowed(int brokerEpoch) implements Payload { }

    /** A broker that restarted wants to join; one request for all its partitions. */
    record JoinRequest(Message.RegistrationRequest request) implements Payload { }

    /** It may, under these terms for each of its partitions. */
    record RegistrationAnswer(SortedMap<TopicPartition, Message.Registration> registrations) implements Payload {
        public RegistrationAnswer {
            registrations = Collections.unmodifiableSortedMap(new TreeMap<>(registrations));
        }

        /** Which start of the broker had asked. */
        int incarnation() {
            return registrations.values().iterator().next().incarnation();
        }
    }

    /** It may not, as long as the session of what it was before is valid; it will ask again. */
    record RegistrationRefused(int incarnation, ErrorCode error) implements Payload { }

    /** A broker wants producer ids to hand out. */
    record ProducerIdsRequest(String broker) implements Payload { }

    /** These are its own. */
    record ProducerIdsAllocated(long first, int count) implements Payload { }

    /** A client asks a broker. */
    record Requested(ClientRequest request) implements Payload { }

    /** A broker answers a client. */
    record Answered(ClientResponse response) implements Payload { }

    /** The connection broke: what was sent, or its answer, will not arrive. */
    record Disconnected(Payload sent) implements Payload { }
}
