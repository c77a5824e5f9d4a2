/**
 * What add-ons may call outside of the server, and the port to what does it.
 * Start with {@link io.annex.core.outbound.Grants}, which decides, and
 * {@link io.annex.core.outbound.Outbound}, which the server implements. Nothing
 * here opens a socket.
 */
@NullMarked
package io.annex.core.outbound;

import org.jspecify.annotations.NullMarked;
