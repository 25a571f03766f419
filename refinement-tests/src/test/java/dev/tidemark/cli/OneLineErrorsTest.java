package dev.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class OneLineErrorsTest {
    private final StringWriter err = new StringWriter();

    @Test
    void aBugIsCalledABug() {
        assertThat(handle(new IllegalStateException("first\n  second"))).isEqualTo(Ending.BUG);
        assertThat(err.toString().strip()).startsWith("tidemark: this is a bug of Tidemark").contains("first second", "OneLineErrorsTest").doesNotContain("\n");
    }

    @Test
    void aFileThatCannotBeReadIsTheInputsFault() {
        assertThat(handle(new UncheckedIOException(new AccessDeniedException("secret")))).isEqualTo(2);
        assertThat(err.toString().strip()).isEqualTo("tidemark: secret: access denied");
    }

    @Test
    void aReasonSaysWhatWasExpected() {
        assertThat(OneLineErrors.reason(new NoSuchFileException("a"))).isEqualTo("a: found nothing, expected a file");
        assertThat(OneLineErrors.reason(new IOException("x".repeat(1_000)))).hasSizeLessThan(450);
        assertThat(OneLineErrors.reason(new IOException())).isEqualTo("IOException");
    }

    @Test
    void nobodyIsToldThatNobodyReads() {
        assertThat(handle(new ClosedOutputException())).isEqualTo(Ending.CLOSED_OUTPUT);
        assertThat(err.toString()).isEmpty();
    }

    private int handle(Exception e) {
        Console console = new Console(new PrintWriter(new StringWriter()), new PrintWriter(err), false, 80);
        CommandLine commandLine = new CommandLine(CommandLine.Model.CommandSpec.create().name("tidemark"));
        return new OneLineErrors(console).handleExecutionException(e, commandLine, commandLine.parseArgs());
    }
}
