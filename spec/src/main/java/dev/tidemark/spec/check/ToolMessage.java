package dev.tidemark.spec.check;

/**
 * A message of TLC's option {@code -tool}.
 *
 * @param code     its number, as in TLC's class {@code EC}; violations are known by it, exit codes are not reliable
 * @param severity 0 for none, 1 error, 2 bug of TLC, 3 warning, 4 state
 * @param text     without the marking lines
 */
record ToolMessage(int code, int severity, String text) {
    static final int GENERAL = 1000;
    static final int INVARIANT_VIOLATED_INITIALLY = 2107;
    static final int PROPERTY_VIOLATED_INITIALLY = 2108;
    static final int INVARIANT_VIOLATED = 2110;
    static final int ACTION_PROPERTY_VIOLATED = 2112;
    static final int DEADLOCK = 2114;
    static final int TEMPORAL_PROPERTY_VIOLATED = 2116;
    static final int BEHAVIOR_FOLLOWS = 2121;
    static final int BACK_TO_STATE = 2122;
    static final int SUCCESS = 2193;
    static final int FINAL_STATISTICS = 2199;
    static final int PROGRESS = 2200;
    static final int STATE = 2217;
    static final int STUTTERING = 2218;
    static final int PARSER_ENDS = 2219;
    static final int PARSER_STARTS = 2220;
    static final int COUNTEREXAMPLE_FOLLOWS = 2264;

    boolean isError() {
        return severity == 1 || severity == 2;
    }
}
