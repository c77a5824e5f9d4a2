package io.annex.server.cli;

import io.annex.server.operator.Administration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code annex events}: what add-ons listen for, and their timers. */
@Command(name = "events", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND", description = "Lists what add-ons listen for, and runs their timers.")
final class EventsCommand implements Runnable {
    private static final String NONE = "-";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command (expected: list or fire)");
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists what the add-ons of a server that runs listen for; of timers also when they are due and what their last run came to, on whichever server it was.")
    int list(@Mixin OperatorCommand operator,
            @Parameters(paramLabel = "ADDON", arity = "0..1", defaultValue = "", description = "The add-on's name. Default: all.") String addon) {
        return operator.runInServer(Administration.request("events.list").put("addon", addon), answer -> {
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of("ADDON", "EVENT", "NEXT", "LAST", "TOOK", "OUTCOME"));
            answer.path("listeners").forEach(each -> rows.add(row(each)));
            operator.table(rows);
        });
    }

    private static List<String> row(JsonNode each) {
        boolean runs = !each.path("running").asString("").isEmpty();
        return List.of(each.path("addon").asString(), each.path("event").asString(), each.path("next").asString(NONE),
                each.path("ended").asString(NONE), each.has("millis") ? each.path("millis").asString() + " ms" : NONE,
                runs ? "running" : each.path("outcome").asString(NONE));
    }

    @Command(name = "fire", mixinStandardHelpOptions = true, description = "Runs a timer of an add-on now, beside its schedule, and waits for its end.")
    int fire(@Mixin OperatorCommand operator,
            @Parameters(paramLabel = "ADDON", description = "The add-on's name.") String addon,
            @Parameters(paramLabel = "TIMER", description = "Which, e.g. sv:every-hour.") String timer) {
        return operator.runInServer(Administration.request("events.fire").put("addon", addon).put("timer", timer),
                answer -> operator.out()
                        .println(answer.has("outcome")
                                ? timer + " of " + addon + " has run in " + answer.path("millis").asString() + " ms: "
                                        + answer.path("outcome").asString()
                                : timer + " of " + addon + " runs on (see: annex events list " + addon + ")"));
    }
}
