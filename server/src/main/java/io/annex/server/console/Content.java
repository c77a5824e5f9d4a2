package io.annex.server.console;

import io.annex.core.Answer;
import io.annex.core.IncomingRequest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Bytes for browsers, with their type and an entity tag made from them.
 * Immutable.
 */
final class Content {
    private static final int TAG_DIGITS = 32;

    private final byte[] bytes;
    private final String tag;
    private final List<String> headers;

    /**
     * @param type
     *            the media type, which browsers must not guess
     * @param headers
     *            name, value, name, value …; without {@code cache-control} it is
     *            asked for again each time
     */
    Content(byte[] bytes, String type, List<String> headers) {
        this.bytes = bytes;
        this.tag = '"' + digest(bytes) + '"';
        List<String> all = new ArrayList<>(
                List.of("content-type", type, "etag", tag, "x-content-type-options", "nosniff"));
        if (!headers.contains("cache-control")) {
            all.addAll(List.of("cache-control", "no-cache"));
        }
        all.addAll(headers);
        this.headers = List.copyOf(all);
    }

    private static String digest(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(digest).substring(0, TAG_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The whole, or 304 to who has it (RFC 9110, section 13.1.2). */
    Answer answer(IncomingRequest request) {
        return isHeld(request.headers().first("if-none-match"))
                ? new Answer.Empty(304, headers)
                : new Answer.Bytes(200, headers, bytes);
    }

    private boolean isHeld(@Nullable String held) {
        if (held == null) {
            return false;
        }
        for (String each : held.split(",", -1)) {
            String one = each.strip();
            // A compressed answer's tag is a weak one.
            if (one.equals("*") || one.equals(tag) || one.equals("W/" + tag)) {
                return true;
            }
        }
        return false;
    }
}
