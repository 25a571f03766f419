package dev.tidemark.core.producer;

import dev.tidemark.core.ProducerRequest;
import dev.tidemark.core.client.ClusterView.Question;
import dev.tidemark.core.client.Partition;
import dev.tidemark.core.client.ProducerIdentity;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an idempotent producer knows of itself (KIP-98, KIP-360).
 *
 * @param identity   NONE until a broker has given one
 * @param question   the request for one that is under way
 * @param askAtMs    not before this time
 * @param partitions where it has sent something
 */
public record Sequences(ProducerIdentity identity, Optional<Question> question, long askAtMs, SortedMap<Partition, PartitionSequence> partitions) {
    static final Sequences NONE = new Sequences(ProducerIdentity.NONE, Optional.empty(), 0, new TreeMap<>());

    public Sequences {
        partitions = Collections.unmodifiableSortedMap(new TreeMap<>(partitions));
    }

    /** Whether, and why, it may be that the sequences of a partition have a gap. */
    public enum Doubt {
        NONE,
        /** A batch was given up that may have been written, or not: what follows may be refused for ever. */
        UNRESOLVED,
        /** The broker has lost what it had acknowledged, or what was in doubt was not written: a new epoch begins. */
        GAP
    }

    /**
     * @param identity  under which its sequences count
     * @param next      of its next batch
     * @param lastAcked of the last record acknowledged, -1 if none
     * @param knownAtMs when something was acknowledged last, -1 if brokers may not know the producer: not yet, or not any more
     */
    public record PartitionSequence(ProducerIdentity identity, int next, int lastAcked, Doubt doubt, long knownAtMs) {
        static PartitionSequence first(ProducerIdentity identity, int sequence) {
            return new PartitionSequence(identity, sequence, -1, Doubt.NONE, -1);
        }

        /** Whether brokers know the producer, so that they tell a gap from a beginning. */
        boolean isKnown() {
            return knownAtMs >= 0;
        }

        boolean isNext(int sequence) {
            return sequence == ProducerRequest.later(lastAcked, 1);
        }

        PartitionSequence with(Doubt newDoubt) {
            return new PartitionSequence(identity, next, lastAcked, newDoubt, knownAtMs);
        }

        PartitionSequence silent() {
            return new PartitionSequence(identity, next, lastAcked, doubt, -1);
        }
    }

    /** Which of two came later: they are never half of all numbers apart. */
    private static int laterOf(int known, int other) {
        return known < 0 || (other - known & Integer.MAX_VALUE) < Integer.MAX_VALUE / 2 ? other : known;
    }

    boolean isKnown() {
        return !identity.equals(ProducerIdentity.NONE);
    }

    PartitionSequence of(Partition partition) {
        return partitions.getOrDefault(partition, PartitionSequence.first(identity, 0));
    }

    Sequences with(Partition partition, PartitionSequence sequence) {
        SortedMap<Partition, PartitionSequence> changed = new TreeMap<>(partitions);
        changed.put(partition, sequence);
        return new Sequences(identity, question, askAtMs, changed);
    }

    Sequences asking(Question asked) {
        return new Sequences(identity, Optional.of(asked), askAtMs, partitions);
    }

    Sequences unanswered(long nextAtMs) {
        return new Sequences(identity, Optional.empty(), nextAtMs, partitions);
    }

    Sequences identified(ProducerIdentity newIdentity) {
        return new Sequences(newIdentity, Optional.empty(), askAtMs, partitions);
    }

    /** The sequences of a partition count anew under the present identity. */
    Sequences restart(Partition partition, int firstSequence) {
        return with(partition, PartitionSequence.first(identity, firstSequence));
    }

    /** A batch got its sequence. */
    Sequences assigned(Batch batch) {
        PartitionSequence before = of(batch.partition());
        return with(batch.partition(), new PartitionSequence(batch.producer(), batch.nextSequence(), before.lastAcked(), before.doubt(),
                before.knownAtMs()));
    }

    Sequences acknowledged(Batch batch, long nowMs) {
        PartitionSequence before = of(batch.partition());
        boolean isOfToday = batch.hasSequence() && batch.producer().equals(before.identity());
        return isOfToday ? with(batch.partition(), new PartitionSequence(before.identity(), before.next(),
                laterOf(before.lastAcked(), ProducerRequest.later(batch.baseSequence(), batch.outgoing().size() - 1)), before.doubt(), nowMs)) : this;
    }

    Sequences doubting(Partition partition, Doubt doubt) {
        PartitionSequence before = of(partition);
        return with(partition, before.with(before.doubt().compareTo(doubt) > 0 ? before.doubt() : doubt));
    }

    /** A new epoch of the same id; when they are used up, no identity, so that a new one is asked for. */
    Sequences bumped() {
        short epoch = identity.producerEpoch();
        return new Sequences(epoch == Short.MAX_VALUE ? ProducerIdentity.NONE : new ProducerIdentity(identity.producerId(), (short) (epoch + 1)),
                question, askAtMs, partitions);
    }
}
