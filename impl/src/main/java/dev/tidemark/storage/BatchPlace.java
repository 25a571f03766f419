package dev.tidemark.storage;

import dev.tidemark.storage.disk.DiskFile;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.storage.record.BatchScanner;
import dev.tidemark.storage.record.BatchSearch;
import dev.tidemark.storage.record.Flaw;
import dev.tidemark.storage.record.RecordBatch;

/** Where a batch begins in a segment, in bytes and in offsets; without bytes at the end of the segment. */
record BatchPlace(long position, long baseOffset, int sizeInBytes) {

    /**
     * That of the batch which contains an offset, or else the next one, in a gap that the cleaner left.
     *
     * @param from       where to begin to read
     * @param baseOffset of the segment
     * @param endOffset  of the segment
     */
    static BatchPlace of(long offset, DiskFile log, long from, long baseOffset, long endOffset) throws StorageException {
        BatchSearch search = new BatchSearch(log, from, log.size());
        if (search.find(offset)) {
            return new BatchPlace(search.position(), search.baseOffset(), search.sizeInBytes());
        }
        BatchScanner scanner = BatchScanner.of(log, from, log.size(), BatchScanner.ANY_OFFSET, RecordBatch.HEADER_BYTES).allowingGaps();
        while (scanner.next().isPresent()) {
            // to the end, or to the flaw that the search met
        }
        if (scanner.flaw().isPresent()) {
            throw new Damage(log.path(), scanner.position(), Math.max(baseOffset, scanner.nextOffset()), scanner.flaw().get()).asException();
        }
        if (offset <= endOffset) {
            return new BatchPlace(scanner.position(), offset, 0); // a gap at the end, which the cleaner left
        }
        throw new Damage(log.path(), scanner.position(), offset, new Flaw("the end of the file", "offset " + offset)).asException();
    }
}
