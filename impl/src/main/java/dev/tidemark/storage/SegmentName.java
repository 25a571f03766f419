package dev.tidemark.storage;

import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.storage.producer.TransactionIndex;
import java.util.List;

/**
 * File names of a segment: its base offset in twenty digits, what the file is, and perhaps what is being done with it.
 *
 * <pre>
 *   00000000000000000042.log            in use; likewise .index and .timeindex, and .txnindex, which is the producers'
 *   00000000000000000042.log.cleaned    being written by the cleaner: worth nothing yet
 *   00000000000000000042.log.swap       complete: about to replace the segments whose offsets it covers
 *   00000000000000000042.log.deleted    no longer part of the log; kept for a while for those who still read it
 * </pre>
 */
final class SegmentName {
    static final String LOG = ".log";
    static final String INDEX = ".index";
    static final String TIME_INDEX = ".timeindex";
    static final String TRANSACTION_INDEX = TransactionIndex.SUFFIX;
    static final List<String> KINDS = List.of(LOG, INDEX, TIME_INDEX, TRANSACTION_INDEX);
    static final List<String> KINDS_LOG_LAST = List.of(TRANSACTION_INDEX, TIME_INDEX, INDEX, LOG);

    static final String IN_USE = "";
    static final String CLEANED = ".cleaned";
    static final String SWAP = ".swap";
    static final String DELETED = ".deleted";
    private static final int DIGITS = 20;

    private SegmentName() {}

    static String of(long baseOffset, String suffix) {
        return String.format("%020d", baseOffset) + suffix;
    }

    static void deleteIfExists(Disk disk, String path) throws StorageException {
        if (disk.exists(path)) {
            disk.delete(path);
        }
    }

    /** Ascending base offsets of the files with this suffix; other names are not ours and are passed over. */
    static List<Long> baseOffsets(List<String> names, String suffix) {
        return names.stream().filter(name -> isSegment(name, suffix)).map(name -> Long.parseLong(name.substring(0, DIGITS))).sorted().toList();
    }

    private static boolean isSegment(String name, String suffix) {
        return name.length() == DIGITS + suffix.length() && name.endsWith(suffix)
                && name.substring(0, DIGITS).chars().allMatch(c -> c >= '0' && c <= '9') && name.compareTo("09223372036854775808") < 0;
    }
}
