package io.annex.core.jar;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a variable's text becomes, by the filter that a module asks for; the
 * guest library has the same for scripts in {@code jbackend/filters.ts}. The
 * constants leave characters out.
 */
enum InputFilter {
    /** What stands before the first that is kept has no dot either. */
    CMD("^[^A-Za-z0-9_-]+|[^A-Za-z0-9_.-]"), WORD("[^A-Za-z_]"), ALNUM("[^A-Za-z0-9]"), BASE64(
            "[^A-Za-z0-9/+=]"), USERNAME("[\\x00-\\x1f\\x7f<>\"'%&]");

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

    /**
     * The first integer in the text, 0 where it has none; what does not fit is the
     * largest or the smallest that does.
     */
    public static long integer(String text) {
        return whole(INTEGER, text);
    }

    /** The same without a sign. */
    public static long unsigned(String text) {
        return whole(UNSIGNED, text);
    }

    private static long whole(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        if (!found.find()) {
            return 0;
        }
        try {
            return Long.parseLong(found.group());
        } catch (NumberFormatException e) {
            return found.group().startsWith("-") ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }

    /**
     * The first number in the text, 0 where it has none; one that is larger than
     * there can be is the largest.
     */
    public static double number(String text) {
        Matcher found = NUMBER.matcher(text);
        return found.find()
                ? Math.clamp(Double.parseDouble(found.group()) + 0.0, -Double.MAX_VALUE, Double.MAX_VALUE)
                : 0;
    }

    /** Whether the text says yes. */
    public static boolean truth(String text) {
        return !FALSE.contains(text.strip().toLowerCase(Locale.ROOT));
    }
}
