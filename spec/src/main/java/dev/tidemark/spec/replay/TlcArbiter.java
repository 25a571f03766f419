package dev.tidemark.spec.replay;

import dev.tidemark.traces.SpecVocabulary;
import dev.tidemark.traces.Verdict;
import dev.tidemark.traces.Vocabulary;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Judges a slice by TLC itself: a separate process on a generated module. Slow, and as independent of the engine as can
 * be; the two have to agree.
 *
 * <p>TLC stops at the first property that fails in any state that the trace can be in. Where a trace leaves several states
 * open, it is therefore stricter than the engine, which only drops that state. Silent actions it does not know.
 */
public final class TlcArbiter {
    private static final Pattern MESSAGE = Pattern.compile("(?s)@!@!@STARTMSG (\\d+):(\\d) @!@!@\\n(.*?)\\n@!@!@ENDMSG");
    private static final int FINISHED_WITHOUT_ERROR = 2193;
    private static final int SEVERITY_ERROR = 1;

    private final Vocabulary vocabulary;
    private final Path temporary;

    /** @param temporary an empty directory, for one arbiter */
    public TlcArbiter(Vocabulary vocabulary, Path temporary) {
        this.vocabulary = vocabulary;
        this.temporary = temporary;
    }

    /** The verdict, and what TLC said that led to it. */
    public record Ruling(Verdict verdict, String message) { }

    /**
     * Judges a slice; its values have to be canonical, as a reader gives them.
     *
     * @throws IllegalStateException if TLC does not accept the generated module
     */
    public Ruling judge(Slice slice) throws IOException, InterruptedException {
        SpecVocabulary words = vocabulary.spec(slice.judge()).orElseThrow();
        Path folder = Files.createTempDirectory(temporary, "arbiter");
        SpecModules modules = SpecModules.unpack(words.area(), words.name(), folder);
        ArbiterModule module = new ArbiterModule(words, slice);
        Files.writeString(folder.resolve(ArbiterModule.NAME + ".tla"), module.text());
        Files.writeString(folder.resolve(ArbiterModule.NAME + ".cfg"), module.configuration(modules));
        return ruling(run(folder));
    }

    private static String run(Path folder) throws IOException, InterruptedException {
        Path tmp = Files.createDirectory(folder.resolve("tmp"));
        Process tlc = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + tmp, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xss16m", "-cp", tlcJar(), "tlc2.TLC",
                "-tool", "-deadlock", "-workers", "1", "-metadir", folder.resolve("states").toString(), ArbiterModule.NAME)
                .directory(folder.toFile()).redirectErrorStream(true).start();
        String output = new String(tlc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        tlc.waitFor();
        return output;
    }

    /** The jar that the class path has TLC from. */
    private static String tlcJar() {
        String resource = String.valueOf(TlcArbiter.class.getResource("/tlc2/TLC.class"));
        if (!resource.startsWith("jar:")) {
            throw new IllegalStateException("found TLC at " + resource + ", expected it in a jar on the class path");
        }
        return Path.of(URI.create(resource.substring("jar:".length(), resource.indexOf('!')))).toString();
    }

    private static Ruling ruling(String output) {
        Matcher messages = MESSAGE.matcher(output);
        boolean finished = false;
        while (messages.find()) {
            String text = messages.group(3);
            if (Integer.parseInt(messages.group(2)) == SEVERITY_ERROR) {
                if (isParseError(text)) {
                    break;
                }
                return new Ruling(text.contains(ArbiterModule.NOT_DONE) ? Verdict.ACCEPTED : Verdict.REJECTED, text);
            }
            finished |= Integer.parseInt(messages.group(1)) == FINISHED_WITHOUT_ERROR;
        }
        if (!finished) {
            throw new IllegalStateException("TLC does not judge the generated module:\n" + output);
        }
        return new Ruling(Verdict.REJECTED, "no step of the spec at some event");
    }

    private static boolean isParseError(String text) {
        return text.toLowerCase(Locale.ROOT).contains("pars");
    }
}
