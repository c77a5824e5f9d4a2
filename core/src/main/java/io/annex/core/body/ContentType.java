package io.annex.core.body;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A {@code Content-Type} (RFC 9110, section 8.3).
 *
 * @param mediaType
 *            in lower case, without parameters; empty for none
 * @param charset
 *            as it was written, or {@code null}
 * @param boundary
 *            of a multipart type, or {@code null}
 */
public record ContentType(String mediaType, @Nullable String charset, @Nullable String boundary) {
    private static final ContentType NONE = new ContentType("", null, null);

    /** Never fails: a parameter that cannot be read is not there. */
    public static ContentType parse(@Nullable String field) {
        if (field == null) {
            return NONE;
        }
        int semicolon = field.indexOf(';');
        String type = (semicolon < 0 ? field : field.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
        return semicolon < 0
                ? new ContentType(type, null, null)
                : new ContentType(type, parameter(field, semicolon, "charset"),
                        parameter(field, semicolon, "boundary"));
    }

    public boolean isForm() {
        return mediaType.equals("multipart/form-data");
    }

    public boolean isUrlEncoded() {
        return mediaType.equals("application/x-www-form-urlencoded");
    }

    public boolean isJson() {
        return mediaType.equals("application/json") || mediaType.endsWith("+json");
    }

    /** Whether it is read as a text where that is wanted. */
    public boolean isText() {
        return isJson() || isUrlEncoded() || mediaType.startsWith("text/");
    }

    /** The first of a name, in any case. */
    private static @Nullable String parameter(String field, int from, String wanted) {
        StringBuilder value = new StringBuilder();
        for (int at = from; at < field.length();) {
            int equals = field.indexOf('=', at);
            int next = field.indexOf(';', at + 1);
            if (equals < 0) {
                return null;
            }
            if (next >= 0 && next < equals) {
                at = next;
                continue;
            }
            String name = field.substring(at + 1, equals).strip();
            value.setLength(0);
            at = value(field, equals + 1, value);
            if (name.equalsIgnoreCase(wanted)) {
                return value.toString();
            }
        }
        return null;
    }

    /** Reads a value; gives the place of the semicolon behind it. */
    private static int value(String field, int from, StringBuilder into) {
        int i = from;
        while (i < field.length() && field.charAt(i) == ' ') {
            i++;
        }
        if (i < field.length() && field.charAt(i) == '"') {
            for (i++; i < field.length() && field.charAt(i) != '"'; i++) {
                if (field.charAt(i) == '\\' && i + 1 < field.length()) {
                    i++;
                }
                into.append(field.charAt(i));
            }
            int semicolon = field.indexOf(';', i);
            return semicolon < 0 ? field.length() : semicolon;
        }
        int semicolon = field.indexOf(';', i);
        int end = semicolon < 0 ? field.length() : semicolon;
        into.append(field.substring(i, end).strip());
        return end;
    }
}
