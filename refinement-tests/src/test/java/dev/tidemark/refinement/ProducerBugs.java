package dev.tidemark.refinement;

import java.util.List;

/** Mistakes about idempotent producers: of a leader, of a log, and of the producer itself. */
final class ProducerBugs {
    private static final String LEADER = "core.IdempotentProducer";
    private static final String SENDING = "core.producer.Sending";

    private ProducerBugs() { }

    static List<PlantedBug> all() {
        return List.of(
                new PlantedBug("a duplicate is not looked for", LEADER, "findDuplicate",
                        Edit.replace("duplicate(producers, request).isEmpty()", "true"), Show.scenario("lost-answer")),
                new PlantedBug("sequences are not compared", LEADER, "appendBatch",
                        Edit.never("known.isPresent() && request.firstSequence() != expected(known.get(), request)"), Show.scenario("order-with-idempotence")),
                new PlantedBug("epochs are not compared", LEADER, "appendBatch",
                        Edit.never("known.isPresent() && request.producerEpoch() < known.get().producerEpoch()"), Show.scenario("late-request-of-an-old-epoch")),
                new PlantedBug("a new epoch goes on with the sequences of the last", LEADER, "expected",
                        Edit.replace("request.producerEpoch() != known.producerEpoch()", "false"), Show.scenario("snapshot-forgets-earlier-batches")),
                new PlantedBug("a duplicate is answered before it is committed", "node.ReplicaProducers", "settle",
                        Edit.replace("waiting.waiter().baseOffset() + waiting.waiter().request().records().size() <= state().highWatermark()",
                                "waiting.waiter().baseOffset() >= 0"), Show.scenario("duplicate-waits-too")),
                new PlantedBug("who waits for a duplicate waits on when its leader loses its role", "node.ReplicaProducers", "changeRole",
                        Edit.drop("all.addAll(repeated);").then(Edit.drop("repeated.clear();")), Show.scenario("waits-for-a-lost-batch")),
                new PlantedBug("a snapshot is believed that tells of more than the log has", "storage.producer.ProducerSnapshots", "truncateTo",
                        Edit.insertFirst("if (true) { return; }"), Show.scenario("snapshots-are-cut")),
                new PlantedBug("a replica that is dropped leaves its snapshots", "storage.producer.LogProducers", "startAt",
                        Edit.drop("snapshots.deleteAll();"), Show.scenario("leader-moves-away")),
                new PlantedBug("a restart forgets the producers", "storage.producer.LogProducers", "replay",
                        Edit.never("header.lastOffset() >= states.endOffset()"), Show.scenario("snapshots-are-cut")),
                new PlantedBug("what is appended or fetched is not noted of its producer", "storage.producer.LogProducers", "append",
                        Edit.insertFirst("if (true) { return; }"), Show.scenario("leader-change-before-retry")),
                new PlantedBug("the second batch does not wait until the leader knows the producer", SENDING, "isInSequence",
                        Edit.replace("sequence.isKnown()", "true"), Show.scenario("forgotten-producer")),
                new PlantedBug("what may be in the log gets a new number", SENDING, "beginAnew",
                        Edit.replace("batch -> Delivery.giveUp(turn, batch)", "batch -> { }").then(Edit.replace("batch -> !batch.mayBeWritten()", "batch -> true")),
                        Show.scenario("snapshot-forgets-earlier-batches")),
                new PlantedBug("a new epoch does not begin with 0", SENDING, "beginAnew",
                        Edit.replace("sequences.restart(partition, 0)", "sequences"), Show.scenario("snapshot-forgets-earlier-batches")),
                new PlantedBug("after the largest sequence comes a negative one", "core.ProducerRequest", "later",
                        Edit.replace("sequence + count & Integer.MAX_VALUE", "sequence + count"), Show.scenario("sequence-wraps-around")),
                new PlantedBug("a lost connection leaves no doubt", "core.producer.Delivery", "ended",
                        Edit.replace("!NOTHING_WRITTEN.contains(error)", "false"), Show.scenario("lost-answer")),
                new PlantedBug("a duplicate gets the offset behind it", LEADER, "waiterFor",
                        Edit.replace("duplicate(producers, request).orElseThrow().baseOffset()", "duplicate(producers, request).orElseThrow().baseOffset() + 1"),
                        Show.scenario("lost-answer")));
    }
}
