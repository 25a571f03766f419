package dev.tidemark.simulation;

import dev.tidemark.core.PartitionVersion;
import java.util.List;

/**
 * What became of a partition.
 *
 * @param records  all that is committed in the end, by offset
 * @param versions of its record, which tell of how many losses a leader knew
 */
record PartitionEnd(List<String> records, List<PartitionVersion> versions) {
    PartitionEnd {
        records = List.copyOf(records);
        versions = List.copyOf(versions);
    }

    /** How many losses were announced. */
    int losses() {
        return versions.get(versions.size() - 1).losses();
    }

    /** How many losses the leader of an epoch knew of; each begins a leadership. */
    int lossesAt(int leaderEpoch) {
        return versions.stream().filter(version -> version.leaderEpoch() == leaderEpoch).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("nobody led in epoch " + leaderEpoch + ": " + versions)).losses();
    }
}
