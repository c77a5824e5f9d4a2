package io.annex.core.jar;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a variable's text becomes, by the filter that a module asks for; the
 * guest library has the same for scripts in {@code jbackend/filters.ts}. The
 * constants leave characters out.
 */
enum InputFilter {
    CMD("[^A-Za-z0-9_.-]"), WORD("[^A-Za-z_]"), ALNUM("[^A-Za-z0-9]"), BASE64("[^A-Za-z0-9/+=]"), USERNAME(
            "[\\x00-\\x1f\\x7f<>\"'%&]");

    private static final Pattern MARKUP = Pattern.compile("<!--.*?(?:-->|$)|<[a-z!/?][^>]*(?:>|$)",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern INTEGER = Pattern.compile("-?[0-9]+");
    private static final Pattern UNSIGNED = Pattern.compile("[0-9]+");
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?");
    private static final Set<String> FALSE = Set.of("", "0", "false", "no", "off");

    private final Pattern unwanted;

    InputFilter(String unwanted) {
        this.unwanted = Pattern.compile(unwanted);
    }

    /** The text without what the filter leaves out. */
    public String apply(String text) {
        return unwanted.matcher(text).replaceAll("");
    }

    /**
     * The text without tags and comments, also those that come to be when others
     * go.
     */
    public static String string(String text) {
        String stripped = text;
        while (stripped.indexOf('<') >= 0) {
            String next = MARKUP.matcher(stripped).replaceAll("");
            if (next.equals(stripped)) {
                break;
            }
            stripped = next;
        }
        return stripped;
    }

    /** The first integer in the text, if it has one that fits. */
    public static Optional<Long> integer(String text) {
        return whole(INTEGER, text);
    }

    /** The same without a sign. */
    public static Optional<Long> unsigned(String text) {
        return whole(UNSIGNED, text);
    }

    private static Optional<Long> whole(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        try {
            return found.find() ? Optional.of(Long.valueOf(found.group())) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** The first number in the text. */
    public static Optional<Double> number(String text) {
        Matcher found = NUMBER.matcher(text);
        return found.find() ? Optional.of(Double.valueOf(found.group())) : Optional.empty();
    }

    /** Whether the text says yes. */
    public static boolean truth(String text) {
        return !FALSE.contains(text.strip().toLowerCase(Locale.ROOT));
    }
}
