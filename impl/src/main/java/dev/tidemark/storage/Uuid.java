package dev.tidemark.storage;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The identity of a topic or of a log directory: 128 bits, written as Kafka does, in 22 characters of base64 for URLs. */
public record Uuid(long mostSignificantBits, long leastSignificantBits) {
    private static final int BYTES = 16;
    private static final int CHARACTERS = 22;
    /** Kafka keeps the first hundred for itself: none, lost, migrating... */
    private static final int RESERVED = 100;

    /** One that is not reserved and does not begin with a dash, which a command line would take for an option. */
    public static Uuid random(RandomGenerator random) {
        Uuid uuid = new Uuid(random.nextLong(), random.nextLong());
        return uuid.isReserved() || uuid.toString().startsWith("-") ? random(random) : uuid;
    }

    public static Optional<Uuid> parse(String text) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(text.length() == CHARACTERS ? Base64.getUrlDecoder().decode(text) : new byte[0]);
            return bytes.remaining() == BYTES ? Optional.of(new Uuid(bytes.getLong(), bytes.getLong())) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private boolean isReserved() {
        return mostSignificantBits == 0 && leastSignificantBits >= 0 && leastSignificantBits < RESERVED;
    }

    @Override
    public String toString() {
        byte[] bytes = ByteBuffer.allocate(BYTES).putLong(mostSignificantBits).putLong(leastSignificantBits).array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
