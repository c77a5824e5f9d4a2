package io.annex.server.http.answer;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;

/** What becomes of an answer's header fields at the edge. */
public final class AnswerFields {
    private AnswerFields() {
    }

    /**
     * Whether a field is the edge's to set: those that say where a message ends, or
     * are about the connection (RFC 9110 section 7.6.1).
     */
    public static boolean isEdgeOwn(String name) {
        return switch (name.length()) {
            case 2 -> name.equalsIgnoreCase("te");
            case 4 -> name.equalsIgnoreCase("date");
            case 7 -> name.equalsIgnoreCase("upgrade") || name.equalsIgnoreCase("trailer");
            case 10 -> name.equalsIgnoreCase("connection") || name.equalsIgnoreCase("keep-alive");
            case 14 -> name.equalsIgnoreCase("content-length");
            case 17 -> name.equalsIgnoreCase("transfer-encoding");
            default -> false;
        };
    }

    /** Says to caches that the answer depends on {@code Accept-Encoding}. */
    public static void varyByEncoding(MultiMap fields) {
        for (String vary : fields.getAll(HttpHeaders.VARY)) {
            if (vary.equals("*") || vary.toLowerCase(java.util.Locale.ROOT).contains("accept-encoding")) {
                return;
            }
        }
        fields.add(HttpHeaders.VARY, "Accept-Encoding");
    }

    /**
     * A strong tag says that the bytes are the same, which they are no more (RFC
     * 9110 section 8.8.1).
     */
    public static void weakenTag(MultiMap fields) {
        String tag = fields.get(HttpHeaders.ETAG);
        if (tag != null && !tag.startsWith("W/")) {
            fields.set(HttpHeaders.ETAG, "W/" + tag);
        }
    }
}
