package dev.tidemark.storage;

import java.util.List;

/** File names of a segment: its base offset in twenty digits, and what the file is. */
final class SegmentName {
    static final String LOG = ".log";
    static final String INDEX = ".index";
    private static final int DIGITS = 20;

    private SegmentName() {}

    static String of(long baseOffset, String suffix) {
        return String.format("%020d", baseOffset) + suffix;
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
