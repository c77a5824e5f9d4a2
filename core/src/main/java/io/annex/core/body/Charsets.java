package io.annex.core.body;

import io.annex.core.http.UnsupportedBody;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The charsets of texts that come and go. */
public final class Charsets {
    private static final char BYTE_ORDER_MARK = '\ufeff';
    /** What stands for bytes that mean nothing. */
    private static final char REPLACEMENT = '\ufffd';

    private Charsets() {
    }

    /**
     * The charset of a name; UTF-8 for {@code null}.
     *
     * @return {@code null} where the JDK has none of that name
     */
    public static @Nullable Charset named(@Nullable String name) {
        if (name == null || name.equalsIgnoreCase("utf-8") || name.equalsIgnoreCase("utf8")) {
            return StandardCharsets.UTF_8;
        }
        try {
            Charset charset = Charset.forName(name.strip());
            return charset.canEncode() ? charset : null;
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return null;
        }
    }

    /**
     * The charset that a request says its text has.
     *
     * @throws UnsupportedBody
     *             where it is none that can be read
     */
    public static Charset ofRequest(@Nullable String name) throws UnsupportedBody {
        Charset charset = named(name);
        if (charset == null) {
            String shown = String.valueOf(name).replaceAll("[^!-~]", "?");
            throw new UnsupportedBody("The charset '" + (shown.length() > 40 ? shown.substring(0, 40) : shown)
                    + "' is not known (expected: utf-8, or another of the IANA's names).");
        }
        return charset;
    }

    /**
     * A body as text, without the mark that some put in front to say that it is
     * Unicode.
     */
    public static String decode(byte[] bytes, Charset charset) {
        String text = new String(bytes, charset);
        return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    }

    /** Whether a text that was decoded gives its bytes back as UTF-8. */
    public static boolean says(String text, byte[] bytes, Charset charset) {
        return charset.equals(StandardCharsets.UTF_8)
                ? text.indexOf(REPLACEMENT) < 0 && !(bytes.length > 0 && bytes[0] == (byte) 0xef && hasMark(bytes))
                : Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes);
    }

    private static boolean hasMark(byte[] bytes) {
        return bytes.length > 2 && bytes[1] == (byte) 0xbb && bytes[2] == (byte) 0xbf;
    }

    /** Whether a name means UTF-8. */
    public static boolean isUtf8(@Nullable String name) {
        return name == null || StandardCharsets.UTF_8.equals(named(name));
    }
}
