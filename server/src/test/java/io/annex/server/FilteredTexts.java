package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntPredicate;
import tools.jackson.databind.JsonNode;

/**
 * What the filters of a jbackend module's input give, told character by
 * character beside the patterns that the product has, over generated texts.
 */
final class FilteredTexts {
    private static final int TEXTS = 400;
    private static final List<String> PIECES = List.of("0", "7", "42", "9223372036854775807", "99999999999999999999",
            ".", "..", "-", "--", "+", "e", "E5", "e-2", "a", "Zz", "_", " ", "/", "=", "<", ">", "\"", "'", "%", "&",
            "é", "€", "😀", "\t", "\u007f", "false", "no", "OFF", ",");
    private static final Set<String> FALSE = Set.of("", "0", "false", "no", "off");
    private static final double LARGEST_INTEGER = Math.pow(2, 63);

    private FilteredTexts() {
    }

    /**
     * Asks for the filters of each text.
     *
     * @param filters
     *            gives what the module answers for {@code v=<text>}, which is
     *            already encoded
     */
    static void holdFor(Function<String, JsonNode> filters) {
        Random random = new Random(15);
        for (int i = 0; i < TEXTS; i++) {
            StringBuilder text = new StringBuilder();
            for (int pieces = random.nextInt(8); pieces > 0; pieces--) {
                text.append(PIECES.get(random.nextInt(PIECES.size())));
            }
            holdFor(text.toString(), filters.apply(URLEncoder.encode(text.toString(), StandardCharsets.UTF_8)));
        }
    }

    private static void holdFor(String text, JsonNode answer) {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("raw", text);
        texts.put("cmd", withoutLeadingDots(kept(text, c -> isLetter(c) || isDigit(c) || "_.-".indexOf(c) >= 0)));
        texts.put("word", kept(text, c -> isLetter(c) || c == '_'));
        texts.put("alnum", kept(text, c -> isLetter(c) || isDigit(c)));
        texts.put("base64", kept(text, c -> isLetter(c) || isDigit(c) || "/+=".indexOf(c) >= 0));
        texts.put("username", kept(text, c -> c > 0x1f && c != 0x7f && "<>\"'%&".indexOf(c) < 0));
        if (text.indexOf('<') < 0) {
            texts.put("string", text);
        }
        texts.forEach((filter, expected) -> assertThat(answer.path(filter).asString()).as("%s of '%s'", filter, text)
                .isEqualTo(expected));
        double integer = Math.clamp(integer(text).doubleValue(), -LARGEST_INTEGER, LARGEST_INTEGER);
        assertThat(answer.path("int").asDouble()).as("int of '%s'", text).isEqualTo(integer);
        assertThat(answer.path("uint").asDouble()).as("uint of '%s'", text).isEqualTo(Math.abs(integer));
        assertThat(answer.path("float").asDouble()).as("float of '%s'", text).isEqualTo(number(text));
        assertThat(answer.path("bool").asBoolean()).as("bool of '%s'", text)
                .isEqualTo(!FALSE.contains(text.strip().toLowerCase(Locale.ROOT)));
    }

    private static boolean isLetter(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static String kept(String text, IntPredicate wanted) {
        return text.codePoints().filter(wanted)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }

    private static String withoutLeadingDots(String text) {
        int from = 0;
        while (from < text.length() && text.charAt(from) == '.') {
            from++;
        }
        return text.substring(from);
    }

    /** Where the first digit is; the length where there is none. */
    private static int firstDigit(String text) {
        int at = 0;
        while (at < text.length() && !isDigit(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static int endOfDigits(String text, int from) {
        int end = from;
        while (end < text.length() && isDigit(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static BigInteger integer(String text) {
        int from = firstDigit(text);
        if (from == text.length()) {
            return BigInteger.ZERO;
        }
        BigInteger digits = new BigInteger(text.substring(from, endOfDigits(text, from)));
        return from > 0 && text.charAt(from - 1) == '-' ? digits.negate() : digits;
    }

    private static double number(String text) {
        int from = firstDigit(text);
        if (from == text.length()) {
            return 0;
        }
        int end = endOfDigits(text, from);
        if (end < text.length() && text.charAt(end) == '.' && endOfDigits(text, end + 1) > end + 1) {
            end = endOfDigits(text, end + 1);
        }
        if (end < text.length() && (text.charAt(end) == 'e' || text.charAt(end) == 'E')) {
            int exponent = end + 1;
            if (exponent < text.length() && "+-".indexOf(text.charAt(exponent)) >= 0) {
                exponent++;
            }
            if (endOfDigits(text, exponent) > exponent) {
                end = endOfDigits(text, exponent);
            }
        }
        double read = Math.min(Double.parseDouble(text.substring(from, end)), Double.MAX_VALUE);
        return from > 0 && text.charAt(from - 1) == '-' && read != 0 ? -read : read;
    }
}
