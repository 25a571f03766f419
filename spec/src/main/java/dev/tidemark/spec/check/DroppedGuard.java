package dev.tidemark.spec.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Rewrites a spec so that a variable says which of its guards is dropped: the n-th is {@code (IF droppedGuard = n THEN TRUE ELSE guarded(n, guard))}. The spec
 * neither begins nor goes on with a value of that variable; {@link Exploration} gives it one.
 */
final class DroppedGuard {
    static final String VARIABLE = "droppedGuard";
    /** The value with which the spec is what it was. */
    static final int NONE = 0;

    private static final String MODULE = "Dropping";

    private DroppedGuard() { }

    /**
     * Rewrites the modules in which the guards stand.
     *
     * @param area   the folder of the modules
     * @param guards all of the spec; they are counted from 1
     */
    static void makeDroppable(Path area, List<Guard> guards) throws IOException {
        Files.write(area.resolve(MODULE + ".tla"), List.of("---- MODULE " + MODULE + " ----", "VARIABLE " + VARIABLE, "guarded(number, guard) == guard", "===="));
        Set<String> modules = guards.stream().map(Guard::module).collect(Collectors.toCollection(TreeSet::new));
        for (String module : modules) {
            Path file = area.resolve(module + ".tla");
            List<String> lines = new ArrayList<>(Files.readAllLines(file));
            guards.stream().filter(guard -> guard.module().equals(module)).sorted(Comparator.comparing(Guard::place).reversed())
                    .forEach(guard -> enclose(lines, guard.place(), guards.indexOf(guard) + 1));
            Files.write(file, lines.stream().map(line -> line.startsWith("EXTENDS ") ? line + ", " + MODULE : line).toList());
        }
    }

    /** The guard keeps its columns, by which lists are told apart. */
    private static void enclose(List<String> lines, Guard.Place place, int number) {
        String last = lines.get(place.endLine() - 1);
        lines.set(place.endLine() - 1, last.substring(0, place.endColumn()) + "))" + last.substring(place.endColumn()));
        String first = lines.get(place.beginLine() - 1);
        int column = place.beginColumn() - 1;
        lines.set(place.beginLine() - 1, " ".repeat(column) + first.substring(column));
        lines.add(place.beginLine() - 1, first.substring(0, column) + "(IF " + VARIABLE + " = " + number + " THEN TRUE ELSE guarded(" + number + ",");
    }
}
