package dev.tidemark.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code tidemark demo}. */
@Command(name = "demo", description = "The guided tour, in less than a minute.")
final class DemoCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    DemoCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        surroundings.console().say("");
        return 0;
    }
}
