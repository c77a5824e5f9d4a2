/**
 * The port to what makes the outbound calls of add-ons. Start with
 * {@link io.annex.core.outbound.Outbound}, which the server implements; what
 * may be called is decided by {@link io.annex.core.grant.Grants}. Nothing here
 * opens a socket.
 */
@NullMarked
package io.annex.core.outbound;

import org.jspecify.annotations.NullMarked;
