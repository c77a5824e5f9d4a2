package io.annex.core;

/** A request body passed its limit; answered 413. */
public final class BodyTooLarge extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * @param limit
     *            in bytes
     */
    public BodyTooLarge(long limit) {
        super("the body is larger than " + limit + " bytes", null, false, false);
    }
}
