package dev.tidemark.spec.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An enabling conjunct of an action: what must hold before the step may be taken. A guard that can be dropped without any model's noticing is
 * either redundant, which a comment on its line has to say ({@code \* Redundant: ...}), or not understood.
 *
 * @param module    where it stands
 * @param action    the action, or the operator that several actions share
 * @param text      the guard itself, in one line
 * @param place     its lines and columns, from 1 on, both ends inclusive
 * @param redundant why it is not needed, if the spec says that it is not
 */
public record Guard(String module, String action, String text, Place place, Optional<String> redundant) {
    private static final String ALWAYS = "TRUE";

    /** Where a guard begins and ends. */
    record Place(int beginLine, int beginColumn, int endLine, int endColumn) { }

    /** As in a table: {@code AppendRecords (Replication:371)}. */
    public String name() {
        return action + " (" + module + ":" + place.beginLine + ")";
    }

    /**
     * Drops it from a copy of its module; nothing else moves.
     *
     * @param area the folder of the module
     */
    void dropFrom(Path area) throws IOException {
        Path file = area.resolve(module + ".tla");
        List<String> lines = new ArrayList<>(Files.readAllLines(file));
        for (int line = place.beginLine; line <= place.endLine; line++) {
            String before = line == place.beginLine ? lines.get(line - 1).substring(0, place.beginColumn - 1) + ALWAYS : "";
            String after = line == place.endLine ? lines.get(line - 1).substring(place.endColumn) : "";
            lines.set(line - 1, before + after);
        }
        Files.write(file, lines);
    }
}
