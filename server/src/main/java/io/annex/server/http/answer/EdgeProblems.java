package io.annex.server.http.answer;

import io.annex.core.http.Answer;
import io.annex.core.settings.Quantities;
import io.annex.server.http.head.RefusedRequest;
import io.annex.server.http.head.RequestHead;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the edge itself answers to requests that it does not let through; all
 * its texts stand here.
 */
public final class EdgeProblems {
    public static final Answer BODY_TOO_SLOW = problem(408, "Request timeout", "The body arrived too slowly.");
    public static final Answer FILE_GONE = problem(500, "The answer cannot be sent",
            "The file that was to be sent cannot be read.");
    public static final Answer NO_ROOM = unavailable("buffered", "The server holds as much for its clients as it may.");
    public static final Answer DRAINING = unavailable("draining", "The server is shutting down.");

    private EdgeProblems() {
    }

    public static Answer badRequest(String clause) {
        return problem(400, "Bad request", "Refused: " + clause + '.');
    }

    /** The host is one that {@link RequestHead} lets through. */
    public static Answer misdirected(String host) {
        return problem(421, "Misdirected request", "This server does not go by the name " + host
                + " (its operator lists the names in server.hosts of annex.yaml).");
    }

    /**
     * The answer to a head that the decoder did not take.
     *
     * @param requestLine
     *            bytes that a request line may have
     * @param headers
     *            bytes that all header fields may have
     */
    public static Answer of(@Nullable Throwable cause, int requestLine, int headers) {
        return switch (cause) {
            case RefusedRequest refused when refused.status() == 505 ->
                problem(505, "HTTP version not supported", "Refused: " + refused.getMessage() + '.');
            case RefusedRequest refused when refused.status() == 501 ->
                problem(501, "Not implemented", "Refused: " + refused.getMessage() + '.');
            case RefusedRequest refused when refused.status() == 503 -> NO_ROOM;
            case RefusedRequest refused when refused.status() == 417 ->
                problem(417, "Expectation failed", "Refused: " + refused.getMessage() + '.');
            case RefusedRequest refused -> badRequest(String.valueOf(refused.getMessage()));
            case TooLongHttpLineException tooLong -> problem(414, "URI too long",
                    "The request line is longer than " + Quantities.size(requestLine) + " (server.requestLine).");
            case TooLongHttpHeaderException tooLong -> problem(431, "Request header fields too large",
                    "All headers together are longer than " + Quantities.size(headers) + " (server.headers).");
            case null, default -> problem(400, "Bad request", "The request is not well-formed HTTP.");
        };
    }

    private static Answer unavailable(String reason, String detail) {
        return new Answer.Text(503, List.of("content-type", "application/problem+json", "retry-after", "1"),
                "{\"title\":\"Service unavailable\",\"status\":503,\"detail\":\"" + detail + "\",\"reason\":\"" + reason
                        + "\"}");
    }

    private static Answer problem(int status, String title, String detail) {
        return new Answer.Text(status, List.of("content-type", "application/problem+json"),
                "{\"title\":\"" + title + "\",\"status\":" + status + ",\"detail\":\"" + detail + "\"}");
    }
}
