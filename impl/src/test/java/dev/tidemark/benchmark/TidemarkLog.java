package dev.tidemark.benchmark;

import dev.tidemark.storage.LogConfig;
import dev.tidemark.storage.PartitionLog;
import dev.tidemark.storage.disk.RealDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;

final class TidemarkLog implements BenchmarkedLog {
    private final PartitionLog log;

    TidemarkLog(Path logDirectory) throws Exception {
        log = PartitionLog.open(RealDisk.at(logDirectory), PARTITION, LogConfig.of(Map.of("segment.bytes", "" + SEGMENT_BYTES)), 0);
    }

    @Override
    public void appendAsLeader(ByteBuffer batch) throws Exception {
        log.appendAsLeader(batch, LEADER_EPOCH, System.currentTimeMillis());
    }

    @Override
    public void appendAsFollower(ByteBuffer batches) throws Exception {
        log.appendAsFollower(batches);
    }

    @Override
    public void read(long offset, int maxBytes, ByteBuffer target) throws Exception {
        log.reader().fetch(offset, maxBytes, log.logEndOffset()).copyTo(target.clear());
        target.flip();
    }

    @Override
    public void flush() throws Exception {
        log.flush();
    }

    @Override
    public long logEndOffset() {
        return log.logEndOffset();
    }

    @Override
    public void close() throws IOException {
        log.close();
    }
}
