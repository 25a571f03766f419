package dev.tidemark.cli;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;

/** A line on the terminal that says how far something is; without a terminal it is not there. */
interface ProgressLine extends AutoCloseable {
    /** @param done of what was announced */
    void to(long done, String note);

    @Override
    void close();

    /** @param total what there is to do; 0 if that is not known */
    static ProgressLine start(Console console, String task, long total) {
        return console.isTerminal() ? new Shown(console, task, total) : new Hidden();
    }

    /** Without a terminal. */
    final class Hidden implements ProgressLine {
        @Override
        public void to(long done, String note) { }

        @Override
        public void close() { }
    }

    /** On a terminal. */
    final class Shown implements ProgressLine {
        private static final int INTERVAL_MS = 100;

        private final ProgressBar bar;

        private Shown(Console console, String task, long total) {
            this.bar = new ProgressBarBuilder().setTaskName(task).setInitialMax(total == 0 ? -1 : total).setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(INTERVAL_MS).hideEta().setConsumer(new Terminal(console)).build();
        }

        @Override
        public void to(long done, String note) {
            bar.stepTo(done).setExtraMessage(" " + note);
        }

        @Override
        public void close() {
            bar.close();
        }
    }

    /** Where the library draws. */
    final class Terminal implements ProgressBarConsumer {
        private final Console console;

        private Terminal(Console console) {
            this.console = console;
        }

        @Override
        public int getMaxRenderedLength() {
            return console.columns() - 1;
        }

        @Override
        public void accept(String rendered) {
            console.showProgress(rendered);
        }

        @Override
        public void close() {
            console.clearProgress();
        }
    }
}
