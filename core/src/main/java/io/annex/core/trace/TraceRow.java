package io.annex.core.trace;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What happened to one request. Texts may be what the client sent, of any
 * length: whoever stores them shortens them.
 *
 * @param endpoint
 *            path of the endpoint, e.g. {@code /jbackend}
 * @param access
 *            how it is guarded: {@code free}, {@code user} or {@code key}
 * @param at
 *            when the request came
 * @param nanos
 *            from then until it was answered
 * @param action
 *            the action asked for, or {@code null}
 * @param module
 *            the module asked for, or {@code null}
 * @param resource
 *            the resource asked for, or {@code null}
 * @param user
 *            name of the user, or {@code null} for a guest
 * @param keyId
 *            number of the API key, 0 for none
 * @param code
 *            {@link #OK}, or the error code that was answered
 */
public record TraceRow(String endpoint, String access, Instant at, long nanos, @Nullable String action,
        @Nullable String module, @Nullable String resource, @Nullable String user, long keyId, String code) {
    /** The code of an answer that is no error. */
    public static final String OK = "ok";
}
