package dev.tidemark.cli;

import dev.tidemark.spec.check.SpecLibrary;

/**
 * What a command finds around it.
 *
 * @param console where it says what it has to say
 * @param specs   the specs and their models
 */
record Surroundings(Console console, SpecLibrary specs) {
    static Surroundings ofProcess() {
        return new Surroundings(Console.ofProcess(), SpecLibrary.ofTidemark());
    }
}
