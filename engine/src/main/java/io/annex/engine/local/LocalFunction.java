package io.annex.engine.local;

import java.time.DateTimeException;

/** One of the functions; its argument is within the bounds. */
interface LocalFunction {
    /**
     * Returns a {@link String} or a {@code byte[]}.
     *
     * @throws LocalFailure
     *             with what the author is told
     * @throws DateTimeException
     *             whose message tells the author enough
     * @throws IllegalArgumentException
     *             whose message tells the author enough
     */
    Object call(Argument argument) throws LocalFailure;
}
