package io.annex.server.console;

import io.annex.server.content.Content;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What {@code client/} was built into, out of the class path. Each is read
 * once.
 */
final class ConsoleAssets {
    private static final String FOLDER = "/io/annex/client/";
    /** No path, so that nothing else of the class path is reached. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9-]+(\\.[a-z]+)+");
    /** The build puts a digest into the names of what only the page asks for. */
    private static final Pattern WITH_DIGEST = Pattern.compile("console-[A-Z0-9]{8}\\.[a-z]+");
    private static final List<String> FOR_EVER = List.of("cache-control", "public, max-age=31536000, immutable");
    private static final Map<String, String> TYPES = Map.of("js", "text/javascript; charset=utf-8", "mjs",
            "text/javascript; charset=utf-8", "css", "text/css; charset=utf-8");

    private final String page;
    private final Map<String, Content> read = new ConcurrentHashMap<>();

    ConsoleAssets() {
        byte[] html = bytes("console.html");
        if (html == null) {
            throw new IllegalStateException("There is no " + FOLDER + "console.html on the class path");
        }
        this.page = new String(html, StandardCharsets.UTF_8);
    }

    /** The page; its widgets go in the place of {@code {{widgets}}}. */
    String page() {
        return page;
    }

    /** An asset by its name, or {@code null}. */
    @Nullable
    Content asset(String name) {
        return NAME.matcher(name).matches() ? read.computeIfAbsent(name, ConsoleAssets::content) : null;
    }

    private static @Nullable Content content(String name) {
        byte[] bytes = bytes("assets/" + name);
        String type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "text/plain; charset=utf-8");
        return bytes == null
                ? null
                : new Content(bytes, type, WITH_DIGEST.matcher(name).matches() ? FOR_EVER : List.of());
    }

    private static byte @Nullable [] bytes(String name) {
        try (InputStream in = ConsoleAssets.class.getResourceAsStream(FOLDER + name)) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
