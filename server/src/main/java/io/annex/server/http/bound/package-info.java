/**
 * What clients may take of the server, as counts and paces that know neither
 * Vert.x nor Netty. Start reading at {@link io.annex.server.http.bound.Holding}
 * (bytes held for one exchange) and
 * {@link io.annex.server.http.bound.MeasuredPace} (how fast something moves).
 * Nothing here may read a clock by itself: who asks says what time it is.
 */
@NullMarked
package io.annex.server.http.bound;

import org.jspecify.annotations.NullMarked;
