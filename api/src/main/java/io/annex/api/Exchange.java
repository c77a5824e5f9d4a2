package io.annex.api;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * One request and its answer. Used by one thread, until the handler returns.
 */
public interface Exchange {
    /**
     * Upper-case HTTP method; {@code HEAD} stays so where a GET endpoint answers
     * it.
     */
    String method();

    /** The path below the mount, decoded; begins with a slash. */
    String path();

    /**
     * What the path has for a parameter, decoded.
     *
     * @throws IllegalArgumentException
     *             when the endpoint's path has no such parameter
     */
    String value(String parameter);

    /** The first value of a query parameter, decoded. */
    Optional<String> query(String name);

    /** All values of a query parameter, in their order. */
    List<String> queries(String name);

    /** The first value of a header field; the name in any case. */
    Optional<String> header(String name);

    /** The client's address. */
    String remote();

    /** Who asks; empty where the server does not know. */
    Optional<Visitor> user();

    /**
     * The body as it was sent, unpacked where it came compressed; empty for none.
     */
    byte[] body();

    /**
     * The body in the charset that its {@code Content-Type} names, or UTF-8.
     *
     * @throws IllegalStateException
     *             when that charset is not known
     */
    String text();

    /** The visitor's session with this add-on; begins when something is set. */
    Session session();

    /**
     * Whether the client has gone, or waits no longer. The handler runs on all the
     * same, as others may need what it does.
     */
    boolean isAbandoned();

    /**
     * Keeps the exchange in flight after its answer until a stage has completed, at
     * most for {@code limits.after}: a deploy and the server's end wait for it. A
     * failure is logged.
     */
    void waitUntil(CompletionStage<?> stage);

    /** The add-on's log; its lines have the request's id. */
    System.Logger logger();

    /**
     * Sets the status of the answer.
     *
     * @throws IllegalArgumentException
     *             when it is not 200 to 599
     */
    Exchange status(int status);

    /**
     * Sets a header field, in the place of one that was set before.
     *
     * @throws IllegalArgumentException
     *             when name or value have characters that RFC 9110, 5.1 and 5.5, do
     *             not allow
     */
    Exchange header(String name, String value);

    /** Answers with a text; {@code text/plain} unless a header says otherwise. */
    void send(String text);

    /**
     * Answers with bytes; {@code application/octet-stream} unless a header says
     * otherwise.
     */
    void send(byte[] bytes);

    /** Answers with JSON that is written already. */
    void json(String json);
}
