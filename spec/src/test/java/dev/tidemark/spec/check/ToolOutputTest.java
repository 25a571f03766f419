package dev.tidemark.spec.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Reading what TLC prints. */
final class ToolOutputTest {
    private final List<Progress> progress = new ArrayList<>();

    @Test
    void aMessageInsideAnotherIsPartOfIt() {
        List<ToolMessage> messages = new ArrayList<>();
        ToolMessageReader reader = new ToolMessageReader(messages::add, line -> { });
        List.of("@!@!@STARTMSG 1000:1 @!@!@", "TLC failed", ": @!@!@STARTMSG 2154:0 @!@!@", "not a number", "@!@!@ENDMSG 2154 @!@!@", "",
                "@!@!@ENDMSG 1000 @!@!@").forEach(reader::line);
        assertThat(messages).containsExactly(new ToolMessage(1000, 1, "TLC failed\n: \nnot a number"));
    }

    @Test
    void progressIsReadFromBothKindsOfReport() {
        Transcript transcript = transcript("");
        List.of("@!@!@LIVE 30 20 10", "@!@!@STARTMSG 2200:0 @!@!@",
                "Progress(8) at 2026-11-23 06:52:03: 1,362 states generated (1,362 s/min), 575 distinct states found (575 ds/min), 259 states left on queue.",
                "@!@!@ENDMSG 2200 @!@!@").forEach(transcript::line);
        assertThat(progress).containsExactly(new Progress(30, 20, 10), new Progress(1362, 575, 259));
        assertThat(transcript.counts()).as("the final statistics count, not what is told on the way").isEqualTo(new Progress(1362, 575, 259));
    }

    @Test
    void anEarlyEndIsAFailure() {
        assertThat(transcript("").finding(137)).isEqualTo(new Finding.Failed("TLC ended with exit code 137 before it was done"));
    }

    @Test
    void aViolatedRefinementIsCalledByItsNameInTheConfiguration() {
        assertThat(ConfigProperties.of("PROPERTY RefinesA RefinesB INVARIANT I").resolve("line 1, col 2 to line 1, col 3 of module B")).isEqualTo("RefinesB");
        assertThat(ConfigProperties.of("(* PROPERTY Not *)\nPROPERTIES Only \\* PROPERTY Other\n").resolve("")).isEqualTo("Only");
        assertThat(ConfigProperties.of("INVARIANT I").resolve("I")).isEqualTo("I");
        assertThat(ConfigProperties.of("PROPERTY P Q").resolve("")).isEqualTo("one of [P, Q]");
    }

    @Test
    void aValueIsComparedInDepth() {
        assertThat(ValueChange.lines("isr", "(r1 :> {r1, r2} @@ r2 :> {})", "(r1 :> {r1} @@ r2 :> {})")).containsExactly("isr[r1] loses r2");
        assertThat(ValueChange.lines("log", "(r1 :> <<<<1>>>> @@ r2 :> << >>)", "(r1 :> <<<<1>>, <<2>>>> @@ r2 :> << >>)"))
                .containsExactly("log[r1] = <<<<1>>, <<2>>>>");
        assertThat(ValueChange.lines("messages", "{[type |-> \"a, }\"]}", "{[type |-> \"a, }\"], [type |-> \"b\"]}"))
                .containsExactly("messages gains [type |-> \"b\"]");
        assertThat(ValueChange.lines("text", "\"a\"", "\"b\"")).containsExactly("text = \"b\"");
        assertThat(ValueChange.lines("text", "\"a\"", "\"a\"")).isEmpty();
    }

    @Test
    void aLongValueIsPutOnOneLine() {
        Counterexample.State state = StateText.parse("2: <Up line 7, col 7 to line 7, col 42 of module Tiny>\n/\\ x = (a :> 1 @@\n  b :> 2)\n/\\ y = 3");
        assertThat(state.action()).isEqualTo("Up (Tiny.tla:7)");
        assertThat(state.variables()).containsEntry("x", "(a :> 1 @@ b :> 2)").containsEntry("y", "3");
    }

    private Transcript transcript(String config) {
        return new Transcript(ConfigProperties.of(config), progress::add);
    }
}
