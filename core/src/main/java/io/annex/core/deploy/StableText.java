package io.annex.core.deploy;

import io.annex.core.settings.Limits;
import io.annex.core.settings.SettingValues;
import java.lang.reflect.RecordComponent;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A value as a text that is the same in every process for equal values, and
 * another for others: the sets of the JDK have another order in each. It looks
 * into records by itself, so that a setting that is added counts without a word
 * here; of what it does not know it makes no text.
 */
final class StableText {
    private StableText() {
    }

    /**
     * The text.
     *
     * @throws IllegalArgumentException
     *             for what has none
     */
    static String of(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case String text -> text.length() + ":" + text;
            case Number number -> number.toString();
            case Boolean is -> is.toString();
            case Enum<?> constant -> constant.name();
            case Path path -> of(path.toString());
            case InetAddress address -> of(address.getHostAddress());
            case Set<?> set -> set.stream().map(StableText::of).sorted().collect(Collectors.joining(",", "{", "}"));
            case Collection<?> list -> list.stream().map(StableText::of).collect(Collectors.joining(",", "[", "]"));
            case Map<?, ?> map -> map.entrySet().stream().map(each -> of(each.getKey()) + '=' + of(each.getValue()))
                    .sorted().collect(Collectors.joining(",", "{", "}"));
            case Limits limits -> of(limits.all());
            case SettingValues values -> of(values.fingerprint());
            case Record made -> record(made);
            default -> throw new IllegalArgumentException(value.getClass().getName() + " has no stable text");
        };
    }

    private static String record(Record made) {
        StringBuilder text = new StringBuilder(made.getClass().getSimpleName()).append('(');
        for (RecordComponent each : made.getClass().getRecordComponents()) {
            try {
                text.append(each.getName()).append('=').append(of(each.getAccessor().invoke(made))).append(';');
            } catch (ReflectiveOperationException e) {
                throw new IllegalArgumentException(made.getClass().getName() + " cannot be looked into", e);
            }
        }
        return text.append(')').toString();
    }
}
