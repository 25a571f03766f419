package dev.tidemark.spec.check;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tlc2.module.Dropping;
import tlc2.tool.TLCStateMut;
import tlc2.tool.impl.FastTool;
import tlc2.tool.impl.Tool;
import tlc2.util.FP64;
import util.SimpleFilenameToStream;
import util.ToolIO;

/**
 * The main class of a process that explores one model once as it is, and once without each of some guards. TLC would have to begin anew, and to warm up
 * anew, for each.
 */
public final class GuardlessMain {
    private static final String MARK = "@!@!@WITHOUT ";
    private static final Pattern LINE = Pattern.compile(MARK + "(\\d+) (\\d+) (true|false) ?(.*)");

    private GuardlessMain() { }

    /** Module, configuration, threads, how many states there may be beyond those with all guards, how many times those, and the numbers of the guards. */
    public static void main(String[] args) throws Exception {
        PrintStream out = System.out;
        Tool tool = load(args[0], args[1]);
        Exploration.Outcome guarded = Exploration.without(DroppedGuard.NONE, tool, Long.MAX_VALUE);
        say(out, DroppedGuard.NONE, guarded);
        long mostStates = Long.parseLong(args[3]) + Long.parseLong(args[4]) * guarded.states();
        Set<Integer> blocking = Set.copyOf(Dropping.BLOCKING);
        ExecutorService threads = Executors.newFixedThreadPool(Integer.parseInt(args[2]));
        List<Future<?>> explorations = new ArrayList<>();
        for (String number : Arrays.asList(args).subList(5, args.length)) {
            int guard = Integer.parseInt(number);
            if (!blocking.contains(guard)) {
                continue;
            }
            explorations.add(threads.submit(() -> say(out, guard, Exploration.without(guard, tool, mostStates))));
        }
        threads.shutdown();
        for (Future<?> exploration : explorations) {
            exploration.get();
        }
    }

    private static Tool load(String module, String config) {
        ToolIO.out = new PrintStream(OutputStream.nullOutputStream());
        ToolIO.err = System.err;
        FP64.Init();
        Tool tool = new FastTool(module, config.replaceFirst("\\.cfg$", ""), new SimpleFilenameToStream());
        TLCStateMut.setTool(tool);
        return tool;
    }

    private static synchronized void say(PrintStream out, int guard, Exploration.Outcome outcome) {
        out.println(MARK + guard + " " + outcome.states() + " " + outcome.isEnded() + " " + outcome.noticed().map(Noticed::text).orElse(""));
    }

    /**
     * What such a line says.
     *
     * @param guard its number
     */
    record Line(int guard, Exploration.Outcome outcome) {
        static Optional<Line> parse(String line) {
            Matcher matcher = LINE.matcher(line);
            return matcher.matches() ? Optional.of(new Line(Integer.parseInt(matcher.group(1)), new Exploration.Outcome(Long.parseLong(matcher.group(2)),
                    Boolean.parseBoolean(matcher.group(3)), Optional.of(matcher.group(4)).filter(text -> !text.isEmpty()).map(Noticed::parse)))) : Optional.empty();
        }
    }
}
