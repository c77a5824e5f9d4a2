package io.annex.core.files;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A folder of an add-on whose files are answers.
 *
 * @param segments
 *            the folder's path from the add-on's root; empty is the root
 * @param maxAge
 *            milliseconds that a cache may use an answer without asking
 * @param hidden
 *            whether names that begin with a dot are served
 * @param redirect
 *            whether a folder that is asked for without the slash is redirected
 *            to the form with it; otherwise there is nothing
 * @param fallThrough
 *            whether the endpoints behind this one are tried where there is no
 *            file
 */
public record ServedFolder(List<String> segments, long maxAge, boolean hidden, boolean redirect, boolean fallThrough) {
    private static final int LONGEST_FOLDER = 1000;
    /** A year: RFC 9111 does not ask for more, and browsers cut it there. */
    private static final long MOST_MAX_AGE = 365L * 24 * 60 * 60 * 1000;
    private static final int LONGEST_REQUEST = 32 << 10;
    private static final String TOKEN = "folder:";

    /** A folder, and what is asked of it. */
    public record Request(ServedFolder folder, String path) {
    }

    /**
     * Reads {@code {"folder": "public", "maxAge": 0, "hidden": false, "redirect":
     * true, "fallThrough": false}}; all but the folder may be missing.
     *
     * @throws IllegalArgumentException
     *             when it is not that, with a message for the add-on's author
     */
    public static ServedFolder read(JsonNode json) {
        JsonNode folder = json.path("folder");
        if (!folder.isString() || folder.asString().length() > LONGEST_FOLDER) {
            throw new IllegalArgumentException("files: folder (expected: a path from the add-on's root)");
        }
        RequestedPath path = RequestedPath.plain(folder.asString());
        if (path == null) {
            throw new IllegalArgumentException("files: folder: " + folder.asString().replaceAll("\\p{Cntrl}", "?")
                    + " (expected: inside the add-on)");
        }
        double maxAge = json.path("maxAge").asDouble(0);
        return new ServedFolder(path.segments(), maxAge > 0 ? (long) Math.min(maxAge, MOST_MAX_AGE) : 0,
                json.path("hidden").asBoolean(false), json.path("redirect").asBoolean(true),
                json.path("fallThrough").asBoolean(false));
    }

    /**
     * What a guest names as the file to answer with, or {@code null} when the token
     * is of another kind: {@code folder:} and JSON, the folder's with a
     * {@code path}, percent-encoded.
     *
     * @throws IllegalArgumentException
     *             when it cannot be read
     */
    public static @Nullable Request request(String token) {
        if (!token.startsWith(TOKEN)) {
            return null;
        }
        if (token.length() > LONGEST_REQUEST) {
            throw new IllegalArgumentException("files: a path of " + token.length() + " characters");
        }
        try {
            JsonNode json = JsonMapper.shared().readTree(token.substring(TOKEN.length()));
            return new Request(read(json), json.path("path").asString(""));
        } catch (JacksonException e) {
            throw new IllegalArgumentException("files: " + e.getOriginalMessage(), e);
        }
    }
}
