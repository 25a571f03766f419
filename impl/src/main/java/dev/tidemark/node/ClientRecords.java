package dev.tidemark.node;

import dev.tidemark.core.client.ClientRecord;
import dev.tidemark.core.client.ClientRecord.RecordHeader;
import dev.tidemark.core.client.FetchedRecord;
import dev.tidemark.storage.record.Header;
import dev.tidemark.storage.record.LogEntry;
import dev.tidemark.storage.record.Record;

/** Records as clients see them, and as they are in a log. */
final class ClientRecords {
    private ClientRecords() { }

    static Record stored(ClientRecord record) {
        return new Record(record.key(), record.value(), record.headers().stream().map(header -> new Header(header.key(), header.value())).toList());
    }

    static FetchedRecord fetched(LogEntry entry) {
        Record record = entry.record();
        return new FetchedRecord(entry.offset(), entry.leaderEpoch(), entry.timestampMs(), new ClientRecord(record.key(), record.value(),
                record.headers().stream().map(header -> new RecordHeader(header.key(), header.value())).toList()));
    }
}
