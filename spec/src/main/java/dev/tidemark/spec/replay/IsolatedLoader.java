package dev.tidemark.spec.replay;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.ServiceLoader;

/**
 * Loads TLC, and our package that touches it, afresh for each spec: TLC keeps what it knows of a spec in statics, and a
 * second spec in the same classes breaks the first. Everything else comes from the parent and is shared.
 */
final class IsolatedLoader extends ClassLoader {
    private static final List<String> OWN = List.of("tlc2.", "tla2sany.", "util.", "pcal.", "tla2tex.", "dev.tidemark.spec.tlc.");

    static {
        registerAsParallelCapable();
    }

    private IsolatedLoader(ClassLoader parent) {
        super(parent);
    }

    /** A factory whose classes nobody else uses. */
    static SpecEngineFactory newFactory() {
        IsolatedLoader loader = new IsolatedLoader(SpecEngineFactory.class.getClassLoader());
        return ServiceLoader.load(SpecEngineFactory.class, loader).findFirst()
                .orElseThrow(() -> new IllegalStateException("found no " + SpecEngineFactory.class.getName() + " on the class path"));
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
        try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] bytes = in.readAllBytes();
            return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException e) {
            throw new UncheckedIOException("reading class " + name, e);
        }
    }
}
