package dev.tidemark.simulation;

import java.util.List;
import java.util.Optional;

/** A change of a directory that is not yet synced, with what is needed to undo it. */
sealed interface NameChange {
    /** The names that it touches. */
    List<String> names();

    record Created(String path) implements NameChange {
        @Override
        public List<String> names() {
            return List.of(path);
        }
    }

    record DirectoryCreated(String path) implements NameChange {
        @Override
        public List<String> names() {
            return List.of(path);
        }
    }

    record Renamed(String from, String to, Optional<LostFile> replaced) implements NameChange {
        @Override
        public List<String> names() {
            return List.of(from, to);
        }
    }

    record Deleted(String path, LostFile lost) implements NameChange {
        @Override
        public List<String> names() {
            return List.of(path);
        }
    }
}
