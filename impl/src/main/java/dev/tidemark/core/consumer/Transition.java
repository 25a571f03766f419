package dev.tidemark.core.consumer;

import dev.tidemark.core.ErrorCode;
import dev.tidemark.core.client.ClientRequest;
import dev.tidemark.core.client.FetchedRecord;
import dev.tidemark.core.client.Partition;
import java.util.List;
import java.util.OptionalLong;

/** What an input comes to: the state after it, and what is to be done, in this order. */
public record Transition(ConsumerState state, List<Deed> deeds) {
    public Transition {
        deeds = List.copyOf(deeds);
    }

    /** What the shell does. */
    public sealed interface Deed { }

    /** A request goes to a broker. */
    public record Send(String broker, ClientRequest request) implements Deed { }

    /** The connection to a broker that does not answer in time is closed: what is still on its way there does not arrive. */
    public record Close(String broker) implements Deed { }

    /** Records are handed out, in the order of their offsets. */
    public record HandOut(Partition partition, List<FetchedRecord> records) implements Deed {
        public HandOut {
            records = List.copyOf(records);
        }
    }

    /**
     * What was read is not in the log any more: an unclean leader was elected, or a replica lost what it had. It reads on from where the logs
     * diverge, or has stopped if it is not to choose a position.
     *
     * @param divergesAt where the leader's log went another way, if it knows
     */
    public record Truncated(Partition partition, long offset, OptionalLong divergesAt) implements Deed { }

    /** There is no position, and none is to be chosen: whoever reads has to seek. */
    public record Stopped(Partition partition, ErrorCode error, String reason) implements Deed { }
}
