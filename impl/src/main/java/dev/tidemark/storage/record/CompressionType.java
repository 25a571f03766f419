package dev.tidemark.storage.record;

import com.github.luben.zstd.RecyclingBufferPool;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import net.jpountz.lz4.LZ4FrameInputStream;
import net.jpountz.lz4.LZ4FrameOutputStream;
import net.jpountz.lz4.LZ4FrameOutputStream.BLOCKSIZE;
import net.jpountz.lz4.LZ4FrameOutputStream.FLG;
import org.xerial.snappy.SnappyOutputStream;

/** How the records of a batch are compressed, all of them in one stream; a constant's ordinal is its number in the batch's attributes. */
public enum CompressionType {
    NONE {
        @Override
        OutputStream compressing(OutputStream target) {
            return target;
        }

        @Override
        InputStream decompressing(byte[] body, int from, int length, int maxBytes) {
            return new ByteArrayInputStream(body, from, length);
        }
    },
    GZIP {
        @Override
        OutputStream compressing(OutputStream target) throws IOException {
            return new GZIPOutputStream(target, BUFFER_BYTES);
        }

        @Override
        InputStream decompressing(byte[] body, int from, int length, int maxBytes) throws IOException {
            return new GZIPInputStream(new ByteArrayInputStream(body, from, length), BUFFER_BYTES);
        }
    },
    SNAPPY {
        @Override
        OutputStream compressing(OutputStream target) {
            return new SnappyOutputStream(target);
        }

        @Override
        InputStream decompressing(byte[] body, int from, int length, int maxBytes) {
            return new SnappyBlocks(body, from, length, maxBytes);
        }
    },
    /** LZ4 frames of independent blocks: Kafka reads no others. */
    LZ4 {
        @Override
        OutputStream compressing(OutputStream target) throws IOException {
            return new LZ4FrameOutputStream(target, BLOCKSIZE.SIZE_64KB, FLG.Bits.BLOCK_INDEPENDENCE);
        }

        @Override
        InputStream decompressing(byte[] body, int from, int length, int maxBytes) throws IOException {
            return new LZ4FrameInputStream(new ByteArrayInputStream(body, from, length));
        }
    },
    ZSTD {
        @Override
        OutputStream compressing(OutputStream target) throws IOException {
            return new ZstdOutputStreamNoFinalizer(target, RecyclingBufferPool.INSTANCE);
        }

        @Override
        InputStream decompressing(byte[] body, int from, int length, int maxBytes) throws IOException {
            return new ZstdInputStreamNoFinalizer(new ByteArrayInputStream(body, from, length), RecyclingBufferPool.INSTANCE);
        }
    };

    private static final int BUFFER_BYTES = 8 << 10;

    /** Compresses what is written to it into {@code target}; complete when closed. */
    abstract OutputStream compressing(OutputStream target) throws IOException;

    /** The decompressed bytes of a body, block by block; no block may be larger than {@code maxBytes}. */
    abstract InputStream decompressing(byte[] body, int from, int length, int maxBytes) throws IOException;
}
