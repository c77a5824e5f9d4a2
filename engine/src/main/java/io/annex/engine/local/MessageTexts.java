package io.annex.engine.local;

import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Texts with places, as {@link MessageFormat} has them. */
final class MessageTexts {
    private static final int LONGEST_PATTERN = 10_000;
    private static final int MOST_ARGUMENTS = 100;
    private static final int LONGEST_RESULT = 1_000_000;

    private MessageTexts() {
    }

    /**
     * {@code locale \0 pattern}, and for each argument {@code \0} and {@code s}
     * with a text, {@code n} with a number, {@code d} with ms since 1970, or
     * {@code z} for null.
     */
    static String format(Argument argument) throws LocalFailure {
        String[] fields = argument.text().split("\0", -1);
        if (fields.length < 2) {
            throw new LocalFailure("no pattern");
        }
        String pattern = fields[1];
        if (pattern.length() > LONGEST_PATTERN || fields.length - 2 > MOST_ARGUMENTS) {
            throw new LocalFailure("pattern: %d characters, %d arguments (expected: at most %d, at most %d)"
                    .formatted(pattern.length(), fields.length - 2, LONGEST_PATTERN, MOST_ARGUMENTS));
        }
        List<@Nullable Object> values = new ArrayList<>();
        int longest = 0;
        for (String field : List.of(fields).subList(2, fields.length)) {
            longest = Math.max(longest, field.length());
            values.add(value(field));
        }
        long places = pattern.chars().filter(each -> each == '{').count();
        // A number has some hundred digits at most.
        if (pattern.length() + places * Math.max(longest, 400) > LONGEST_RESULT) {
            throw new LocalFailure(
                    "what comes of the pattern may be longer than %d characters".formatted(LONGEST_RESULT));
        }
        return new MessageFormat(pattern, Locales.locale(fields[0])).format(values.toArray());
    }

    @SuppressWarnings("JavaUtilDate") // the only one that patterns know
    private static @Nullable Object value(String field) throws LocalFailure {
        String text = field.isEmpty() ? "" : field.substring(1);
        return switch (field.isEmpty() ? 'z' : field.charAt(0)) {
            case 's' -> text;
            case 'n' -> number(text);
            case 'd' -> new Date(Argument.number("date", text));
            default -> null;
        };
    }

    private static Number number(String text) throws LocalFailure {
        try {
            double number = Double.parseDouble(text);
            if (number == Math.rint(number) && Math.abs(number) < 1L << 53) {
                return (long) number;
            }
            return number;
        } catch (NumberFormatException e) {
            throw new LocalFailure("number: " + Argument.shown(text) + " (expected: a number)");
        }
    }
}
