package io.annex.core.http;

import io.annex.engine.Stop;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The host's own answers, as RFC 9457 problem documents. All their texts stand
 * here.
 */
public final class Problems {
    private static final Logger log = LoggerFactory.getLogger(Problems.class);
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final List<String> TYPE = List.of("content-type", "application/problem+json");

    private Problems() {
    }

    public static Answer badRequest(String detail) {
        return answer(document(400, "Bad request").put("detail", detail), TYPE);
    }

    /** For the host's own paths. */
    public static Answer notFound() {
        return answer(document(404, "Not found").put("detail", "There is nothing at this path."), TYPE);
    }

    /**
     * For a script for browsers that could not be compiled; it is its author's and
     * public, so its error is as well.
     */
    public static Answer brokenScript(String error) {
        return answer(document(422, "The script cannot be compiled").put("detail", error), TYPE);
    }

    /** For a script for browsers that is not there. */
    public static Answer noScript(String addon) {
        return answer(document(404, "Not found").put("detail", "'" + addon + "' has no widget.js."), TYPE);
    }

    public static Answer noAddon() {
        return answer(document(404, "Not found").put("detail", "No add-on is mounted at this path."), TYPE);
    }

    public static Answer noEndpoint(String addon) {
        return answer(
                document(404, "Not found").put("detail", "The add-on '" + addon + "' has no endpoint for this path."),
                TYPE);
    }

    /** The path of a mount or of a file. */
    public static Answer encodedSlash() {
        return badRequest("Refused: the path has an encoded slash where no parameter is.");
    }

    public static Answer wrongMethod(String method, String allow) {
        return answer(document(405, "Method not allowed").put("detail", "This path does not answer " + method + "."),
                List.of("content-type", "application/problem+json", "allow", allow));
    }

    public static Answer crossSite() {
        return answer(
                document(403, "Forbidden").put("detail", "This add-on does not answer requests from other sites."),
                TYPE);
    }

    public static Answer bodyTooLarge(String detail) {
        return answer(document(413, "Content too large").put("detail", detail), TYPE);
    }

    /**
     * RFC 9110, section 15.5.16: with the content codings that are read, as that
     * may have been it.
     */
    public static Answer unsupportedBody(String detail) {
        return answer(document(415, "Unsupported media type").put("detail", detail),
                List.of("content-type", "application/problem+json", "accept-encoding", "gzip, deflate"));
    }

    /**
     * For a body that was not read, by why.
     *
     * @param notStored
     *            is told what the operator has to see to, where it is that
     */
    public static Answer noBody(@Nullable Throwable failure, Consumer<String> notStored) {
        Throwable cause = failure instanceof CompletionException && failure.getCause() != null
                ? failure.getCause()
                : failure;
        return switch (cause) {
            case BodyTooLarge large -> bodyTooLarge(String.valueOf(large.getMessage()));
            case BodyNotStored full -> {
                notStored.accept("an upload cannot be stored: " + full.getMessage());
                yield bodyNotStored();
            }
            case UnsupportedBody unsupported -> unsupportedBody(String.valueOf(unsupported.getMessage()));
            case BadBody bad -> badRequest(String.valueOf(bad.getMessage()));
            case null, default -> {
                log.debug("A body could not be read", cause);
                yield badRequest("The body could not be read.");
            }
        };
    }

    private static Answer bodyNotStored() {
        return answer(document(507, "Insufficient storage").put("detail", "The upload cannot be stored now."), TYPE);
    }

    public static Answer noFile() {
        return answer(document(404, "Not found").put("detail", "There is no such file."), TYPE);
    }

    /** A failure of the host's own, logged under that id. */
    public static Answer serverFailed(String incident) {
        return answer(document(500, "The server failed").put("incident", incident), TYPE);
    }

    /** More requests came than the operator lets the add-on have. */
    public static Answer.Text tooManyRequests(Duration wait) {
        return answer(document(429, "Too many requests").put("detail", "This add-on takes no more requests now."),
                List.of("content-type", "application/problem+json", "retry-after", seconds(wait)));
    }

    /** What the host would have to do first is waited for by too many. */
    public static Answer busy() {
        return answer(document(503, "Too busy").put("detail", "Too many requests wait for the same."),
                List.of("content-type", "application/problem+json", "retry-after", "1"));
    }

    /** A file is there and cannot be read. */
    public static Answer fileNotReadable() {
        return answer(document(500, "The answer cannot be sent").put("detail", "The file cannot be read."), TYPE);
    }

    /** RFC 9110, section 15.5.13. */
    public static Answer preconditionFailed() {
        return answer(document(412, "Precondition failed").put("detail", "The file is not in the state asked for."),
                TYPE);
    }

    /** RFC 9110, section 15.5.17. */
    public static Answer rangeNotSatisfiable(long size) {
        return answer(document(416, "Range not satisfiable").put("detail", "The file has " + size + " bytes."),
                List.of("content-type", "application/problem+json", "content-range", "bytes */" + size));
    }

    /**
     * A failure inside the add-on, of which the client learns the incident's id
     * alone.
     */
    public static Answer failed(String incident) {
        return answer(document(500, "The add-on failed").put("incident", incident), TYPE);
    }

    /**
     * For what is not there while add-ons are still being loaded: it may be about
     * to come.
     */
    public static Answer starting() {
        return answer(document(503, "Service unavailable")
                .put("detail", "The server is starting: its add-ons are being loaded.").put("reason", "starting"),
                List.of("content-type", "application/problem+json", "retry-after", "1"));
    }

    public static Answer stopped(Stop stop, String incident) {
        int status = stop.reason().status();
        ObjectNode document = document(status,
                status == 504 ? "The add-on took too long" : "The add-on cannot answer now")
                .put("reason", stop.reason().code()).put("incident", incident);
        return answer(document,
                status == 503
                        ? List.of("content-type", "application/problem+json", "retry-after", seconds(stop.retryAfter()))
                        : TYPE);
    }

    /** A time as {@code Retry-After} has it: whole seconds, never too early. */
    private static String seconds(Duration time) {
        return Long.toString(Math.max(1, (time.toNanos() + 999_999_999) / 1_000_000_000));
    }

    private static ObjectNode document(int status, String title) {
        return JSON.createObjectNode().put("title", title).put("status", status);
    }

    private static Answer.Text answer(ObjectNode document, List<String> headers) {
        return new Answer.Text(document.get("status").asInt(), headers, document.toString());
    }
}
