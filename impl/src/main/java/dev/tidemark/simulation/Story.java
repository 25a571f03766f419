package dev.tidemark.simulation;

import dev.tidemark.storage.disk.StorageException;
import java.util.function.Consumer;

/** What is done to a cluster, and what it is expected to do. */
@FunctionalInterface
public interface Story {
    /**
     * @param narrator is told in plain words what happens
     * @throws IllegalStateException if the cluster does not do what the story expects
     */
    void play(SimulatedCluster cluster, Consumer<String> narrator) throws StorageException;
}
