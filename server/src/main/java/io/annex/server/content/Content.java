package io.annex.server.content;

import io.annex.core.http.Answer;
import io.annex.core.http.EntityTags;
import io.annex.core.http.IncomingRequest;
import java.util.ArrayList;
import java.util.List;

/**
 * Bytes for browsers, with their type and an entity tag made from them.
 * Immutable.
 */
public final class Content {
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
    public Content(byte[] bytes, String type, List<String> headers) {
        this.bytes = bytes;
        this.tag = EntityTags.of(bytes);
        List<String> all = new ArrayList<>(
                List.of("content-type", type, "etag", tag, "x-content-type-options", "nosniff"));
        if (!headers.contains("cache-control")) {
            all.addAll(List.of("cache-control", "no-cache"));
        }
        all.addAll(headers);
        this.headers = List.copyOf(all);
    }

    /** The whole, or 304 to who has it (RFC 9110, section 13.1.2). */
    public Answer answer(IncomingRequest request) {
        String held = request.headers().first("if-none-match");
        // A compressed answer's tag is a weak one.
        return held != null && EntityTags.isListed(held, tag, false)
                ? new Answer.Empty(304, headers)
                : new Answer.Bytes(200, headers, bytes);
    }
}
