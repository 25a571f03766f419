package dev.tidemark.node;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.tidemark.core.ControllerState;
import dev.tidemark.core.PartitionVersion;
import dev.tidemark.storage.LogConfig;
import dev.tidemark.storage.PartitionLog;
import dev.tidemark.storage.TopicPartition;
import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.storage.record.LogEntry;
import dev.tidemark.storage.record.Record;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The controller's log on disk, and what it adds up to. A decision counts once it is flushed. */
final class MetadataLog {
    private static final TopicPartition PARTITION = new TopicPartition("__cluster_metadata", 0);

    private final PartitionLog log;
    private final SortedMap<TopicPartition, List<PartitionVersion>> versions = new TreeMap<>();
    private final SortedSet<String> unfenced = new TreeSet<>();
    private final SortedMap<String, Integer> registeredEpoch = new TreeMap<>();
    private final SortedMap<String, Integer> registeredIncarnation = new TreeMap<>();
    private long nextProducerId;

    private MetadataLog(PartitionLog log) {
        this.log = log;
    }

    /** Opens the log, and reads back what was decided. */
    static MetadataLog open(Disk disk, Collection<String> brokers) throws StorageException {
        MetadataLog metadata = new MetadataLog(PartitionLog.open(disk, PARTITION.directory(), LogConfig.DEFAULT, 0));
        metadata.unfenced.addAll(brokers);
        brokers.forEach(broker -> metadata.registeredEpoch.put(broker, 0));
        brokers.forEach(broker -> metadata.registeredIncarnation.put(broker, 0));
        for (LogEntry entry : metadata.log.reader().records(0)) {
            metadata.replay(decode(entry));
        }
        return metadata;
    }

    private static MetadataRecord decode(LogEntry entry) throws StorageException {
        String text = entry.record().valueText().orElse("");
        try {
            return MetadataRecord.decode(text);
        } catch (JsonProcessingException e) {
            throw new StorageException(PARTITION + ": offset " + entry.offset() + ": found " + text + ", expected a metadata record", e);
        }
    }

    private void replay(MetadataRecord record) {
        if (record instanceof MetadataRecord.Partition partition) {
            versions.computeIfAbsent(partition.topicPartition(), p -> new ArrayList<>()).add(partition.version());
        } else if (record instanceof MetadataRecord.ProducerIds ids) {
            nextProducerId = ids.nextProducerId();
        } else if (record instanceof MetadataRecord.Broker broker) {
            registeredEpoch.put(broker.broker(), broker.brokerEpoch());
            registeredIncarnation.put(broker.broker(), broker.incarnation());
            if (broker.session() == MetadataRecord.Session.UNFENCED) {
                unfenced.add(broker.broker());
            } else {
                unfenced.remove(broker.broker());
            }
        }
    }

    /** What is known of one partition. */
    ControllerState state(TopicPartition partition, Collection<String> replicas) {
        SortedSet<String> present = new TreeSet<>(unfenced);
        present.retainAll(replicas);
        SortedMap<String, Integer> epochs = new TreeMap<>(registeredEpoch);
        epochs.keySet().retainAll(replicas);
        SortedMap<String, Integer> incarnations = new TreeMap<>(registeredIncarnation);
        incarnations.keySet().retainAll(replicas);
        return new ControllerState(versions.getOrDefault(partition, List.of()), present, epochs, incarnations);
    }

    SortedSet<String> unfenced() {
        return unfenced;
    }

    int registeredIncarnation(String broker) {
        return registeredIncarnation.get(broker);
    }

    int registeredEpoch(String broker) {
        return registeredEpoch.get(broker);
    }

    /** Makes decisions durable, all or none. */
    void write(Map<TopicPartition, ControllerState> decided, long nowMs) throws StorageException {
        List<MetadataRecord> records = new ArrayList<>();
        decided.forEach((partition, next) -> {
            int known = versions.getOrDefault(partition, List.of()).size();
            next.metadataLog().subList(known, next.version()).forEach(version -> records.add(MetadataRecord.Partition.of(partition, version)));
        });
        decided.values().stream().findFirst().ifPresent(next -> records.addAll(standingChanges(next)));
        write(records, nowMs);
    }

    /** Gives a broker so many producer ids that nobody had, or will have; durably, before anybody hears of it. Returns the first. */
    long allocateProducerIds(String broker, int count, long nowMs) throws StorageException {
        long first = nextProducerId;
        write(List.of(new MetadataRecord.ProducerIds(broker, first + count)), nowMs);
        return first;
    }

    private void write(List<MetadataRecord> records, long nowMs) throws StorageException {
        if (!records.isEmpty()) {
            log.append(records.stream().map(record -> Record.ofValue(record.encode())).toList(), 0, nowMs);
            log.flush();
            records.forEach(this::replay);
        }
    }

    private List<MetadataRecord> standingChanges(ControllerState next) {
        List<MetadataRecord> changes = new ArrayList<>();
        next.registeredEpoch().forEach((broker, epoch) -> {
            boolean isUnfenced = next.unfenced().contains(broker);
            if (epoch != registeredEpoch.get(broker) || isUnfenced != unfenced.contains(broker)) {
                changes.add(new MetadataRecord.Broker(broker,
                        isUnfenced ? MetadataRecord.Session.UNFENCED : MetadataRecord.Session.FENCED, epoch, next.registeredIncarnation().get(broker)));
            }
        });
        return changes;
    }
}
