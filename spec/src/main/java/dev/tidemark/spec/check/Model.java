package dev.tidemark.spec.check;

/**
 * A finite model of a spec, and what TLC is to find.
 *
 * @param name        as on the command line
 * @param area        the folder of the spec
 * @param module      the module in the area's folder {@code models}
 * @param config      the configuration beside it
 * @param expectation what TLC is to find
 * @param budget      when it is checked
 * @param shows       one line: what is learnt from it
 */
public record Model(String name, String area, String module, String config, Expectation expectation, BudgetClass budget, String shows) {

    /** When a model is checked. All of them are exhaustive. */
    public enum BudgetClass {
        /** Always: all of these together take two minutes on two cores. */
        QUICK,
        /** When asked for. */
        FULL
    }
}
