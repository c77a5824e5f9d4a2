package io.annex.server.cli;

import io.annex.core.settings.SettingDeclaration;
import io.annex.core.settings.SettingValues;
import io.annex.core.settings.SettingValues.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The settings of an add-on, a line each. */
final class SettingLines {
    private SettingLines() {
    }

    static List<String> of(SettingValues values) {
        List<String> lines = new ArrayList<>();
        for (SettingDeclaration each : values.schema().declared()) {
            lines.add(line(each, values.own().get(each.key())));
        }
        values.own().values().stream().filter(each -> !lists(values, each.declared().key()))
                .forEach(each -> lines.add(line(each.declared(), each)));
        if (!lines.isEmpty()) {
            lines.add(lines.size() == 1 ? "1 setting" : lines.size() + " settings");
        }
        return lines;
    }

    private static boolean lists(SettingValues values, String key) {
        return values.schema().declared().stream().anyMatch(each -> each.key().equals(key));
    }

    private static String line(SettingDeclaration declared, @Nullable Value value) {
        StringBuilder line = new StringBuilder("  setting ").append(declared.key()).append(" (")
                .append(declared.typeNames());
        if (declared.secret()) {
            line.append(", secret");
        }
        if (declared.env()) {
            line.append(", in process.env");
        }
        line.append("): ").append(value == null ? "not set" : declared.shown(value.json()) + ", " + from(value));
        return declared.title().isEmpty() ? line.toString() : line.append(" - ").append(declared.title()).toString();
    }

    private static String from(Value value) {
        return switch (value.origin()) {
            case DEFAULT -> "by default";
            case RUN_TIME -> "set at run time";
            case FILE -> "of annex.yaml";
            case ENVIRONMENT -> "of the environment";
        };
    }
}
