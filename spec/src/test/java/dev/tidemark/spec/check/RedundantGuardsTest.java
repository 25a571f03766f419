package dev.tidemark.spec.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A spec calls a guard redundant as {@code check --guards} reads it: {@code \* Redundant: why}, behind the guard or on the line before. */
class RedundantGuardsTest {
    private static final Pattern SAID = Pattern.compile("(?i).*(\\\\\\*|\\(\\*)\\s*redundant\\b.*");

    static Stream<Path> areas() throws IOException {
        return below(SpecLibrary.codeSource().resolve("tla"), 1).stream().filter(Files::isDirectory);
    }

    @ParameterizedTest
    @MethodSource("areas")
    void everyRedundantGuardIsOneOfASpecAndSaysWhy(Path area) throws IOException {
        assertThat(notRead(area)).as("redundancies that no guard of a spec has: they must follow `\\* Redundant: why`").isEmpty();
    }

    @Test
    void whatIsNotReadIsFound(@TempDir Path area) throws IOException {
        Files.writeString(area.resolve("Planted.tla"), """
                ------------------------------- MODULE Planted -------------------------------
                EXTENDS Naturals
                VARIABLE count
                Init == count = 0
                Unused(n) == count = n  \\* Redundant: of no action
                Count(n) ==
                    /\\ count < 3  \\* Redundant: read, behind the guard
                    \\* Redundant: read, before the guard
                    /\\ count >= 0
                    /\\ count # 4  \\* Redundant
                    /\\ count # 5  \\* Redundant:
                    /\\ count # 6  \\*Redundant: no space
                    /\\ count # 7  \\* redundant: another case
                    /\\ count # 8  (* Redundant: a comment of the other kind *)
                    \\* Redundant: of no line

                    /\\ count # 9
                    /\\ \\/ count # 10  \\* Redundant: of a part of a guard
                       \\/ count # 11
                    /\\ n \\in 1..2  \\* Redundant: repeats what Next says, and is not dropped
                    /\\ count' = count + n  \\* Redundant: of no guard
                Next == \\E n \\in 1..2 : Count(n)
                ===============================================================================
                """);
        assertThat(notRead(area)).extracting(line -> Integer.valueOf(line.split(":")[1])).containsExactly(5, 10, 11, 12, 13, 14, 15, 18, 20, 21);
        assertThat(Guards.of(area, "Planted")).extracting(guard -> guard.redundant().map(Guard.Redundancy::reason).orElse(""))
                .startsWith("read, behind the guard", "read, before the guard", "");
    }

    /** The lines, also of models, that speak of a redundancy which no guard of any spec of the area is said to have. */
    private static List<String> notRead(Path area) throws IOException {
        Set<String> read = new HashSet<>();
        for (Path module : below(area, 1)) {
            if (module.toString().endsWith(".tla") && Files.readString(module).contains("\nNext ==")) {
                Guards.of(area, name(module)).forEach(
                        guard -> guard.redundant().ifPresent(redundancy -> read.add(guard.module() + ":" + redundancy.line())));
            }
        }
        List<String> notRead = new ArrayList<>();
        for (Path module : below(area, 2)) {
            List<String> lines = module.toString().endsWith(".tla") ? Files.readAllLines(module) : List.of();
            for (int i = 0; i < lines.size(); i++) {
                String place = name(module) + ":" + (i + 1);
                if (SAID.matcher(lines.get(i)).matches() && !read.contains(place)) {
                    notRead.add(place + ": " + lines.get(i).strip());
                }
            }
        }
        return notRead;
    }

    private static String name(Path module) {
        return module.getFileName().toString().replace(".tla", "");
    }

    private static List<Path> below(Path folder, int depth) throws IOException {
        try (Stream<Path> files = Files.walk(folder, depth)) {
            return files.filter(file -> !file.equals(folder)).sorted().toList();
        }
    }
}
