package io.annex.server.cli;

import io.annex.server.Installation;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code annex}: its commands, and what happens to a mistake in their options.
 */
@Command(name = "annex", mixinStandardHelpOptions = true, versionProvider = AnnexCommand.Version.class, synopsisSubcommandLabel = "COMMAND", description = "Serves add-ons that bring their own HTTP endpoints.")
public final class AnnexCommand implements Runnable {
    static final int FAILED = 1;
    static final int USAGE = 2;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Runs a command line; returns the process's exit status. */
    public static int execute(String... arguments) {
        CommandLine commandLine = new CommandLine(new AnnexCommand());
        addCommands(commandLine, arguments.length == 0 ? "" : arguments[0]);
        commandLine.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
        commandLine.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        commandLine.setParameterExceptionHandler((mistake, given) -> {
            mistake.getCommandLine().getErr().println("annex: " + oneLine(String.valueOf(mistake.getMessage()))
                    + " (see: " + mistake.getCommandLine().getCommandSpec().qualifiedName() + " --help)");
            return USAGE;
        });
        commandLine.setExecutionExceptionHandler((failure, line, parsed) -> {
            line.getErr().println("annex: "
                    + (failure instanceof CommandFailure ? failure.getMessage() : oneLine(failure.toString())));
            return failure instanceof CommandFailure of ? of.status() : FAILED;
        });
        return commandLine.execute(arguments);
    }

    /**
     * What the options of a command are is read from its class, which takes a
     * while; so where it is clear which is meant, the others are left out.
     */
    private static void addCommands(CommandLine commandLine, String meant) {
        Map<String, Supplier<Object>> commands = commands();
        Supplier<Object> one = commands.get(meant);
        (one == null ? commands : Map.of(meant, one))
                .forEach((name, command) -> commandLine.addSubcommand(command.get()));
        CommandLine run = commandLine.getSubcommands().get("run");
        if (run != null) {
            RunCommand.addSettings(run.getCommandSpec());
        }
    }

    /** All commands by name, in the order in which they are listed. */
    private static Map<String, Supplier<Object>> commands() {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("run", RunCommand::new);
        commands.put("check", CheckCommand::new);
        commands.put("test", TestCommand::new);
        commands.put("new", NewCommand::new);
        commands.put("types", TypesCommand::new);
        commands.put("doctor", DoctorCommand::new);
        commands.put("prepare", PrepareCommand::new);
        commands.put("keys", KeysCommand::new);
        commands.put("users", UsersCommand::new);
        commands.put("data", DataCommand::new);
        commands.put("trace", TraceCommand::new);
        commands.put("events", EventsCommand::new);
        commands.put("settings", SettingsCommand::new);
        commands.put("resume", ResumeCommand::new);
        return commands;
    }

    static String oneLine(String message) {
        return message.lines().findFirst().orElse("");
    }

    @Override
    public void run() {
        List<String> names = List.copyOf(spec.subcommands().keySet());
        throw new CommandLine.ParameterException(spec.commandLine(), "Missing command (expected: "
                + String.join(", ", names.subList(0, names.size() - 1)) + " or " + names.getLast() + ")");
    }

    /** A command that cannot do its work; the message is what the user reads. */
    static final class CommandFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final int status;

        CommandFailure(int status, String message) {
            super(message, null, false, false);
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[]{"annex " + Installation.version(), "Java ${java.version}, ${os.name} ${os.arch}"};
        }
    }
}
