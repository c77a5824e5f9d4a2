package io.annex.core.body;

import io.annex.core.http.BadBody;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The {@code Content-Disposition} of a part of a form, or of an answer, read as
 * its senders write it rather than as a grammar has it.
 *
 * <p>
 * Browsers (HTML, multipart/form-data encoding algorithm) put a name between
 * quotes, write {@code "}, CR and LF as {@code %22}, {@code %0D} and
 * {@code %0A}, and leave all else as it is, backslashes too. Older ones and
 * curl write {@code \"}; Internet Explorer sends whole paths, which may end
 * with a backslash; .NET leaves the quotes away where it can, and writes what
 * is not ASCII as {@code =?utf-8?B?…?=}, with {@code filename*} (RFC 5987)
 * behind it, which wins.
 *
 * @param name
 *            the field
 * @param filename
 *            as sent, with folders; {@code null} where the part is no file
 */
public record Disposition(String name, @Nullable String filename) {

    static Disposition parse(String value) throws BadBody {
        int semicolon = value.indexOf(';');
        String type = semicolon < 0 ? value : value.substring(0, semicolon);
        if (!type.strip().equalsIgnoreCase("form-data")) {
            throw new BadBody("The form cannot be read: a part's Content-Disposition is not form-data (RFC 7578).");
        }
        Map<String, String> parameters = parameters(value);
        String name = parameters.get("name");
        if (name == null) {
            throw new BadBody("The form cannot be read: a part has no name (RFC 7578, section 4.2).");
        }
        return new Disposition(written(name), filename(parameters));
    }

    /**
     * The name of the file that an answer is (RFC 6266), without folders; empty
     * where its header does not say, or cannot be read.
     */
    public static Optional<String> fileName(String header) {
        try {
            return Optional.ofNullable(filename(parameters(header)))
                    .map(name -> name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1))
                    .filter(name -> !name.isBlank());
        } catch (BadBody e) {
            return Optional.empty();
        }
    }

    private static Map<String, String> parameters(String value) throws BadBody {
        Map<String, String> parameters = new HashMap<>();
        for (int at = value.indexOf(';'); at >= 0 && at < value.length();) {
            at = parameter(value, at + 1, parameters);
        }
        return parameters;
    }

    private static @Nullable String filename(Map<String, String> parameters) {
        String plain = parameters.get("filename");
        String extended = extended(parameters.get("filename*"));
        return extended != null ? extended : plain == null ? null : written(plain);
    }

    /** Reads one parameter; gives the place of the semicolon behind it. */
    private static int parameter(String value, int from, Map<String, String> into) throws BadBody {
        int next = value.indexOf(';', from);
        int equals = value.indexOf('=', from);
        if (equals < 0 || next >= 0 && next < equals) {
            // No parameter: an empty one, or a word.
            return next < 0 ? value.length() : next;
        }
        String name = value.substring(from, equals).strip().toLowerCase(Locale.ROOT);
        int start = equals + 1;
        while (start < value.length() && isBlank(value.charAt(start))) {
            start++;
        }
        StringBuilder text = new StringBuilder();
        int end;
        if (start < value.length() && value.charAt(start) == '"') {
            end = quoted(value, start + 1, text);
        } else {
            end = next(value, start);
            text.append(value.substring(Math.min(start, end), end).strip());
        }
        if (into.putIfAbsent(name, text.toString()) != null) {
            throw new BadBody("The form cannot be read: a part's Content-Disposition has '" + printable(name)
                    + "' more than once.");
        }
        return end;
    }

    private static int next(String value, int from) {
        int semicolon = value.indexOf(';', from);
        return semicolon < 0 ? value.length() : semicolon;
    }

    /**
     * A value between quotes. A quote ends it only if a semicolon or nothing
     * follows; a backslash counts in front of a quote alone, and not even there if
     * the value would then have no end of its own.
     */
    private static int quoted(String value, int from, StringBuilder text) throws BadBody {
        for (int i = from; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' && ends(value, i)) {
                return next(value, i);
            }
            if (c == '\\' && i + 1 < value.length() && value.charAt(i + 1) == '"'
                    && (!ends(value, i + 1) || goesOn(value, i + 2))) {
                text.append('"');
                i++;
            } else {
                text.append(c);
            }
        }
        throw new BadBody("The form cannot be read: a part's Content-Disposition has an open quote.");
    }

    /** Whether a quote at this place is the last of its value. */
    private static boolean ends(String value, int quote) {
        int i = quote + 1;
        while (i < value.length() && isBlank(value.charAt(i))) {
            i++;
        }
        return i == value.length() || value.charAt(i) == ';';
    }

    /** Whether the next quote without a backslash may end the value. */
    private static boolean goesOn(String value, int from) {
        for (int i = from; i < value.length(); i++) {
            if (value.charAt(i) == '"' && value.charAt(i - 1) != '\\') {
                return ends(value, i);
            }
        }
        return false;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    /** What the sender's name was before it was written into a header. */
    private static String written(String name) {
        String word = encodedWord(name);
        if (word != null) {
            return word;
        }
        return name.indexOf('%') < 0
                ? name
                : name.replace("%22", "\"").replaceAll("(?i)%0d", "\r").replaceAll("(?i)%0a", "\n");
    }

    /** RFC 2047, as far as .NET makes use of it; {@code null} for what is none. */
    private static @Nullable String encodedWord(String text) {
        if (!text.regionMatches(true, 0, "=?utf-8?B?", 0, 10) || !text.endsWith("?=") || text.length() < 12) {
            return null;
        }
        try {
            return decoded(Base64.getDecoder().decode(text.substring(10, text.length() - 2)), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /**
     * RFC 5987: {@code charset'language'percent-encoded}; {@code null} for what is
     * none, so that the plain name counts.
     */
    private static @Nullable String extended(@Nullable String value) {
        int charsetEnd = value == null ? -1 : value.indexOf('\'');
        int languageEnd = value == null ? -1 : value.indexOf('\'', charsetEnd + 1);
        if (value == null || charsetEnd < 0 || languageEnd < 0) {
            return null;
        }
        Charset charset = switch (value.substring(0, charsetEnd).toLowerCase(Locale.ROOT)) {
            case "utf-8" -> StandardCharsets.UTF_8;
            case "iso-8859-1" -> StandardCharsets.ISO_8859_1;
            default -> null;
        };
        if (charset == null) {
            return null;
        }
        String encoded = value.substring(languageEnd + 1);
        byte[] bytes = new byte[encoded.length()];
        int length = 0;
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (c == '%') {
                int high = i + 2 < encoded.length() ? Character.digit(encoded.charAt(i + 1), 16) : -1;
                int low = i + 2 < encoded.length() ? Character.digit(encoded.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0) {
                    return null;
                }
                bytes[length++] = (byte) (high << 4 | low);
                i += 2;
            } else if (c <= ' ' || c > '~') {
                return null;
            } else {
                bytes[length++] = (byte) c;
            }
        }
        return decoded(Arrays.copyOf(bytes, length), charset);
    }

    private static @Nullable String decoded(byte[] bytes, Charset charset) {
        try {
            return charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static String printable(String name) {
        return name.length() > 20 ? name.substring(0, 20) + '…' : name;
    }
}
