package dev.tidemark.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Says in one line what went wrong; nobody gets to see a stack trace. */
final class OneLineErrors implements IParameterExceptionHandler, IExecutionExceptionHandler {
    private static final int MOST_CHARACTERS = 400;

    private final Console console;

    OneLineErrors(Console console) {
        this.console = console;
    }

    @Override
    public int handleParseException(ParameterException e, String[] args) {
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        console.complain(command + ": " + oneLine(e.getMessage()) + suggestions(e) + " (see " + command + " --help)");
        return Ending.UNREADABLE.exitCode();
    }

    private static String suggestions(ParameterException e) {
        if (!(e instanceof CommandLine.UnmatchedArgumentException unmatched)) {
            return "";
        }
        List<String> suggestions = unmatched.getSuggestions();
        return suggestions.isEmpty() ? "" : "; did you mean " + String.join(" or ", suggestions) + "?";
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine commandLine, ParseResult result) {
        if (e instanceof ParameterException wrong) {
            return handleParseException(wrong, new String[0]);
        }
        if (e instanceof ClosedOutputException) {
            return Ending.CLOSED_OUTPUT;
        }
        if (e instanceof CancellationException) {
            return Ending.INTERRUPTED;
        }
        String command = commandLine.getCommandSpec().qualifiedName();
        if (e instanceof InputException || e instanceof IOException || e instanceof UncheckedIOException) {
            console.complain(command + ": " + reason(e));
            return Ending.UNREADABLE.exitCode();
        }
        console.complain(command + ": this is a bug of Tidemark, please report it: " + oneLine(e.toString()) + " at " + place(e));
        return Ending.BUG;
    }

    /** What went wrong, in one line. */
    static String reason(Exception e) {
        if (e instanceof UncheckedIOException wrapped) {
            return reason(wrapped.getCause());
        }
        if (e instanceof FileSystemException file && (file.getReason() == null || file.getReason().isEmpty())) {
            return file.getFile() + ": " + what(file);
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : oneLine(e.getMessage());
    }

    private static String what(FileSystemException e) {
        if (e instanceof NoSuchFileException) {
            return "found nothing, expected a file";
        }
        return e instanceof AccessDeniedException ? "access denied" : e.getClass().getSimpleName();
    }

    /** Without line ends and control characters, which a damaged file may have brought along, and not too long. */
    static String oneLine(String text) {
        String line = text.strip().replaceAll("\\R\\s*", " ").replaceAll("\\p{Cntrl}", "?");
        return line.length() <= MOST_CHARACTERS ? line : line.substring(0, MOST_CHARACTERS) + " ...";
    }

    private static String place(Exception e) {
        return Arrays.stream(e.getStackTrace()).filter(frame -> frame.getClassName().startsWith("dev.tidemark.")).findFirst()
                .map(StackTraceElement::toString).orElse("an unknown place");
    }
}
