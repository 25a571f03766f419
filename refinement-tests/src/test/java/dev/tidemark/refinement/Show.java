package dev.tidemark.refinement;

/**
 * A run that can be recorded, by name, so that it can be asked of an implementation in another class loader.
 *
 * @param kind  where the name is looked up
 * @param name  of a scenario, of a workload and its faults, of a story of these tests, or of a life that the power cuts short
 * @param steps only for a workload: trace events after which its faults end
 */
public record Show(Kind kind, String name, long seed, long steps) {
    /** What can be recorded. */
    public enum Kind { SCENARIO, WORKLOAD, STORY, LIFE }

    static Show scenario(String name) {
        return new Show(Kind.SCENARIO, name, 1, 0);
    }

    /** A story that these tests tell to bring a bug to light; see {@link dev.tidemark.refinement.rehearsal.Stories}. */
    static Show story(String name) {
        return new Show(Kind.STORY, name, 1, 0);
    }

    /** The workload {@code mixed} under the faults {@code everything}. */
    static Show mixed(long seed, long steps) {
        return new Show(Kind.WORKLOAD, "mixed", seed, steps);
    }

    @Override
    public String toString() {
        return kind == Kind.WORKLOAD ? name + ", seed " + seed + ", " + steps + " steps" : name;
    }
}
