package dev.tidemark.benchmark;

import dev.tidemark.storage.LogConfig;
import dev.tidemark.storage.LogSlice;
import dev.tidemark.storage.PartitionLog;
import dev.tidemark.storage.disk.RealDisk;
import dev.tidemark.storage.record.ProduceRules;
import dev.tidemark.storage.record.ProducedBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

final class TidemarkLog implements BenchmarkedLog {
    private final PartitionLog log;
    private final ProducedBatch produced = new ProducedBatch(ProduceRules.DEFAULT);

    TidemarkLog(Path logDirectory, boolean isCompacted) throws Exception {
        log = PartitionLog.open(RealDisk.at(logDirectory), PARTITION, LogConfig.DEFAULT.with(LogConfig.SEGMENT_BYTES, SEGMENT_BYTES), 0);
    }

    @Override
    public void appendAsLeader(ByteBuffer batch) throws Exception {
        log.appendAsFollower(produced.place(batch, log.logEndOffset(), LEADER_EPOCH, System.currentTimeMillis()).rawBytes());
    }

    @Override
    public void appendAsFollower(ByteBuffer batches) throws Exception {
        log.appendAsFollower(batches);
    }

    @Override
    public void read(long offset, int maxBytes, ByteBuffer target) throws Exception {
        LogSlice slice = log.read(offset, maxBytes);
        target.clear().put(slice.batches()).flip();
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
