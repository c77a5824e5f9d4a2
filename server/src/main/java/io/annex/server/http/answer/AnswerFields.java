package io.annex.server.http.answer;

import io.annex.core.http.Answer;
import io.annex.server.http.wire.AnswerHead;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What becomes of an answer's header fields at the edge. */
public final class AnswerFields {
    private AnswerFields() {
    }

    /**
     * Whether a field is the edge's to set: those that say where a message ends, or
     * are about the connection (RFC 9110 section 7.6.1).
     */
    static boolean isEdgeOwn(String name) {
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

    /**
     * Puts the fields of an answer in the place of all others.
     *
     * @return its content type if the body may be compressed
     */
    public static @Nullable String put(AnswerHead head, Answer answer) {
        head.put(answer.status(), answer.headers(), AnswerFields::isEdgeOwn);
        String contentType = null;
        boolean encoded = answer.status() == 206;
        List<String> headers = answer.headers();
        for (int i = 0; i + 1 < headers.size(); i += 2) {
            String name = headers.get(i);
            String value = headers.get(i + 1);
            if (name.equalsIgnoreCase("content-type")) {
                contentType = value;
            } else if (name.equalsIgnoreCase("content-encoding")
                    || name.equalsIgnoreCase("cache-control") && value.contains("no-transform")) {
                encoded = true;
            }
        }
        return encoded ? null : contentType;
    }

    /**
     * The length that an answer says its body has. One to HEAD has none in Express,
     * and what comes in pieces has it later.
     *
     * @param none
     *            where it says nothing, or nothing of sense
     */
    public static long announced(Answer answer, long none) {
        List<String> headers = answer.headers();
        for (int i = 0; i + 1 < headers.size(); i += 2) {
            if (headers.get(i).equalsIgnoreCase("content-length")) {
                String length = headers.get(i + 1);
                return length.matches("\\d{1,15}") ? Long.parseLong(length) : none;
            }
        }
        return none;
    }

    /**
     * Says to caches, and to the client if it takes it, that the body is
     * compressed.
     *
     * @param accepted
     *            what the client accepts
     * @return whether it is to be
     */
    public static boolean gzip(AnswerHead head, @Nullable String accepted) {
        varyByEncoding(head);
        if (!Gzip.accepted(accepted)) {
            return false;
        }
        head.set("content-encoding", "gzip");
        weakenTag(head);
        return true;
    }

    /** Says to caches that the answer depends on {@code Accept-Encoding}. */
    private static void varyByEncoding(AnswerHead head) {
        List<String> fields = head.fields();
        for (int i = 0; i + 1 < fields.size(); i += 2) {
            String vary = fields.get(i + 1);
            if (fields.get(i).equalsIgnoreCase("vary")
                    && (vary.equals("*") || vary.toLowerCase(Locale.ROOT).contains("accept-encoding"))) {
                return;
            }
        }
        head.add("vary", "Accept-Encoding");
    }

    /**
     * A strong tag says that the bytes are the same, which they are no more (RFC
     * 9110 section 8.8.1).
     */
    private static void weakenTag(AnswerHead head) {
        String tag = head.first("etag");
        if (tag != null && !tag.startsWith("W/")) {
            head.set("etag", "W/" + tag);
        }
    }
}
