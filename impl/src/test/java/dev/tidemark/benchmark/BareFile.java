package dev.tidemark.benchmark;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file to which the same bytes are written with the same calls, and nothing else: no log that writes as often can be faster. */
final class BareFile implements BenchmarkedLog {
    private final FileChannel channel;
    private long size;

    BareFile(Path logDirectory) throws IOException {
        Path directory = Files.createDirectories(logDirectory.resolve(PARTITION));
        channel = FileChannel.open(directory.resolve("bare"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    @Override
    public void appendAsLeader(ByteBuffer batch) throws IOException {
        while (batch.hasRemaining()) {
            size += channel.write(batch, size);
        }
    }

    @Override
    public void appendAsFollower(ByteBuffer batches) throws IOException {
        appendAsLeader(batches);
    }

    @Override
    public void read(long offset, int maxBytes, ByteBuffer target) {
        throw new UnsupportedOperationException("a bare file is appended to only");
    }

    @Override
    public void flush() {
        throw new UnsupportedOperationException("a bare file is appended to only");
    }

    @Override
    public long logEndOffset() {
        throw new UnsupportedOperationException("a bare file has no offsets");
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
