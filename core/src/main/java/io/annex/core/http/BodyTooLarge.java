package io.annex.core.http;

/**
 * A request body passed a limit, of its bytes or of what they hold; answered
 * 413.
 */
public final class BodyTooLarge extends BodyFailure {
    private static final long serialVersionUID = 1L;

    /**
     * @param limit
     *            in bytes
     */
    public BodyTooLarge(long limit) {
        super("the body is larger than " + limit + " bytes");
    }

    /**
     * @param message
     *            what there is more of than there may be
     */
    public BodyTooLarge(String message) {
        super(message);
    }
}
