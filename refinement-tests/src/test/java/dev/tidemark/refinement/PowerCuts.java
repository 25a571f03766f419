package dev.tidemark.refinement;

import java.util.List;
import java.util.function.Consumer;

/** Whoever can cut lives short, wherever the power may fail; so that it can be asked of an implementation in another class loader. */
public interface PowerCuts {
    /** The lives that there are, by name. */
    List<String> lives();

    /**
     * Lives a life again and again: it ends before each of its changes of the disk, in either way, and all is left that the disk allows.
     *
     * @param mostOutcomes of a place where it ends: so many are taken in order, and if there are more, as many again at random
     * @param each         gets every trace, whether or not there was an equal one
     */
    Count cut(String life, int mostOutcomes, Consumer<Cut> each);

    /**
     * A life that was cut short.
     *
     * @param name    tells which
     * @param trace   all of it, and of the recovery
     * @param failure why the recovery did not succeed, or nothing
     */
    record Cut(String name, byte[] trace, String failure) { }

    /**
     * How much there was.
     *
     * @param places   where it ended, in one way or the other
     * @param outcomes of all of them
     * @param bounded  places that have more outcomes than were taken in order
     */
    record Count(long places, long outcomes, long bounded) { }
}
