package dev.tidemark.spec.replay;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The modules of a spec, copied from the class path into a folder.
 *
 * <p>The standard modules come along: TLC finds them beside the spec and does not unpack them to java.io.tmpdir, where
 * two of them would break each other.
 */
final class SpecModules {
    private static final Pattern EXTENDS = Pattern.compile("(?m)^\\s*EXTENDS\\s+(\\w+(?:\\s*,\\s*\\w+)*)");
    private static final Pattern INSTANCE = Pattern.compile("\\bINSTANCE\\s+(\\w+)");
    private static final Pattern DEFINITION = Pattern.compile("(?m)^(\\w+)\\s*==");
    private static final Pattern THEOREM = Pattern.compile("(?m)^THEOREM\\b");

    private final String area;
    private final Path folder;
    private final Map<String, String> texts = new LinkedHashMap<>();
    private final String spec;

    private SpecModules(String area, String spec, Path folder) {
        this.area = area;
        this.spec = spec;
        this.folder = folder;
    }

    static SpecModules unpack(String area, String spec, Path folder) throws IOException {
        SpecModules modules = new SpecModules(area, spec, folder);
        Files.createDirectories(folder);
        modules.add(spec);
        return modules;
    }

    private void add(String module) throws IOException {
        if (texts.containsKey(module)) {
            return;
        }
        String text = read(module);
        texts.put(module, text);
        Files.writeString(folder.resolve(module + ".tla"), text);
        for (String used : used(text)) {
            add(used);
        }
    }

    private static List<String> used(String text) {
        List<String> names = new ArrayList<>(extended(text));
        Matcher instances = INSTANCE.matcher(text);
        while (instances.find()) {
            names.add(instances.group(1));
        }
        return names;
    }

    private static List<String> extended(String text) {
        Matcher matcher = EXTENDS.matcher(text);
        return matcher.find() ? Arrays.asList(matcher.group(1).trim().split("\\s*,\\s*")) : List.of();
    }

    private String read(String module) throws IOException {
        for (String place : List.of("/tla/" + area + "/", "/tla2sany/StandardModules/")) {
            try (InputStream in = SpecModules.class.getResourceAsStream(place + module + ".tla")) {
                if (in != null) {
                    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
                }
            }
        }
        throw new IllegalStateException("found no module " + module + ", expected it in /tla/" + area + " on the class path");
    }

    /** The names of the definitions at the start of a line, in the spec's module and those that it extends. */
    List<String> definitions() {
        List<String> names = new ArrayList<>();
        List<String> modules = new ArrayList<>(List.of(spec));
        for (int i = 0; i < modules.size(); i++) {
            String text = texts.get(modules.get(i));
            Matcher matcher = DEFINITION.matcher(text);
            while (matcher.find()) {
                names.add(matcher.group(1));
            }
            extended(text).stream().filter(m -> !modules.contains(m)).forEach(modules::add);
        }
        return names;
    }

    /** Whether the spec's own module claims to have proved something; a refuted protocol does not. */
    boolean hasTheorem() {
        return THEOREM.matcher(texts.get(spec)).find();
    }
}
