package dev.tidemark.spec.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which module extends which, in a folder of specs. */
final class Extensions {
    private static final Pattern EXTENDS = Pattern.compile("^EXTENDS (.*)$", Pattern.MULTILINE);
    private static final Pattern NEXT = Pattern.compile("^Next ==", Pattern.MULTILINE);

    private final Path specs;

    Extensions(Path specs) {
        this.specs = specs;
    }

    /** The specs, each a module that chooses a Next, that a model extends. */
    Set<String> specsOf(Model model) throws IOException {
        Path area = specs.resolve(model.area());
        Set<String> reached = new TreeSet<>();
        Set<String> chosen = new TreeSet<>();
        Deque<String> toRead = new ArrayDeque<>(List.of(model.module()));
        while (!toRead.isEmpty()) {
            String module = toRead.remove();
            Optional<Path> file = List.of(area, area.resolve("models")).stream().map(folder -> folder.resolve(module + ".tla")).filter(Files::exists).findFirst();
            if (file.isPresent() && reached.add(module)) {
                String text = Files.readString(file.get());
                if (NEXT.matcher(text).find() && file.get().getParent().equals(area)) {
                    chosen.add(module);
                }
                Matcher matcher = EXTENDS.matcher(text);
                if (matcher.find()) {
                    toRead.addAll(Arrays.asList(matcher.group(1).strip().split("\\s*,\\s*")));
                }
            }
        }
        return chosen;
    }
}
