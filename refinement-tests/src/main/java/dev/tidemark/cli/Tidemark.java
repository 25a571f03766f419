package dev.tidemark.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

/** {@code tidemark}: the commands, and what a process makes of them. */
@Command(name = "tidemark", versionProvider = Version.class, mixinStandardHelpOptions = true, scope = ScopeType.INHERIT, usageHelpWidth = 110,
        sortOptions = false, synopsisSubcommandLabel = "COMMAND", commandListHeading = "%nCommands:%n", optionListHeading = "%nOptions:%n",
        parameterListHeading = "%n", exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:accepted, or as expected", "1:rejected, or not as expected", "2:wrong usage, or input that cannot be read",
            "3:inconclusive: the budget ran out", "70:a bug of Tidemark"})
final class Tidemark implements Runnable {
    private final CommandLine commandLine;

    private Tidemark() {
        this.commandLine = new CommandLine(this);
    }

    /** The command line in some surroundings. */
    static CommandLine in(Surroundings surroundings) {
        Tidemark tidemark = new Tidemark();
        OneLineErrors errors = new OneLineErrors(surroundings.console());
        CommandLine commandLine = tidemark.commandLine;
        commandLine.getCommandSpec().usageMessage().description("A formally specified Kafka with an executable Java refinement.", "");
        commandLine.addSubcommand(new DemoCommand(surroundings))
                .addSubcommand(new CheckCommand(surroundings))
                .addSubcommand(new SimulateCommand(surroundings))
                .addSubcommand(new ScenariosCommand(surroundings))
                .addSubcommand(new ReplayCommand(surroundings))
                .addSubcommand(new SoakCommand(surroundings))
                .addSubcommand(new DumpCommand(surroundings));
        return commandLine.setOut(surroundings.console().out()).setErr(surroundings.console().err())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(errors)
                .setExecutionExceptionHandler(errors);
    }

    /** Without a command there is nothing to do but to say which there are. */
    @Override
    public void run() {
        throw new CommandLine.ParameterException(commandLine, "found no command, expected one of " + String.join(", ", commandLine.getSubcommands().keySet()));
    }

    public static void main(String[] args) {
        System.exit(in(Surroundings.ofProcess()).execute(args));
    }
}
