package dev.tidemark.refinement;

import java.util.List;

/** Mistakes about what a sender is told, and when. */
final class DeliveryBugs {
    private static final String DELIVERY = "core.producer.Delivery";

    private DeliveryBugs() { }

    static List<PlantedBug> all() {
        return List.of(
                new PlantedBug("what is given up in flight counts as never written", DELIVERY, "expire",
                        Edit.replace("batch.failed(true, 0)", "batch.failed(false, 0)"), Show.scenario("delivery-timeout")),
                new PlantedBug("what was given up in flight is waited for all the same, and reported again", DELIVERY, "expire",
                        Edit.drop("turn.become(turn.state().withInFlight(request.without(expired)));"), Show.scenario("delivery-timeout")),
                new PlantedBug("delivery.timeout.ms counts only for what is in flight", DELIVERY, "expire",
                        Edit.replace("turn.state().accumulator().all()", "List.<Batch>of()"), Show.scenario("delivery-timeout")),
                new PlantedBug("a record that nobody answers for counts as written", DELIVERY, "sent",
                        Edit.replace("Fate.PERHAPS_WRITTEN", "Fate.WRITTEN"), Show.scenario("acks-zero-loses-silently")));
    }
}
