package io.annex.core.service;

/**
 * An op as a service declares it.
 *
 * @param name
 *            what guests call, e.g. {@code session.load}; no other service has
 *            it
 * @param mode
 *            how it is served
 * @param grant
 *            the name of the {@linkplain Grant grant} without which it is
 *            refused; empty for none
 */
public record ServiceOp(String name, Mode mode, String grant) {
    /** One that every add-on may call. */
    public ServiceOp(String name, Mode mode) {
        this(name, mode, "");
    }
}
