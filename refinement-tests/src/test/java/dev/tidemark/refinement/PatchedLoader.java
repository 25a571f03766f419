package dev.tidemark.refinement;

import dev.tidemark.refinement.rehearsal.Rehearsal;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** Loads an implementation afresh, with some of its classes replaced. What it shares with the test is the trace format. */
final class PatchedLoader extends ClassLoader {
    private static final List<String> OWN = List.of("dev.tidemark.core.", "dev.tidemark.node.", "dev.tidemark.simulation.",
            "dev.tidemark.storage.", Rehearsal.class.getPackageName() + ".");

    private final Map<String, byte[]> patched;

    PatchedLoader(Map<String, byte[]> patched) {
        super(PatchedLoader.class.getClassLoader());
        this.patched = Map.copyOf(patched);
    }

    /** A recorder of what the patched implementation does. */
    Recorder recorder() throws ReflectiveOperationException {
        return (Recorder) loadClass(Rehearsal.class.getName()).getDeclaredConstructor().newInstance();
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (OWN.stream().noneMatch(name::startsWith)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : define(name);
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        byte[] bytes = patched.containsKey(name) ? patched.get(name) : shipped(name);
        return defineClass(name, bytes, 0, bytes.length);
    }

    private byte[] shipped(String name) throws ClassNotFoundException {
        try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
