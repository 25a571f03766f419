package dev.tidemark.node;

import dev.tidemark.core.ErrorCode;
import dev.tidemark.core.Message;
import dev.tidemark.core.Message.AlterPartition;
import dev.tidemark.core.Message.DivergingEpoch;
import dev.tidemark.core.Message.EpochEndOffset;
import dev.tidemark.core.Message.FetchRequest;
import dev.tidemark.core.Message.FetchResponse;
import dev.tidemark.core.Message.IneligibleReplica;
import dev.tidemark.core.Message.OffsetsForLeaderEpoch;
import dev.tidemark.core.Message.Registration;
import dev.tidemark.core.Message.RegistrationRequest;
import dev.tidemark.core.PartitionVersion;
import dev.tidemark.core.ProducerRequest;
import dev.tidemark.core.ProducerRequest.Waiter;
import dev.tidemark.core.ReplicaState.PendingProduce;
import dev.tidemark.storage.EpochEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** How the code's values are written in a trace: as the records, sets, sequences and numbers of the specs. */
public final class TraceValues {
    /** How the specs write that there is no leader. */
    public static final String NONE = "none";

    private TraceValues() { }

    static Object of(Object value) {
        if (value instanceof Integer number) {
            return number.longValue();
        } else if (value instanceof Message message) {
            return message(message);
        } else if (value instanceof PendingProduce request) {
            return produce(request);
        } else if (value instanceof ProducerRequest request) {
            return request(request);
        } else if (value instanceof Waiter waiter) {
            return Map.of("request", request(waiter.request()), "baseOffset", waiter.baseOffset());
        } else if (value instanceof Collection<?> collection) {
            return collection.stream().map(TraceValues::of).toList();
        }
        return value;
    }

    static String leader(Optional<String> leader) {
        return leader.orElse(NONE);
    }

    static Map<String, Object> version(PartitionVersion version) {
        Map<String, Object> record = new LinkedHashMap<>();
        record.put("leader", leader(version.leader()));
        record.put("leaderEpoch", (long) version.leaderEpoch());
        record.put("isr", List.copyOf(version.isr()));
        record.put("elr", List.copyOf(version.elr()));
        record.put("lastKnownLeader", leader(version.lastKnownLeader()));
        record.put("recovery", version.recovery().name().toLowerCase(Locale.ROOT));
        record.put("losses", (long) version.losses());
        record.put("replicas", version.replicas().stream().sorted().toList());
        record.put("preferred", version.preferred());
        record.put("adding", List.copyOf(version.adding()));
        record.put("removing", List.copyOf(version.removing()));
        return record;
    }

    static Map<String, Object> epoch(EpochEntry entry) {
        return Map.of("leaderEpoch", (long) entry.leaderEpoch(), "startOffset", entry.startOffset());
    }

    static Map<String, Object> entry(Message.Entry entry) {
        return Map.of("leaderEpoch", (long) entry.leaderEpoch(), "record", entry.record());
    }

    static List<Object> entries(List<Message.Entry> entries) {
        List<Object> values = new ArrayList<>();
        entries.forEach(entry -> values.add(entry(entry)));
        return values;
    }

    static Map<String, Object> produce(PendingProduce request) {
        return Map.of("baseOffset", request.baseOffset(), "endOffset", request.endOffset(), "acks", request.acks().setting());
    }

    public static Map<String, Object> request(ProducerRequest request) {
        return Map.of("producer", request.producer(), "producerId", request.producerId(), "producerEpoch", (long) request.producerEpoch(),
                "firstSequence", (long) request.firstSequence(), "records", request.records(), "attempt", request.attempt());
    }

    /** A leader's answer to a producer. */
    static Map<String, Object> answer(ProducerRequest request, ErrorCode error, long baseOffset) {
        return Map.of("request", request(request), "error", error.name(), "baseOffset", error == ErrorCode.NONE ? baseOffset : -1L);
    }

    public static Map<String, Object> message(Message message) {
        Map<String, Object> record = new LinkedHashMap<>();
        if (message instanceof FetchRequest request) {
            fetching(record, "Fetch", request);
        } else if (message instanceof FetchResponse response) {
            fetching(record, "FetchResponse", response.request());
            record.put("entries", entries(response.batches().entries()));
            record.put("highWatermark", response.highWatermark());
        } else if (message instanceof DivergingEpoch diverging) {
            fetching(record, "DivergingEpoch", diverging.request());
            record.put("divergingEpoch", (long) diverging.divergingEpoch());
            record.put("endOffset", diverging.endOffset());
        } else if (message instanceof OffsetsForLeaderEpoch question) {
            fetching(record, "OffsetsForLeaderEpoch", question.request());
        } else if (message instanceof EpochEndOffset end) {
            fetching(record, "EpochEndOffset", end.request());
            record.put("endEpoch", (long) end.endEpoch());
            record.put("endOffset", end.endOffset());
        } else if (message instanceof AlterPartition proposal) {
            isrChange(record, "AlterPartition", proposal);
        } else if (message instanceof IneligibleReplica refusal) {
            isrChange(record, "IneligibleReplica", refusal.proposal());
        } else if (message instanceof Registration registration) {
            record.put("type", "Registration");
            record.put("broker", registration.broker());
            record.put("incarnation", (long) registration.incarnation());
            record.put("brokerEpoch", (long) registration.brokerEpoch());
            record.put("partitionEpoch", (long) registration.partitionEpoch());
        } else if (message instanceof RegistrationRequest request) {
            record.put("type", "RegistrationRequest");
            record.put("broker", request.broker());
            record.put("incarnation", (long) request.incarnation());
            record.put("previousBrokerEpoch", (long) request.previousBrokerEpoch());
        }
        return record;
    }

    private static void fetching(Map<String, Object> record, String type, FetchRequest request) {
        record.put("type", type);
        record.put("follower", request.follower());
        record.put("brokerEpoch", (long) request.brokerEpoch());
        record.put("leader", request.leader());
        record.put("leaderEpoch", (long) request.leaderEpoch());
        record.put("fetchOffset", request.fetchOffset());
        record.put("lastFetchedEpoch", (long) request.lastFetchedEpoch());
    }

    private static void isrChange(Map<String, Object> record, String type, AlterPartition proposal) {
        Map<String, Object> epochs = new LinkedHashMap<>();
        proposal.brokerEpochs().forEach((member, epoch) -> epochs.put(member, (long) epoch));
        record.put("type", type);
        record.put("leader", proposal.leader());
        record.put("leaderEpoch", (long) proposal.leaderEpoch());
        record.put("partitionEpoch", (long) proposal.partitionEpoch());
        record.put("isr", List.copyOf(proposal.isr()));
        record.put("brokerEpochs", epochs);
    }
}
