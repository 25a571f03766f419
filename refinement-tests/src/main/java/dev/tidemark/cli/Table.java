package dev.tidemark.cli;

import java.util.List;
import java.util.stream.IntStream;

/** Rows in columns of fixed width, so that each can be printed as soon as it is known. */
final class Table {
    private final int[] widths;

    private Table(int[] widths) {
        this.widths = widths;
    }

    /** A table wide enough for these rows. */
    static Table fitting(List<List<String>> rows) {
        int columns = rows.stream().mapToInt(List::size).max().orElse(0);
        return new Table(IntStream.range(0, columns)
                .map(column -> rows.stream().filter(row -> column < row.size()).mapToInt(row -> row.get(column).length()).max().orElse(0)).toArray());
    }

    String row(List<String> cells) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            line.append(cells.get(i)).append(" ".repeat(Math.max(0, widths[i] - cells.get(i).length()) + 2));
        }
        return line.toString().stripTrailing();
    }
}
