package io.annex.server.cli;

import io.annex.core.session.SessionTimes;
import io.annex.server.DataFolder;
import io.annex.server.cli.AnnexCommand.CommandFailure;
import io.annex.server.config.Config;
import io.annex.server.config.InvalidConfig;
import io.annex.server.config.Setting;
import io.annex.server.database.Storage;
import io.annex.server.log.Logging;
import io.annex.server.operator.AdminSocket;
import io.annex.server.operator.Administration;
import io.annex.server.operator.CommandRefused;
import io.annex.server.operator.FileCommands;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the commands for keys, users, the trace and add-ons have in common.
 * PostgreSQL is asked directly. The file in the data folder belongs to one
 * process: to this one, or to a server that runs, which is then asked to do it.
 */
final class OperatorCommand {
    @Option(names = "--config", paramLabel = "FILE", description = "Configuration. Default: annex.yaml, if there is one.")
    private @Nullable Path configFile;

    @Option(names = "--data", paramLabel = "DATA", description = "The server's data folder. Default: .annex.")
    private @Nullable String data;

    @Option(names = "--json", description = "Print JSON instead of text for people.")
    private boolean json;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    /** Does {@code request}, and prints what came of it. */
    int run(ObjectNode request, Consumer<ObjectNode> print) {
        Logging.configure(false);
        return print(ask(request), print);
    }

    /**
     * The same for what only a server that runs can do, wherever its database is.
     */
    int runInServer(ObjectNode request, Consumer<ObjectNode> print) {
        Logging.configure(false);
        Config config = CommandConfig.read(configFile, data == null ? Map.of() : Map.of(Setting.DATA, data));
        try {
            return print(AdminSocket.ask(config.data(), request), print);
        } catch (IOException e) {
            throw new CommandFailure(AnnexCommand.FAILED,
                    "no server uses the data folder " + config.data() + " (expected: one that has started)");
        } catch (CommandRefused e) {
            throw new CommandFailure(AnnexCommand.FAILED, AnnexCommand.oneLine(String.valueOf(e.getMessage())));
        }
    }

    /**
     * The same for what a server that runs knows more of, and what is done without
     * one too.
     */
    int runInServerOrHere(ObjectNode request, Consumer<ObjectNode> print) {
        Logging.configure(false);
        Config config = CommandConfig.read(configFile, data == null ? Map.of() : Map.of(Setting.DATA, data));
        try {
            return print(AdminSocket.ask(config.data(), request), print);
        } catch (IOException e) {
            // No server uses the folder, or one that is no more has left its address.
            return print(ask(request), print);
        } catch (CommandRefused e) {
            throw new CommandFailure(AnnexCommand.FAILED, AnnexCommand.oneLine(String.valueOf(e.getMessage())));
        }
    }

    private int print(ObjectNode answer, Consumer<ObjectNode> print) {
        if (json) {
            out().println(answer.toPrettyString());
        } else {
            print.accept(answer);
        }
        out().flush();
        return 0;
    }

    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** A mistake in what was typed. */
    CommandFailure mistake(String message) {
        return new CommandFailure(AnnexCommand.USAGE, message + " (see: " + spec.qualifiedName() + " --help)");
    }

    /** Answers requests. */
    @FunctionalInterface
    interface Asking {
        ObjectNode ask(JsonNode request) throws CommandRefused;
    }

    /** Several requests, one after the other. */
    @FunctionalInterface
    interface Conversation {
        void hold(Asking asking) throws CommandRefused, IOException;
    }

    /** Does as many requests as it takes; prints by itself. */
    int converse(Conversation conversation) {
        Logging.configure(false);
        hold(conversation);
        out().flush();
        return 0;
    }

    private ObjectNode ask(JsonNode request) {
        AtomicReference<@Nullable ObjectNode> answer = new AtomicReference<>();
        hold(asking -> answer.set(asking.ask(request)));
        return Objects.requireNonNull(answer.get());
    }

    private void hold(Conversation conversation) {
        Config config = CommandConfig.read(configFile, data == null ? Map.of() : Map.of(Setting.DATA, data));
        try {
            if (!config.database().isEmbedded()) {
                here(config, conversation);
                return;
            }
            Optional<DataFolder> folder = DataFolder.take(config.data());
            if (folder.isEmpty()) {
                conversation.hold(request -> there(config.data(), request));
                return;
            }
            DataFolder taken = folder.get();
            try (taken) {
                here(config, conversation);
            }
        } catch (CommandRefused | InvalidConfig | IOException e) {
            throw new CommandFailure(AnnexCommand.FAILED, AnnexCommand.oneLine(String.valueOf(e.getMessage())));
        }
    }

    private static void here(Config config, Conversation conversation) throws CommandRefused, IOException {
        try (Storage storage = new Storage(config.database(), config.data(),
                new SessionTimes(config.sessionIdle(), config.sessionWrite()), config.traceKeep(),
                config.secretsKey())) {
            Administration administration = new Administration(storage,
                    List.of(new FileCommands(config.data(), addon -> false)));
            conversation.hold(request -> administration.execute(request, System.getProperty("user.name", "")));
        }
    }

    private static ObjectNode there(Path data, JsonNode request) throws CommandRefused {
        try {
            return AdminSocket.ask(data, request);
        } catch (IOException e) {
            throw new CommandFailure(AnnexCommand.FAILED,
                    "the process that uses " + data + " does not answer (expected: a server that has started)");
        }
    }

    /** Prints rows with columns as wide as they need to be. */
    void table(List<List<String>> rows) {
        int[] width = new int[rows.getFirst().size()];
        for (List<String> row : rows) {
            for (int i = 0; i < width.length; i++) {
                width[i] = Math.max(width[i], row.get(i).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < width.length; i++) {
                line.append(row.get(i)).append(" ".repeat(width[i] - row.get(i).length() + 2));
            }
            out().println(line.toString().stripTrailing());
        }
    }
}
