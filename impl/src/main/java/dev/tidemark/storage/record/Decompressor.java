package dev.tidemark.storage.record;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import net.jpountz.lz4.LZ4Exception;

/**
 * Decompresses one body after the other into the same array, which grows as bytes arrive and not as a header promises: a small batch that
 * would become gigabytes is refused at the bound.
 */
final class Decompressor {
    private static final int SMALLEST_BYTES = 1 << 10;

    private final int maxBytes;
    private byte[] bytes = new byte[0];

    Decompressor(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Valid until the next body, from index 0 on. */
    byte[] bytes() {
        return bytes;
    }

    /** Returns how many bytes the body became. */
    int decompress(CompressionType type, byte[] body, int from, int length) throws IOException {
        try (InputStream source = type.decompressing(body, from, length, maxBytes)) {
            int size = 0;
            while (true) {
                if (size == bytes.length) {
                    bytes = Arrays.copyOf(bytes, grown(size, length));
                }
                int count = source.read(bytes, size, bytes.length - size);
                if (count < 0) {
                    return size;
                }
                size += count;
            }
        } catch (LZ4Exception e) {
            throw new IOException(e.toString(), e);
        }
    }

    private int grown(int size, int compressedLength) throws IOException {
        if (size > maxBytes) {
            throw new IOException("more than " + maxBytes + " decompressed bytes");
        }
        return (int) Math.min(Math.max(Math.max(2L * size, 2L * compressedLength), SMALLEST_BYTES), maxBytes + 1L);
    }
}
