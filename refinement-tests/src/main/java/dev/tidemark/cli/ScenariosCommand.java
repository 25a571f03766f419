package dev.tidemark.cli;

import dev.tidemark.simulation.FaultPlan;
import dev.tidemark.simulation.Workload;
import dev.tidemark.simulation.scenario.Scenarios;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code tidemark scenarios}. */
@Command(name = "scenarios", description = "List scenarios, workloads and fault plans, a line each.")
final class ScenariosCommand implements Runnable {
    private final Console console;

    ScenariosCommand(Surroundings surroundings) {
        this.console = surroundings.console();
    }

    @Override
    public void run() {
        list("scenarios (simulate --scenario NAME)", Scenarios.all().stream()
                .map(scenario -> List.of(scenario.name(), scenario.concept(), scenario.summary())).toList());
        list("workloads (simulate --workload NAME --faults NAME)", Workload.all().stream()
                .map(workload -> List.of(workload.name(), workload.summary())).toList());
        list("faults", FaultPlan.all().stream().map(plan -> List.of(plan.name(), plan.summary())).toList());
    }

    private void list(String title, List<List<String>> rows) {
        console.say(title);
        Table table = Table.fitting(rows);
        rows.forEach(row -> console.say("  " + table.row(row)));
    }
}
