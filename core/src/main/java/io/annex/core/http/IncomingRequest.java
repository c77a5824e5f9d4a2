package io.annex.core.http;

import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A request as the edge hands it over: its head is read and well-formed. Used
 * on its event loop alone.
 *
 * <p>
 * Who has taken a request owes it an answer, whatever happens on the way. So
 * what goes on later goes on by {@link #then}: what fails there is answered
 * 500, under an incident's id that is logged with the reason.
 */
public interface IncomingRequest {
    /** Identifies the request in logs. */
    String requestId();

    /** {@link System#nanoTime()} when the head was read. */
    long arrivedAt();

    /** Upper-case method. */
    String method();

    /** Path and query as received. */
    String target();

    /**
     * Path as received: begins with a slash, well-formed, no dot segments. An
     * encoded slash ({@link EncodedSlash}) is no end of a segment.
     */
    String path();

    /** {@code http} or {@code https}, as the client sees it. */
    String scheme();

    /** {@code Host} as the client sees it. */
    String authority();

    /** The client's address. */
    String remote();

    HeaderFields headers();

    /**
     * Who asks, as a JSON object, where the server has found out before the add-on
     * is called; otherwise empty.
     */
    default String user() {
        return "";
    }

    /** Says who asks; before it is handed to an add-on. */
    default void user(String json) {
        throw new UnsupportedOperationException("nobody asks whose this is");
    }

    /** The add-ons that wait for it, where one of them has made it. */
    default Callers callers() {
        return Callers.NONE;
    }

    /** Whether a body follows. */
    boolean hasBody();

    /** Reads the body, decoded; fails with a {@link BodyFailure}. */
    CompletionStage<byte[]> body(long limit);

    /**
     * Reads a multipart body, files to {@code folder}; fails with a
     * {@link BodyFailure}.
     */
    CompletionStage<Form> multipart(Path folder, long limit);

    /** Bytes of the body that have arrived so far. */
    long received();

    /**
     * Says that the body is let go of though there will be no answer, because the
     * client has gone. Until this or the answer, it counts as held.
     */
    void released();

    /** Says whose the request is, for the access log: an add-on and its version. */
    void servedBy(String addon, String version);

    /**
     * Runs {@code action} on the event loop if the client goes away before the
     * answer is sent.
     */
    void onAbort(Runnable action);

    /** The event loop. */
    Executor loop();

    /**
     * Goes on with what {@code stage} comes to, on the event loop: with its value
     * or with why there is none. What {@code next} throws is answered as an
     * incident.
     */
    <T> void then(CompletionStage<T> stage, BiConsumer<? super @Nullable T, ? super @Nullable Throwable> next);

    /**
     * Sends the answer; called once, on the event loop. For HEAD the body is left
     * out, its length is not.
     *
     * @return bytes of the body that are sent, before they are compressed
     */
    long answer(Answer answer);
}
