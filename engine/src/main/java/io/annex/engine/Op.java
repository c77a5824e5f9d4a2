package io.annex.engine;

import org.jspecify.annotations.Nullable;

/**
 * A guest's call to a host service.
 *
 * @param name
 *            which service, e.g. {@code session.load}
 * @param text
 *            its payload
 * @param bytes
 *            a block of bytes with it, or {@code null}
 * @param exchange
 *            the exchange on whose behalf it runs, or {@code null} outside of
 *            one (module level, a timer of the add-on's own)
 * @param waits
 *            whether the thread that hands it over is the worker's own, and
 *            waits for the answer anyhow
 */
public record Op(String name, String text, byte @Nullable [] bytes, @Nullable Exchange exchange, boolean waits) {
}
