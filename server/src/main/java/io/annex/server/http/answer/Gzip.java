package io.annex.server.http.answer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Compresses text answers. Bodies are whole in memory here, so the JDK's stream
 * does.
 */
public final class Gzip {
    /** From this many characters on it would hold up an event loop. */
    public static final int LARGE = 32 * 1024;

    private Gzip() {
    }

    /** Whether {@code Accept-Encoding} allows gzip (RFC 9110, section 12.5.3). */
    public static boolean accepted(@Nullable String acceptEncoding) {
        if (acceptEncoding == null) {
            return false;
        }
        boolean any = false;
        for (String part : acceptEncoding.toLowerCase(Locale.ROOT).split(",", -1)) {
            String coding = part.strip();
            int semicolon = coding.indexOf(';');
            String name = semicolon < 0 ? coding : coding.substring(0, semicolon).strip();
            boolean refused = semicolon >= 0 && isZero(coding.substring(semicolon + 1));
            if (name.equals("gzip") || name.equals("x-gzip")) {
                return !refused;
            }
            any |= name.equals("*") && !refused;
        }
        return any;
    }

    private static boolean isZero(String parameter) {
        String weight = parameter.replace(" ", "");
        return weight.startsWith("q=0") && weight.chars().skip(2).allMatch(c -> c == '0' || c == '.');
    }

    public static boolean compressible(@Nullable String contentType) {
        return contentType != null && (contentType.startsWith("text/") || contentType.startsWith("application/json")
                || contentType.startsWith("application/javascript") || contentType.startsWith("image/svg+xml")
                || contentType.contains("+json") || contentType.contains("+xml")
                || contentType.startsWith("application/xml"));
    }

    public static byte[] compress(byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length / 3 + 64);
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
