package io.annex.core.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Media types by file name extension: the table of the npm package
 * {@code mime}, which the guest library has too, written out when it is
 * bundled.
 */
public final class MediaTypes {
    private static final String TABLE = "/io/annex/guest/media-types.txt";
    private static final Map<String, String> BY_EXTENSION = read();

    private MediaTypes() {
    }

    /** The type of a file, without a charset. */
    public static String bare(String name) {
        int dot = name.lastIndexOf('.');
        String type = dot < 0 ? null : BY_EXTENSION.get(name.substring(dot + 1).toLowerCase(Locale.ROOT));
        return type == null ? "application/octet-stream" : type;
    }

    /** The type of a file, texts with UTF-8 as their charset. */
    static String of(String name) {
        String type = bare(name);
        return type.startsWith("text/") || type.equals("application/json") || type.equals("application/javascript")
                ? type + "; charset=utf-8"
                : type;
    }

    /** Lines of a type and its extensions. */
    private static Map<String, String> read() {
        try (InputStream in = MediaTypes.class.getResourceAsStream(TABLE)) {
            if (in == null) {
                throw new IllegalStateException("the table of media types " + TABLE + " is not on the class path");
            }
            Map<String, String> types = new HashMap<>();
            new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(line -> {
                String[] words = line.split(" ", -1);
                for (int i = 1; i < words.length; i++) {
                    types.putIfAbsent(words[i], words[0]);
                }
            });
            return Map.copyOf(types);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
