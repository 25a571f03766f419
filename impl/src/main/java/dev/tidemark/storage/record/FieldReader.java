package dev.tidemark.storage.record;

/** Reads the fields of records from an array, checking each length against what is there. Varints are explained at {@link Varint}. */
final class FieldReader {
    private static final int ABSENT = -1;
    private static final int VARLONG_BITS = 70;

    private byte[] bytes = new byte[0];
    private int origin;
    private int at;
    private int end;

    void over(byte[] source, int from, int length) {
        bytes = source;
        origin = from;
        at = from;
        end = from + length;
    }

    /** Index in {@link #bytes()} of what is read next. */
    int at() {
        return at;
    }

    void seek(int newAt) {
        at = newAt;
    }

    /** Goes back to where it began. */
    void rewind() {
        at = origin;
    }

    byte[] bytes() {
        return bytes;
    }

    int remaining() {
        return end - at;
    }

    int varint() throws InvalidBatchException {
        int from = at;
        if (end - from >= 2) { // nearly all are of one byte or two
            byte first = bytes[from];
            if (first >= 0) {
                at = from + 1;
                return first >>> 1 ^ -(first & 1);
            }
            byte second = bytes[from + 1];
            if (second >= 0) {
                at = from + 2;
                int bits = first & 0x7F | second << 7;
                return bits >>> 1 ^ -(bits & 1);
            }
        }
        long value = varlong();
        if (value != (int) value) {
            throw invalid("varint " + value, "a 32-bit number");
        }
        return (int) value;
    }

    long varlong() throws InvalidBatchException {
        long bits = 0;
        for (int shift = 0; shift < VARLONG_BITS && at < end; shift += 7) {
            byte next = bytes[at++];
            bits |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return bits >>> 1 ^ -(bits & 1);
            }
        }
        throw invalid("an unfinished varint", "at most 10 bytes");
    }

    /** Steps over a length and as many bytes; returns the length, -1 for an absent field. */
    int field() throws InvalidBatchException {
        int length = varint();
        if (length < ABSENT || length > end - at) {
            throw invalid("a field of " + length + " bytes", "one that fits in " + (end - at));
        }
        at += Math.max(length, 0);
        return length;
    }

    InvalidBatchException invalid(String found, String expected) {
        return new InvalidBatchException("record at byte " + (at - origin) + " of its batch's records", new Flaw(found, expected));
    }
}
