package dev.tidemark.traces;

import java.io.IOException;

/** A file is not a trace, or not a whole one. The message is one line: where, what was found, what was expected. */
public final class TraceFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final long line;

    TraceFormatException(String file, long line, String problem) {
        super(file + ":" + line + ": " + problem);
        this.file = file;
        this.line = line;
    }

    public String file() {
        return file;
    }

    /** From 1. */
    public long line() {
        return line;
    }
}
