package io.annex.engine;

/**
 * Where the answer to an {@link Op} goes: exactly one call, from any thread,
 * now or later.
 */
public interface OpReply {
    /** Text result. */
    void ok(String text);

    /**
     * Bytes, which are not altered any more; where an op is answered later, they
     * come with an empty text.
     */
    void ok(byte[] bytes);

    /**
     * A text and bytes with it, which are not altered any more; only an op that is
     * answered later may be answered with it.
     */
    void ok(String text, byte[] bytes);

    /**
     * The op failed; {@code message} is shown to the add-on's author, so it names
     * no host internals.
     */
    void fail(String message);
}
