package dev.tidemark.core;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * What the controller knows of one partition; {@code controllerVars} of {@code Replication.tla}.
 *
 * @param metadataLog           the versions of the partition's record; version n is the n-th
 * @param unfenced              the brokers whose session is valid
 * @param registeredEpoch       the broker epoch of each broker's last registration
 * @param registeredIncarnation which start of the broker that was
 */
public record ControllerState(List<PartitionVersion> metadataLog, SortedSet<String> unfenced, SortedMap<String, Integer> registeredEpoch,
                              SortedMap<String, Integer> registeredIncarnation) {
    public ControllerState {
        metadataLog = List.copyOf(metadataLog);
        unfenced = PartitionVersion.sorted(unfenced);
        registeredEpoch = Collections.unmodifiableSortedMap(new TreeMap<>(registeredEpoch));
        registeredIncarnation = Collections.unmodifiableSortedMap(new TreeMap<>(registeredIncarnation));
    }

    public static ControllerState initial(SortedSet<String> replicas) {
        SortedMap<String, Integer> epochs = new TreeMap<>();
        replicas.forEach(replica -> epochs.put(replica, 0));
        return new ControllerState(List.of(), replicas, epochs, epochs);
    }

    public PartitionVersion current() {
        return metadataLog.get(metadataLog.size() - 1);
    }

    /** The partition epoch. */
    public int version() {
        return metadataLog.size();
    }

    ControllerState with(PartitionVersion decision) {
        List<PartitionVersion> versions = new ArrayList<>(metadataLog);
        versions.add(decision);
        return new ControllerState(versions, unfenced, registeredEpoch, registeredIncarnation);
    }

    ControllerState withUnfenced(SortedSet<String> brokers) {
        return new ControllerState(metadataLog, brokers, registeredEpoch, registeredIncarnation);
    }

    ControllerState withRegistration(String broker, int brokerEpoch, int incarnation) {
        return new ControllerState(metadataLog, unfenced, with(registeredEpoch, broker, brokerEpoch), with(registeredIncarnation, broker, incarnation));
    }

    private static SortedMap<String, Integer> with(SortedMap<String, Integer> numbers, String broker, int number) {
        SortedMap<String, Integer> changed = new TreeMap<>(numbers);
        changed.put(broker, number);
        return changed;
    }
}
