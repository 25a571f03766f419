package dev.tidemark.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.storage.disk.DiskFile;
import dev.tidemark.storage.disk.StorageException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulatedDiskTest {
    private static final int SEEDS = 40;

    @TempDir
    Path temp;

    @Test
    void syncedBytesSurviveAndUnsyncedOnesAreCutAnywhere() throws Exception {
        assertThat(outcomes(disk -> {
            DiskFile file = disk.create("f");
            disk.syncDirectory("");
            append(file, "ab");
            file.sync();
            append(file, "cd");
        })).containsExactlyInAnyOrder("{f=ab}", "{f=abc}", "{f=abcd}");
    }

    @Test
    void createdFileMayVanishUntilItsDirectoryIsSynced() throws Exception {
        assertThat(outcomes(disk -> {
            DiskFile file = disk.create("f");
            append(file, "a");
            file.sync();
        })).containsExactlyInAnyOrder("{}", "{f=a}");
    }

    @Test
    void createdDirectoryMayVanishWithAllItHolds() throws Exception {
        assertThat(outcomes(disk -> {
            disk.createDirectories("d");
            disk.create("d/f").sync();
            disk.syncDirectory("d");
        })).containsExactlyInAnyOrder("{}", "{d/f=}");
    }

    @Test
    void renameIsDoneOrUndone() throws Exception {
        assertThat(outcomes(disk -> {
            synced(disk, "f", "old");
            synced(disk, "f.tmp", "new");
            disk.syncDirectory("");
            disk.rename("f.tmp", "f");
        })).containsExactlyInAnyOrder("{f=new}", "{f=old, f.tmp=new}");
    }

    /** What a checkpoint would look like if its file were renamed before it was synced. */
    @Test
    void renameOfAnUnsyncedFileMayOutliveItsBytes() throws Exception {
        assertThat(outcomes(disk -> {
            synced(disk, "f", "old");
            append(disk.create("f.tmp"), "n");
            disk.syncDirectory("");
            disk.rename("f.tmp", "f");
            disk.syncDirectory("");
        })).containsExactlyInAnyOrder("{f=}", "{f=n}");
    }

    @Test
    void truncationAndWhatFollowsItIsDoneOrUndone() throws Exception {
        assertThat(outcomes(disk -> {
            DiskFile file = synced(disk, "f", "abc");
            disk.syncDirectory("");
            file.truncate(2);
            file.truncate(1);
            append(file, "X");
        })).containsExactlyInAnyOrder("{f=abc}", "{f=a}", "{f=aX}");
    }

    @Test
    void deletionsAreUndoneIndependently() throws Exception {
        assertThat(outcomes(disk -> {
            synced(disk, "f", "1");
            synced(disk, "g", "2");
            disk.syncDirectory("");
            disk.delete("g");
            disk.delete("f");
        })).containsExactlyInAnyOrder("{}", "{f=1}", "{g=2}", "{f=1, g=2}");
    }

    @Test
    void processCrashKeepsAllBytesAndDropsTheHandles() throws Exception {
        SimulatedDisk disk = new SimulatedDisk(temp);
        DiskFile file = disk.create("f");
        append(file, "abc");
        disk.processCrash();
        assertThat(Files.readString(temp.resolve("f"))).isEqualTo("abc");
        assertThatThrownBy(() -> append(file, "d")).isInstanceOf(IllegalStateException.class).hasMessageContaining("f: this handle was closed");
        file.close();
    }

    @Test
    void bytesThatSurvivedAProcessCrashAreStillNotDurable() throws Exception {
        assertThat(outcomes(disk -> {
            append(disk.create("f"), "a");
            disk.syncDirectory("");
            disk.processCrash();
            disk.open("f").close();
        })).containsExactlyInAnyOrder("{f=}", "{f=a}");
    }

    /** What the files look like after a power loss, over many seeds; each seed twice, with the same outcome. */
    private Set<String> outcomes(Workload workload) throws Exception {
        Set<String> outcomes = new TreeSet<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            String outcome = outcome(workload, seed, "a" + seed);
            assertThat(outcome(workload, seed, "b" + seed)).as("seed %d, again", seed).isEqualTo(outcome);
            outcomes.add(outcome);
        }
        return outcomes;
    }

    private String outcome(Workload workload, int seed, String directory) throws Exception {
        Path root = Files.createDirectory(temp.resolve(directory));
        SimulatedDisk disk = new SimulatedDisk(root);
        workload.run(disk);
        disk.powerLoss(cutting(new SplittableRandom(seed)));
        TreeMap<String, String> files = new TreeMap<>();
        try (var paths = Files.walk(root)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                files.put(root.relativize(path).toString(), Files.readString(path));
            }
        }
        return files.toString();
    }

    private static DiskFile synced(SimulatedDisk disk, String path, String text) throws StorageException {
        DiskFile file = disk.create(path);
        append(file, text);
        file.sync();
        return file;
    }

    private static void append(DiskFile file, String text) throws StorageException {
        file.append(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    private interface Workload {
        void run(SimulatedDisk disk) throws StorageException;
    }

    /** Chance, but for zeros: what does not remain is gone. */
    private static PowerLoss cutting(java.util.random.RandomGenerator random) {
        PowerLoss chance = PowerLoss.random(random);
        return new PowerLoss() {
            @Override
            public boolean undoes() {
                return chance.undoes();
            }

            @Override
            public long bytesKept(String path, long unsynced) {
                return chance.bytesKept(path, unsynced);
            }

            @Override
            public boolean leavesZeros(String path) {
                return false;
            }
        };
    }
}
