package dev.tidemark.cli;

import dev.tidemark.simulation.FaultPlan;
import dev.tidemark.simulation.Workload;
import dev.tidemark.simulation.scenario.Scenarios;
import dev.tidemark.simulation.scenario.Workloads;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/** {@code tidemark scenarios}. */
@Command(name = "scenarios", description = "List scenarios, workloads and the fault plans that go with them, a line each.")
final class ScenariosCommand implements Runnable {
    private final Console console;

    ScenariosCommand(Surroundings surroundings) {
        this.console = surroundings.console();
    }

    @Override
    public void run() {
        list("scenarios (simulate --scenario NAME)", Scenarios.all().stream()
                .map(scenario -> List.of(scenario.name(), scenario.concept(), scenario.summary())).toList());
        Map<List<? extends FaultPlan>, List<Workload>> byFaultPlans = Workloads.all().stream()
                .collect(Collectors.groupingBy(Workload::faultPlans, LinkedHashMap::new, Collectors.toList()));
        byFaultPlans.forEach((plans, workloads) -> {
            list("workloads (simulate --workload NAME --faults NAME)", workloads.stream().map(workload -> List.of(workload.name(), workload.summary())).toList());
            list("faults that go with " + names(workloads), plans.stream().map(plan -> List.of(plan.name(), plan.summary())).toList());
        });
    }

    private static String names(List<Workload> workloads) {
        return String.join(", ", workloads.stream().map(Workload::name).toList());
    }

    private void list(String title, List<List<String>> rows) {
        console.say(title);
        Table table = Table.fitting(rows);
        rows.forEach(row -> console.say("  " + table.row(row)));
    }
}
