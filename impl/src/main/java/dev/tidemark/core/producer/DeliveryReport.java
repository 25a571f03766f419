package dev.tidemark.core.producer;

import dev.tidemark.core.ErrorCode;
import dev.tidemark.core.client.ClientRecord;
import dev.tidemark.core.client.ClientResponse;
import dev.tidemark.core.client.Partition;
import java.util.Optional;

/**
 * How a delivery ended; every record that was sent gets exactly one.
 *
 * @param id          of the record that was sent
 * @param partition   absent if it was given up before one was chosen
 * @param offset      where it is; {@link ClientResponse#NO_OFFSET} with an error, and where nobody told: with {@code acks=0}, and for a duplicate
 *                    that the broker recognised too late to know its offset
 * @param leaderEpoch of the leader that told so, {@link ClientResponse#NO_EPOCH} where there is no offset
 * @param error       NONE, or why it was given up
 * @param fate        whether it was written
 * @param reason      of an error, in words
 */
public record DeliveryReport(long id, Optional<Partition> partition, ClientRecord record, long offset, int leaderEpoch, ErrorCode error, Fate fate,
                             String reason) {

    /** What a producer knows of a record in the end. */
    public enum Fate {
        /** The broker has told so. */
        WRITTEN,
        /** Nobody knows: an answer was lost, or there was to be none. */
        PERHAPS_WRITTEN,
        /** It was never sent, or every attempt was refused before anything was written. */
        NOT_WRITTEN
    }

    public boolean isAcknowledged() {
        return error == ErrorCode.NONE && offset >= 0;
    }
}
