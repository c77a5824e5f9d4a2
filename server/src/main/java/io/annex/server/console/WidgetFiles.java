package io.annex.server.console;

import io.annex.core.addon.ClientScript;
import io.annex.core.addon.Version;
import io.annex.core.http.Answer;
import io.annex.core.http.IncomingRequest;
import io.annex.core.http.Problems;
import io.annex.server.content.Content;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The files of a widget that browsers may have: its script, pictures, style
 * sheets and HTML. Never its backend, nor anything hidden.
 */
final class WidgetFiles {
    static final String SCRIPT = "widget.js";
    static final String PICTURE = "widget.png";

    /**
     * Each widget's script has a scope of its own, and its lines stay where they
     * are.
     */
    private static final String BEFORE = "(function () {";
    private static final String AFTER = "\n})();\n";
    private static final List<String> SCRIPT_FIELDS = List.of("cross-origin-resource-policy", "same-origin");
    /** HTML or SVG that is opened by itself runs nothing. */
    private static final List<String> FILE_FIELDS = List.of("cross-origin-resource-policy", "same-origin",
            "content-security-policy",
            "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; sandbox; frame-ancestors 'self'");
    private static final Map<String, String> TYPES = Map.of("png", "image/png", "jpg", "image/jpeg", "jpeg",
            "image/jpeg", "gif", "image/gif", "webp", "image/webp", "svg", "image/svg+xml", "css",
            "text/css; charset=utf-8", "html", "text/html; charset=utf-8");

    private WidgetFiles() {
    }

    /**
     * The answer with a file.
     *
     * @return {@code null} when the version has no such file for browsers, or no
     *         more: it may have retired
     */
    static @Nullable Answer answer(IncomingRequest request, Version version, String name) {
        try {
            if (name.equals(SCRIPT)) {
                return script(request, version);
            }
            String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
            Path file = type == null || isHidden(name) ? null : version.file(name);
            return file == null || type == null
                    ? null
                    : new Content(Files.readAllBytes(file), type, FILE_FIELDS).answer(request);
        } catch (IOException e) {
            return null;
        }
    }

    private static boolean isHidden(String name) {
        return name.startsWith(".") || name.contains("/.");
    }

    private static @Nullable Answer script(IncomingRequest request, Version version) throws IOException {
        return switch (version.clientScript()) {
            case ClientScript.None none -> Problems.noScript(version.addon());
            case ClientScript.Broken broken -> Problems.brokenScript(broken.error());
            case ClientScript.Compiled compiled -> script(request, compiled.code());
            case ClientScript.AsWritten same -> {
                Path file = version.file(SCRIPT);
                yield file == null
                        ? null
                        : script(request, new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
            }
        };
    }

    private static Answer script(IncomingRequest request, String code) {
        return new Content((BEFORE + code + AFTER).getBytes(StandardCharsets.UTF_8), "text/javascript; charset=utf-8",
                SCRIPT_FIELDS).answer(request);
    }
}
