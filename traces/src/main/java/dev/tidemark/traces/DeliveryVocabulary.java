package dev.tidemark.traces;

import static dev.tidemark.traces.ActionSignature.action;
import static dev.tidemark.traces.Change.members;
import static dev.tidemark.traces.Shape.STRING;
import static dev.tidemark.traces.Shape.field;
import static dev.tidemark.traces.Shape.record;
import static dev.tidemark.traces.Shape.setOf;
import static dev.tidemark.traces.VariableSignature.history;
import static dev.tidemark.traces.VariableSignature.observed;

import java.util.List;
import java.util.Map;

/** The words of the spec {@code producers/Delivery}: what becomes of records that are sent to one partition, by whomever. */
public final class DeliveryVocabulary {
    public static final String DELIVERY = "Delivery";

    private static final Shape RECORDS = setOf(STRING);

    public static final VariableSignature SENT = observed("sent", members(STRING));
    public static final VariableSignature OVER = observed("over", members(STRING));
    public static final VariableSignature REPORTS = observed("reports", members(record(field("record", STRING), field("fate", STRING))));

    public static final ActionSignature SEND = action("Send", new Parameter("r", STRING));
    public static final ActionSignature WRITE_BATCH = action("WriteBatch", new Parameter("records", RECORDS));
    public static final ActionSignature REPORT = action("Report", new Parameter("records", RECORDS), new Parameter("fate", STRING));
    public static final ActionSignature ELAPSE = action("Elapse", new Parameter("records", RECORDS));

    private DeliveryVocabulary() { }

    static List<SpecVocabulary> specs() {
        return List.of(SpecVocabulary.of(DELIVERY, ProducersVocabulary.AREA, List.of(new ConstantSignature.Unbounded("Records", "STRING", "r", Map.of())),
                List.of(SENT, OVER, history("written", members(STRING)), REPORTS), List.of(SEND, WRITE_BATCH, REPORT, ELAPSE)));
    }
}
