package dev.tidemark.storage.record;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.xerial.snappy.Snappy;

/**
 * Decompresses the two ways in which clients send snappy. A block names its decompressed size: it is held against the bound before any
 * memory is taken (the library's own stream would believe half a gigabyte).
 *
 * <pre>
 *   Java clients:   82 S N A P P Y 00 | version:4 | compatibleVersion:4 | { length:4 | block }*
 *   librdkafka:     one block
 * </pre>
 */
final class SnappyBlocks extends InputStream {
    private static final byte[] MAGIC = {-126, 'S', 'N', 'A', 'P', 'P', 'Y', 0};
    private static final int PREAMBLE_BYTES = 16;

    private final byte[] body;
    private final int end;
    private final int maxBytes;
    private final boolean isFramed;
    private int at;
    private byte[] block = new byte[0];
    private int blockAt;
    private int blockSize;

    SnappyBlocks(byte[] body, int from, int length, int maxBytes) {
        this.body = body;
        this.end = from + length;
        this.maxBytes = maxBytes;
        this.isFramed = length >= PREAMBLE_BYTES && Arrays.equals(body, from, from + MAGIC.length, MAGIC, 0, MAGIC.length);
        this.at = isFramed ? from + PREAMBLE_BYTES : from;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        while (blockAt == blockSize) {
            if (at == end) {
                return -1;
            }
            nextBlock();
        }
        int count = Math.min(length, blockSize - blockAt);
        System.arraycopy(block, blockAt, target, offset, count);
        blockAt += count;
        return count;
    }

    private void nextBlock() throws IOException {
        int length = isFramed ? readLength() : end - at;
        if (length < 0 || length > end - at) {
            throw new IOException("snappy block of " + length + " bytes where " + (end - at) + " are left");
        }
        int size = Snappy.uncompressedLength(body, at, length);
        if (size < 0 || size > maxBytes) {
            throw new IOException("snappy block of " + size + " decompressed bytes, more than " + maxBytes);
        }
        if (block.length < size) {
            block = new byte[size];
        }
        blockSize = Snappy.uncompress(body, at, length, block, 0);
        blockAt = 0;
        at += length;
    }

    private int readLength() throws IOException {
        if (end - at < Integer.BYTES) {
            throw new IOException("snappy block length cut off after " + (end - at) + " bytes");
        }
        int length = 0;
        for (int i = 0; i < Integer.BYTES; i++) {
            length = length << Byte.SIZE | body[at++] & 0xFF;
        }
        return length;
    }
}
