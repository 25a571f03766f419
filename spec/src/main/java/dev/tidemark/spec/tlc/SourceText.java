package dev.tidemark.spec.tlc;

import dev.tidemark.spec.replay.ScopeReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tla2sany.semantic.OpDefNode;
import tla2sany.semantic.SemanticNode;
import tla2sany.st.Location;

/** What is written in a spec, and where. */
final class SourceText {
    private static final int LONGEST = 130;

    private final Path folder;
    private final Map<String, List<String>> files = new HashMap<>();

    SourceText(Path folder) {
        this.folder = folder;
    }

    /** The module, line and column of a node. */
    String place(SemanticNode node) {
        Location location = node.getLocation();
        return location.source() + ":" + location.beginLine() + ":" + location.beginColumn();
    }

    /** The text of a node in one line, abbreviated. */
    String of(SemanticNode node) {
        Location location = node.getLocation();
        List<String> lines = lines(location.source()).subList(location.beginLine() - 1, location.endLine());
        String text = Stream.iterate(0, i -> i < lines.size(), i -> i + 1)
                .map(i -> part(lines.get(i), i == 0 ? location.beginColumn() - 1 : 0, i == lines.size() - 1 ? location.endColumn() : Integer.MAX_VALUE))
                .map(SourceText::withoutComment).collect(Collectors.joining(" "));
        return ScopeReport.abbreviate(text.replaceAll("\\s+", " ").strip(), LONGEST);
    }

    private static String part(String line, int from, int to) {
        return line.substring(Math.min(from, line.length()), Math.min(to, line.length()));
    }

    private static String withoutComment(String line) {
        int comment = line.indexOf("\\*");
        return comment < 0 ? line : line.substring(0, comment);
    }

    /** The first line of the comment above a definition. */
    Optional<String> comment(OpDefNode definition) {
        List<String> lines = lines(definition.getLocation().source());
        int line = definition.getLocation().beginLine() - 2;
        Optional<String> first = Optional.empty();
        while (line >= 0 && lines.get(line).startsWith("\\*")) {
            first = Optional.of(lines.get(line).substring(2).strip());
            line--;
        }
        return first;
    }

    private List<String> lines(String module) {
        return files.computeIfAbsent(module, name -> {
            try {
                return Files.readAllLines(folder.resolve(name + ".tla"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
