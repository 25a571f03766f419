package dev.tidemark.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.LongConsumer;

/** Counts the lines that are written; of a trace that is the header and the events. */
final class LineCounter extends FilterOutputStream {
    private final LongConsumer counted;
    private long lines;

    LineCounter(OutputStream out, LongConsumer counted) {
        super(out);
        this.counted = counted;
    }

    @Override
    public void write(int b) throws IOException {
        out.write(b);
        if (b == '\n') {
            lines++;
            counted.accept(lines);
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        long before = lines;
        for (int i = offset; i < offset + length; i++) {
            lines += bytes[i] == '\n' ? 1 : 0;
        }
        if (lines > before) {
            counted.accept(lines);
        }
    }
}
