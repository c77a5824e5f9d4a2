package io.annex.server.cli;

import io.annex.server.cli.AnnexCommand.CommandFailure;
import io.annex.server.operator.Administration;
import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code annex settings}: what add-ons are told by their operator, at run time.
 * Secrets are asked for, or read from the standard input or a file; never from
 * the command line, which others can see.
 */
@Command(name = "settings", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND", description = "Lists, shows, sets and unsets settings of add-ons, live.")
final class SettingsCommand implements Runnable {
    private static final String NOTHING = "-";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Whose setting it is, and which. */
    static final class Which {
        @Option(names = "--global", description = "A setting of all add-ons; without NAME.")
        private boolean global;

        @Parameters(paramLabel = "NAME KEY", arity = "1..3", description = "The add-on's name, the setting's, and, where it is set, its value.")
        private List<String> words = new ArrayList<>();

        ObjectNode request(OperatorCommand operator, String what, boolean value) {
            int first = global ? 0 : 1;
            if (words.size() <= first || words.size() > first + (value ? 2 : 1)) {
                throw operator.mistake(
                        (global ? "KEY" : "NAME KEY") + (value ? " [VALUE]" : "") + ": " + words.size() + " words");
            }
            ObjectNode request = Administration.request(what).put("addon", global ? "" : words.getFirst()).put("key",
                    words.get(first));
            if (words.size() > first + 1) {
                request.put("value", words.get(first + 1)).put("argument", true);
            }
            return request;
        }

        String said() {
            return global ? words.getFirst() + " of all add-ons" : words.get(1) + " of " + words.getFirst();
        }
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(),
                "Missing command (expected: list, get, set or unset)");
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the settings of an add-on, or of all; never a secret.")
    int list(@Mixin OperatorCommand operator,
            @Parameters(paramLabel = "NAME", arity = "0..1", defaultValue = "", description = "The add-on's name.") String addon) {
        return operator.runInServerOrHere(Administration.request("settings.list").put("addon", addon), answer -> {
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of("ADD-ON", "KEY", "TYPE", "VALUE", "FROM", "TITLE"));
            answer.path("settings")
                    .forEach(each -> rows.add(List.of(
                            each.path("addon").asString("").isEmpty() ? "(all)" : each.path("addon").asString(""),
                            each.path("key").asString(), each.path("type").asString(), shown(each),
                            each.path("from").asString(NOTHING), each.path("title").asString(""))));
            operator.table(rows);
        });
    }

    /** In one line. */
    private static String shown(JsonNode setting) {
        String value = value(setting);
        String line = value.replaceAll("\\p{Cntrl}", " ");
        return line.length() > 60 ? line.substring(0, 60) + "…" : line;
    }

    private static String value(JsonNode setting) {
        if (!setting.has("from")) {
            return NOTHING;
        }
        if (setting.path("secret").asBoolean()) {
            return "(secret)";
        }
        JsonNode value = setting.path("value");
        return value.isMissingNode() ? NOTHING : value.isString() ? value.asString() : value.toString();
    }

    @Command(name = "get", mixinStandardHelpOptions = true, description = "Shows the value of a setting that is no secret.")
    int get(@Mixin OperatorCommand operator, @Mixin Which which) {
        return operator.runInServerOrHere(which.request(operator, "settings.get", false),
                setting -> operator.out().println(value(setting)));
    }

    @Command(name = "set", mixinStandardHelpOptions = true, description = "Sets a value. Without one, it is asked for, or read from the standard input.")
    int set(@Mixin OperatorCommand operator, @Mixin Which which,
            @Option(names = "--secret", description = "It is never shown again, and kept encrypted.") boolean secret,
            @Option(names = "--file", paramLabel = "FILE", description = "Where the value is.") @Nullable Path file,
            @Option(names = "--as-json", description = "The value is JSON, where the add-on does not say of which type it is.") boolean json) {
        ObjectNode request = which.request(operator, "settings.set", true).put("secret", secret).put("json", json);
        if (request.has("value") && file != null) {
            throw operator.mistake("a value, and --file");
        }
        if (!request.has("value")) {
            request.put("value", read(file));
        }
        return operator.runInServerOrHere(request, answer -> {
            operator.out().println("The setting " + which.said() + " is set" + live(answer));
            after(operator, answer);
        });
    }

    @Command(name = "unset", mixinStandardHelpOptions = true, description = "Takes back what was set, so that annex.yaml or the default counts.")
    int unset(@Mixin OperatorCommand operator, @Mixin Which which) {
        return operator.runInServerOrHere(which.request(operator, "settings.unset", false), answer -> {
            operator.out().println("The setting " + which.said() + " is unset" + live(answer));
            after(operator, answer);
        });
    }

    private static String live(JsonNode answer) {
        List<String> loaded = answer.path("loaded").valueStream().map(JsonNode::asString).toList();
        return loaded.isEmpty() ? "." : ", and live in " + String.join(", ", loaded) + ".";
    }

    private static void after(OperatorCommand operator, JsonNode answer) {
        answer.path("notes").forEach(note -> operator.out().println("Note: " + note.asString()));
        answer.path("failures").forEach(failure -> operator.out()
                .println("It did not load with it, and what served before serves on: " + failure.asString()));
    }

    private static String read(@Nullable Path file) {
        Optional<Console> terminal = Optional.ofNullable(System.console()).filter(Console::isTerminal);
        try {
            if (file != null) {
                return lineless(Files.readString(file));
            }
            if (terminal.isPresent()) {
                char[] value = terminal.get().readPassword("Value: ");
                return value == null ? "" : new String(value);
            }
            return lineless(new String(System.in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new CommandFailure(AnnexCommand.FAILED, "the value cannot be read: " + e.getMessage());
        }
    }

    /** Without the end of its last line. */
    private static String lineless(String text) {
        return text.replaceFirst("\r?\n\\z", "");
    }
}
