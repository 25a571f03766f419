package dev.tidemark.core.consumer;

import dev.tidemark.core.client.ClientRequest;
import dev.tidemark.core.client.ClusterView;
import dev.tidemark.core.client.Partition;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything that a consumer remembers.
 *
 * @param pending       unanswered requests by id, but those for metadata
 * @param nextRequestId of the next request of any kind
 */
public record ConsumerState(ConsumerConfig config, ClusterView view, SortedMap<Partition, Assignment> assignments, SortedMap<Long, Pending> pending,
                            long nextRequestId) {
    public ConsumerState {
        assignments = Collections.unmodifiableSortedMap(new TreeMap<>(assignments));
        pending = Collections.unmodifiableSortedMap(new TreeMap<>(pending));
    }

    /** A request that is under way. */
    public record Pending(String broker, ClientRequest request, long deadlineMs) { }

    public static ConsumerState initial(ConsumerConfig config, List<String> bootstrap) {
        return new ConsumerState(config, ClusterView.of(bootstrap), new TreeMap<>(), new TreeMap<>(), 0);
    }

    ConsumerState with(ClusterView newView) {
        return new ConsumerState(config, newView, assignments, pending, nextRequestId);
    }

    ConsumerState with(Partition partition, Assignment assignment) {
        SortedMap<Partition, Assignment> changed = new TreeMap<>(assignments);
        changed.put(partition, assignment);
        return new ConsumerState(config, view, changed, pending, nextRequestId);
    }

    ConsumerState withAssignments(SortedMap<Partition, Assignment> newAssignments) {
        return new ConsumerState(config, view, newAssignments, pending, nextRequestId);
    }

    ConsumerState withPending(Pending request) {
        SortedMap<Long, Pending> more = new TreeMap<>(pending);
        more.put(request.request().id(), request);
        return new ConsumerState(config, view, assignments, more, nextRequestId);
    }

    ConsumerState withoutPending(long id) {
        SortedMap<Long, Pending> fewer = new TreeMap<>(pending);
        fewer.remove(id);
        return new ConsumerState(config, view, assignments, fewer, nextRequestId);
    }

    ConsumerState withRequestId() {
        return new ConsumerState(config, view, assignments, pending, nextRequestId + 1);
    }

    boolean isAsking(String broker, Class<? extends ClientRequest> kind) {
        return pending.values().stream().anyMatch(request -> request.broker().equals(broker) && kind.isInstance(request.request()));
    }
}
