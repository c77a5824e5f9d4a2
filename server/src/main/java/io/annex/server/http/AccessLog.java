package io.annex.server.http;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * One entry a request, in logger {@value #NAME} at level info: the add-on, its
 * version and the request's id where every line of an add-on has them, the rest
 * as key-value pairs (for JSON) and in the message (for people). No query: it
 * may hold what is secret.
 */
final class AccessLog {
    static final String NAME = "annex.access";
    /** As status, where the client went before the answer. */
    static final int CLIENT_WENT = 499;

    private static final Logger log = LoggerFactory.getLogger(NAME);

    /** An add-on, and which version of it. */
    record Answerer(String addon, String version) {
    }

    /**
     * @param by
     *            who answered, or {@code null} where the host did
     * @param requestId
     *            the request's id, or {@code null} where it was refused before it
     *            had one
     * @param bytes
     *            of the answer's body, as sent
     */
    void entry(@Nullable Answerer by, @Nullable String requestId, String method, String path, int status, long nanos,
            long bytes) {
        long micros = nanos / 1000;
        if (by != null) {
            MDC.put("addon", by.addon());
            MDC.put("version", by.version());
        }
        if (requestId != null) {
            MDC.put("requestId", requestId);
        }
        try {
            log.atInfo().addKeyValue("method", method).addKeyValue("path", path).addKeyValue("status", status)
                    .addKeyValue("micros", micros).addKeyValue("bytes", bytes)
                    .log(method + ' ' + path + ' ' + status + ' ' + millis(micros) + " ms " + bytes + " B");
        } finally {
            MDC.remove("addon");
            MDC.remove("version");
            MDC.remove("requestId");
        }
    }

    private static String millis(long micros) {
        String rest = Long.toString(1000 + micros % 1000).substring(1);
        return micros / 1000 + "." + rest;
    }
}
