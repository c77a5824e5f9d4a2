package io.annex.server.cli;

import io.annex.server.operator.Administration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code annex keys}: the API keys of jbackend endpoints. */
@Command(name = "keys", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND", description = "Makes, lists, switches off and removes API keys.")
final class KeysCommand implements Runnable {
    private static final String NEVER = "-";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(),
                "Missing command (expected: add, list, disable, enable or remove)");
    }

    @Command(name = "add", mixinStandardHelpOptions = true, description = "Makes a key and prints it. It is not shown again.")
    int add(@Mixin OperatorCommand operator,
            @Option(names = "--owner", required = true, description = "Whose key it is.") String owner,
            @Option(names = "--limit", defaultValue = "0", paramLabel = "HITS", description = "Requests a day (UTC). Default: 0, no limit.") int limit,
            @Option(names = "--expires", defaultValue = "", paramLabel = "DATE", description = "The day on which it ends (2027-01-31), or the moment (2027-01-31T12:00:00Z). Default: never.") String expires,
            @Option(names = "--endpoint", paramLabel = "PATH", description = "Endpoint that it is good for, e.g. /jbackend; may be repeated. Default: all.") List<String> endpoints,
            @Option(names = "--comment", defaultValue = "", description = "Whatever helps to remember.") String comment) {
        if (limit < 0) {
            throw operator.mistake("--limit: " + limit + " (expected: 0 or more)");
        }
        ObjectNode request = Administration.request("keys.add").put("owner", text(operator, "--owner", owner, 200))
                .put("limit", limit).put("expires", expires(operator, expires))
                .put("comment", text(operator, "--comment", comment, 1000));
        for (String endpoint : endpoints == null ? List.<String>of() : endpoints) {
            if (!endpoint.matches("/\\S{0,199}")) {
                throw operator.mistake("--endpoint: " + endpoint + " (expected: a path such as /jbackend)");
            }
            request.withArray("endpoints").add(endpoint);
        }
        return operator.run(request, key -> {
            operator.out().println(key.path("key").asString());
            operator.out().println("Key " + key.path("id").asLong() + " of " + key.path("owner").asString()
                    + ". Keep it: it is not shown again.");
        });
    }

    private static String text(OperatorCommand operator, String option, String text, int most) {
        if (text.length() > most || text.chars().anyMatch(Character::isISOControl)) {
            throw operator.mistake(option + ": (expected: at most " + most + " characters in one line)");
        }
        return text;
    }

    private static String expires(OperatorCommand operator, String text) {
        if (text.isEmpty()) {
            return "";
        }
        try {
            return (text.indexOf('T') < 0
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : Instant.parse(text)).toString();
        } catch (DateTimeParseException e) {
            throw operator.mistake("--expires: " + text + " (expected: e.g. 2027-01-31 or 2027-01-31T12:00:00Z)");
        }
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the keys, without what makes them keys.")
    int list(@Mixin OperatorCommand operator) {
        return operator.run(Administration.request("keys.list"), answer -> {
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of("NUMBER", "OWNER", "STATE", "TODAY", "LIMIT", "HITS", "LAST USED", "EXPIRES", "ENDPOINTS",
                    "COMMENT"));
            answer.path("keys").forEach(key -> rows.add(row(key)));
            operator.table(rows);
        });
    }

    private static List<String> row(JsonNode key) {
        String endpoints = String.join(" ", key.path("endpoints").valueStream().map(JsonNode::asString).toList());
        return List.of(key.path("id").asString(), key.path("owner").asString(),
                key.path("enabled").asBoolean() ? "on" : "off", key.path("today").asString(),
                key.path("limit").asInt() == 0 ? NEVER : key.path("limit").asString(), key.path("hits").asString(),
                key.path("used").asString(NEVER), key.path("expires").asString(NEVER),
                endpoints.isEmpty() ? "all" : endpoints, key.path("comment").asString());
    }

    @Command(name = "disable", mixinStandardHelpOptions = true, description = "Switches a key off, within a second.")
    int disable(@Mixin OperatorCommand operator, @Parameters(paramLabel = "NUMBER") long id) {
        return change(operator, "keys.disable", id, "is switched off");
    }

    @Command(name = "enable", mixinStandardHelpOptions = true, description = "Switches a key on, within a second.")
    int enable(@Mixin OperatorCommand operator, @Parameters(paramLabel = "NUMBER") long id) {
        return change(operator, "keys.enable", id, "is switched on");
    }

    @Command(name = "remove", mixinStandardHelpOptions = true, description = "Removes a key, within a second.")
    int remove(@Mixin OperatorCommand operator, @Parameters(paramLabel = "NUMBER") long id) {
        return change(operator, "keys.remove", id, "is removed");
    }

    private static int change(OperatorCommand operator, String what, long id, String done) {
        return operator.run(Administration.request(what).put("id", id),
                answer -> operator.out().println("Key " + id + " " + done + "."));
    }
}
