package dev.tidemark.spec.check;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tlc2.TLC;
import tlc2.TLCGlobals;
import tlc2.tool.AbstractChecker;
import tlc2.tool.ModelChecker;

/** The main class of the TLC process: TLC itself, and a thread that says four times a second how far it is; TLC would do so once a minute. */
public final class TlcMain {
    private static final long INTERVAL_MS = 250;
    private static final String MARK = "@!@!@LIVE ";
    private static final Pattern LINE = Pattern.compile(MARK + "(\\d+) (\\d+) (\\d+)");

    private TlcMain() { }

    /** Runs TLC with its own arguments. */
    public static void main(String[] args) throws Exception {
        Thread reporter = new Thread(TlcMain::report, "progress");
        reporter.setDaemon(true);
        reporter.start();
        TLC.main(args);
    }

    private static void report() {
        try {
            while (true) {
                Thread.sleep(INTERVAL_MS);
                AbstractChecker checker = TLCGlobals.mainChecker;
                if (checker instanceof ModelChecker running) {
                    System.out.println(MARK + running.getStatesGenerated() + " " + running.getDistinctStatesGenerated() + " " + running.getStateQueueSize());
                }
            }
        } catch (InterruptedException | LinkageError e) {
            // Another version of TLC may count in another way; then its own report, once a minute, has to do.
            Thread.currentThread().interrupt();
        }
    }

    /** What such a line says. */
    static Optional<Progress> parse(String line) {
        Matcher matcher = LINE.matcher(line);
        return matcher.matches()
                ? Optional.of(new Progress(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)), Long.parseLong(matcher.group(3))))
                : Optional.empty();
    }
}
