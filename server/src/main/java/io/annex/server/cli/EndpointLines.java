package io.annex.server.cli;

import io.annex.core.addon.Endpoint;
import io.annex.core.addon.Operation;
import io.annex.core.addon.Parameter;
import io.annex.core.addon.Parameter.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An endpoint as {@code annex check} prints it: a line, and one a parameter.
 */
final class EndpointLines {
    private static final int WIDEST = 40;

    private EndpointLines() {
    }

    static List<String> of(Endpoint endpoint) {
        List<String> lines = new ArrayList<>();
        Operation operation = endpoint.operation();
        String line = String.format("  %-7s %s", endpoint.method(), printable(endpoint.template()));
        if (endpoint.files() != null) {
            line += "  files of " + printable("/" + String.join("/", endpoint.files().segments()));
        }
        if (operation == null) {
            lines.add(line);
            return lines;
        }
        lines.add(line + (operation.serialize() ? "  answers JSON" : "")
                + (operation.longRunning() ? "  long-running" : "")
                + (operation.description().isBlank() ? "" : "  " + printable(operation.description())));
        List<List<String>> rows = operation.parameters().stream().map(EndpointLines::row).toList();
        for (List<String> row : rows) {
            StringBuilder text = new StringBuilder("         ");
            for (int column = 0; column < row.size(); column++) {
                int at = column;
                int width = rows.stream().mapToInt(each -> each.get(at).length()).max().orElse(0);
                text.append(' ').append(row.get(column)).repeat(" ", width - row.get(column).length());
                text.append(width > 0 ? " " : "");
            }
            lines.add(text.toString().stripTrailing());
        }
        return lines;
    }

    private static List<String> row(Parameter parameter) {
        String value = parameter.defaultValue();
        return List.of(cut(printable(parameter.name())), cut(type(parameter.schema())),
                parameter.places().stream().map(Place::code).collect(Collectors.joining(", ")),
                value != null ? "default " + cut(printable(value)) : parameter.required() ? "required" : "",
                printable(parameter.description()));
    }

    private static String type(@Nullable String schema) {
        JsonNode type = schema == null
                ? JsonMapper.shared().missingNode()
                : JsonMapper.shared().readTree(schema).path("type");
        if (type.isArray()) {
            return type.valueStream().map(each -> each.isString() ? printable(each.asString()) : "object")
                    .collect(Collectors.joining(" or "));
        }
        return type.isString() ? printable(type.asString()) : "any";
    }

    private static String cut(String text) {
        return text.length() > WIDEST ? text.substring(0, WIDEST - 1) + '…' : text;
    }

    /** Terminals obey control characters. */
    private static String printable(String text) {
        return text.replaceAll("\\s+", " ").replaceAll("\\p{Cntrl}", "?").strip();
    }
}
