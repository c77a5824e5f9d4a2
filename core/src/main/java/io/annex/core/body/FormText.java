package io.annex.core.body;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The text of an {@code application/x-www-form-urlencoded} body.
 *
 * <p>
 * What is percent-encoded in it are bytes of the form's charset: in ISO-8859-1
 * an ä is {@code %E4}. All who read forms take such bytes for UTF-8, so a form
 * in another charset is rewritten here: what need not be encoded is said
 * plainly.
 */
public final class FormText {
    private static final String MARKS = "%&=+";

    private FormText() {
    }

    /** A form as text, of which what is percent-encoded is UTF-8. */
    public static String decode(byte[] form, Charset charset) {
        if (charset.equals(StandardCharsets.UTF_8) || !new String(form, charset).contains("%")
                || !MARKS.equals(new String(MARKS.getBytes(StandardCharsets.US_ASCII), charset))) {
            return Charsets.decode(form, charset);
        }
        StringBuilder text = new StringBuilder(form.length);
        ByteArrayOutputStream piece = new ByteArrayOutputStream();
        for (int at = 0; at < form.length; at++) {
            byte b = form[at];
            if (b == '&' || b == '=') {
                append(text, piece, charset);
                text.append((char) b);
            } else if (b == '%' && at + 2 < form.length && digit(form[at + 1]) >= 0 && digit(form[at + 2]) >= 0) {
                piece.write(digit(form[at + 1]) << 4 | digit(form[at + 2]));
                at += 2;
            } else {
                piece.write(b == '+' ? ' ' : b);
            }
        }
        append(text, piece, charset);
        return text.toString();
    }

    private static void append(StringBuilder text, ByteArrayOutputStream piece, Charset charset) {
        String plain = piece.toString(charset);
        piece.reset();
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            if (MARKS.indexOf(c) < 0) {
                text.append(c);
            } else {
                text.append('%').append(Integer.toHexString(c).toUpperCase(Locale.ROOT));
            }
        }
    }

    private static int digit(byte b) {
        return b < 0 ? -1 : Character.digit(b, 16);
    }
}
