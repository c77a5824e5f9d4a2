/**
 * One request and its answer as a connection carries them, whatever version of
 * HTTP it speaks: {@link io.annex.server.http.wire.Wire}. What is read and
 * written above it knows no connection, and no framing.
 */
@NullMarked
package io.annex.server.http.wire;

import org.jspecify.annotations.NullMarked;
