package io.annex.server.cli;

import io.annex.server.operator.Administration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code annex trace}: what endpoints that are traced were asked for. */
@Command(name = "trace", mixinStandardHelpOptions = true, description = "Sums up the requests of the endpoints that are traced, or lists the latest of them.")
final class TraceCommand implements Callable<Integer> {
    private static final String NONE = "-";

    @Mixin
    private OperatorCommand operator = new OperatorCommand();

    @Option(names = "--days", defaultValue = "1", description = "Sum up the requests of so many days. Default: 1; 7 and 30 are usual.")
    private int days;

    @Option(names = "--rows", defaultValue = "0", paramLabel = "COUNT", description = "List so many of the latest requests instead.")
    private int rows;

    @Override
    public Integer call() {
        if (days < 1 || days > 36_500) {
            throw operator.mistake("--days: " + days + " (expected: 1 to 36500)");
        }
        if (rows < 0 || rows > 10_000) {
            throw operator.mistake("--rows: " + rows + " (expected: 1 to 10000)");
        }
        return rows > 0
                ? operator.run(Administration.request("trace.latest").put("rows", rows),
                        answer -> latest(answer.path("rows")))
                : operator.run(Administration.request("trace.totals").put("days", days),
                        answer -> totals(answer.path("totals")));
    }

    private void totals(JsonNode totals) {
        List<List<String>> table = new ArrayList<>();
        table.add(List.of("ENDPOINT", "MODULE", "REQUESTS", "OK", "KO", "AVERAGE", "LEAST", "MOST"));
        totals.forEach(each -> table.add(List.of(each.path("endpoint").asString(), text(each, "module"),
                each.path("requests").asString(), each.path("ok").asString(), each.path("ko").asString(),
                millis(each, "averageMicros"), millis(each, "minMicros"), millis(each, "maxMicros"))));
        operator.table(table);
    }

    private void latest(JsonNode rows) {
        List<List<String>> table = new ArrayList<>();
        table.add(List.of("TIME", "ENDPOINT", "ACCESS", "ACTION", "MODULE", "RESOURCE", "USER", "KEY", "TOOK", "CODE"));
        rows.forEach(row -> table
                .add(List.of(Instant.parse(row.path("at").asString()).truncatedTo(ChronoUnit.MILLIS).toString(),
                        row.path("endpoint").asString(), row.path("access").asString(), text(row, "action"),
                        text(row, "module"), text(row, "resource"), text(row, "user"),
                        row.path("key").asLong() == 0 ? NONE : row.path("key").asString(), millis(row, "micros"),
                        row.path("code").asString())));
        operator.table(table);
    }

    private static String text(JsonNode row, String name) {
        String text = row.path(name).asString("");
        return text.isEmpty() ? NONE : text;
    }

    private static String millis(JsonNode row, String name) {
        return String.format(Locale.ROOT, "%.1f ms", row.path(name).asLong() / 1000.0);
    }
}
