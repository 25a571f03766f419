package dev.tidemark.spec.replay;

import dev.tidemark.traces.SpecInstance;
import dev.tidemark.traces.SpecVocabulary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A private folder with a spec, everything that it extends, and a module of our own that fixes its constants for a replay.
 *
 * @param folder where the files are
 * @param root   the module to load, with a configuration of the same name
 * @param words  the spec's vocabulary
 */
public record SpecFolder(Path folder, String root, SpecVocabulary words) {

    /** Writes the folder for judging by a spec with an instance's constants. */
    static SpecFolder create(Path folder, SpecVocabulary words, SpecInstance instance) {
        try {
            SpecModules modules = SpecModules.unpack(words.area(), words.name(), folder);
            ReplayModule module = new ReplayModule(words, instance, modules);
            Files.writeString(folder.resolve(module.name() + ".tla"), module.text());
            Files.writeString(folder.resolve(module.name() + ".cfg"), module.configuration());
            return new SpecFolder(folder, module.name(), words);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The text of the module's configuration. */
    static String lines(List<String> lines) {
        return lines.stream().collect(Collectors.joining("\n", "", "\n"));
    }
}
