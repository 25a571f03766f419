package dev.tidemark.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.simulation.log.LogScenarios;
import dev.tidemark.storage.disk.RealDisk;
import dev.tidemark.storage.record.Record;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A log is traced from outside, by the disk that it is given. So tracing that is switched off costs nothing: a log on the real disk does all that
 * it does where no class of the traces or of the simulation can be loaded.
 */
class UntracedLogTest {
    @TempDir
    Path root;

    @Test
    void aLogOnTheRealDiskNeedsNothingThatTraces() throws Exception {
        assertThat(loaded(Life.class).call()).isEqualTo(3L);
    }

    /** The probe: the class loader does keep tracing out. */
    @Test
    void theScenariosThatTraceALogDo() {
        assertThatThrownBy(() -> loaded(Traced.class).call()).isInstanceOf(NoClassDefFoundError.class).hasMessageContaining("LogScenarios");
    }

    private Callable<?> loaded(Class<?> type) throws Exception {
        return (Callable<?>) new WithoutTracing().loadClass(type.getName()).getConstructor(Path.class).newInstance(root);
    }

    /** What an application of the log does with it. */
    public record Life(Path root) implements Callable<Long> {
        @Override
        public Long call() throws Exception {
            try (PartitionLog log = PartitionLog.open(RealDisk.at(root), "orders-0", LogConfig.DEFAULT, 0)) {
                log.append(List.of(Record.ofValue("a"), Record.ofValue("b")), 0, 1);
                log.roll();
                log.append(List.of(Record.ofValue("c"), Record.ofValue("d")), 0, 2);
                log.flush();
                log.truncateTo(3);
            }
            try (PartitionLog log = PartitionLog.open(RealDisk.at(root), "orders-0", LogConfig.DEFAULT, 0)) {
                return log.logEndOffset() == 2 ? 1L + log.read(0, 100).endOffset() : -1;
            }
        }
    }

    /** Needs them. */
    public record Traced(Path root) implements Callable<String> {
        @Override
        public String call() {
            return LogScenarios.class.getName();
        }
    }

    /** Loads everything anew, but for what traces. */
    private static final class WithoutTracing extends URLClassLoader {
        private static final List<String> KEPT_OUT = List.of("dev.tidemark.traces.", "dev.tidemark.simulation.", "dev.tidemark.node.", "com.fasterxml.");

        WithoutTracing() throws MalformedURLException {
            super(classPath(), ClassLoader.getPlatformClassLoader());
        }

        private static URL[] classPath() throws MalformedURLException {
            List<URL> urls = new ArrayList<>();
            for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
                urls.add(new File(entry).toURI().toURL());
            }
            return urls.toArray(URL[]::new);
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (KEPT_OUT.stream().anyMatch(name::startsWith)) {
                throw new ClassNotFoundException(name);
            }
            return super.findClass(name);
        }
    }
}
