package io.annex.server.cli;

import io.annex.server.operator.Administration;
import io.annex.server.operator.CommandRefused;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code annex data}: what add-ons have stored. */
@Command(name = "data", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND", description = "Lists, exports, imports and removes what add-ons have stored.")
final class DataCommand implements Runnable {
    /** Lines of one request, and their characters, after which it is sent. */
    private static final int MOST_LINES = 200;
    private static final int MOST_CHARACTERS = 500_000;
    private static final int LONGEST_LINE = 2_000_000;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(),
                "Missing command (expected: list, export, import or remove)");
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the stores of all add-ons, also of those that are gone.")
    int list(@Mixin OperatorCommand operator) {
        return operator.run(Administration.request("data.list"), answer -> {
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of("ADD-ON", "STORE", "KIND", "ITEMS", "BYTES"));
            answer.path("stores")
                    .forEach(each -> rows.add(List.of(each.path("addon").asString(), each.path("store").asString(),
                            each.path("kind").asString(), each.path("items").asString(),
                            each.path("bytes").asString())));
            operator.table(rows);
        });
    }

    @Command(name = "export", mixinStandardHelpOptions = true, description = "Writes all that an add-on has stored to the standard output, an item a line, as JSON.")
    int export(@Mixin OperatorCommand operator, @Parameters(paramLabel = "NAME") String addon) {
        return operator.converse(asking -> {
            String from = "";
            do {
                ObjectNode page = asking
                        .ask(Administration.request("data.export").put("addon", addon).put("from", from));
                for (JsonNode line : page.path("lines")) {
                    operator.out().print(line.asString() + '\n');
                }
                if (operator.out().checkError()) {
                    throw new IOException("the output cannot be written");
                }
                from = page.path("next").asString("");
            } while (!from.isEmpty());
        });
    }

    @Command(name = "import", mixinStandardHelpOptions = true, description = "Stores what 'annex data export' has written, read from the standard input, for an add-on; it takes the place of items of the same name.")
    int importFrom(@Mixin OperatorCommand operator, @Parameters(paramLabel = "NAME") String addon) {
        return operator.converse(asking -> {
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            long stored = 0;
            ObjectNode request = importing(addon, 1);
            int characters = 0;
            long number = 0;
            for (String line = line(in); line != null; line = line(in)) {
                number++;
                ArrayNode lines = request.withArray("lines");
                if (line.isBlank()) {
                    continue;
                }
                if (lines.isEmpty()) {
                    request.put("number", number);
                }
                lines.add(line);
                characters += line.length();
                if (lines.size() >= MOST_LINES || characters > MOST_CHARACTERS) {
                    stored += sent(asking, request, stored);
                    request = importing(addon, number + 1);
                    characters = 0;
                }
            }
            stored += sent(asking, request, stored);
            operator.out().println("Stored " + stored + " items of " + addon + ".");
        });
    }

    private static ObjectNode importing(String addon, long number) {
        return Administration.request("data.import").put("addon", addon).put("number", number);
    }

    private static int sent(OperatorCommand.Asking asking, ObjectNode request, long before) throws IOException {
        int lines = request.withArray("lines").size();
        if (lines > 0) {
            try {
                asking.ask(request);
            } catch (CommandRefused e) {
                throw new IOException(e.getMessage() + "; " + before + " items before were stored", e);
            }
        }
        return lines;
    }

    /** One line; whoever sends one without an end does not fill the memory. */
    private static @Nullable String line(BufferedReader in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0; c = in.read()) {
            if (c == '\n') {
                return line.toString();
            }
            if (line.length() == LONGEST_LINE) {
                throw new IOException("a line of more than " + LONGEST_LINE + " characters");
            }
            line.append((char) c);
        }
        return line.isEmpty() ? null : line.toString();
    }

    @Command(name = "remove", mixinStandardHelpOptions = true, description = "Removes all that an add-on has stored. There is no way back but an import.")
    int remove(@Mixin OperatorCommand operator, @Parameters(paramLabel = "NAME") String addon,
            @Option(names = "--files", description = "Also removes the folder of files that is the add-on's own, on this server; it must not serve.") boolean files) {
        if (files) {
            // First, as it may be refused.
            operator.runInServerOrHere(Administration.request("files.remove").put("addon", addon),
                    answer -> operator.out()
                            .println(answer.path("files").asInt() == 0
                                    ? addon + " keeps no files."
                                    : "Removed " + answer.path("files").asInt() + " files of " + addon + "."));
        }
        return operator.run(Administration.request("data.remove").put("addon", addon),
                answer -> operator.out()
                        .println(answer.path("stores").asInt() == 0
                                ? addon + " has stored nothing."
                                : "Removed what " + addon + " has stored."));
    }
}
