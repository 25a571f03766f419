package dev.tidemark.cli;

import dev.tidemark.spec.check.SpecLibrary;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** A run of the command line in this process: what it returned and what it printed. */
record CommandLineRun(int exitCode, String out, String err) {

    static CommandLineRun of(Object... args) {
        return in(SpecLibrary.ofTidemark(), args);
    }

    /** With the models of the tests. */
    static CommandLineRun withTinyModels(Object... args) {
        return in(SpecLibrary.at(Path.of(System.getProperty("tidemark.root"), "spec", "src", "test", "resources", "check-library")), args);
    }

    private static CommandLineRun in(SpecLibrary specs, Object... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Console console = new Console(new PrintWriter(out), new PrintWriter(err), false, 80);
        int exitCode = Tidemark.in(new Surroundings(console, specs)).execute(Arrays.stream(args).map(Object::toString).toArray(String[]::new));
        return new CommandLineRun(exitCode, out.toString(), err.toString());
    }

    List<String> complaints() {
        return err.lines().toList();
    }
}
