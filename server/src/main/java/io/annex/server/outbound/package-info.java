/**
 * Outbound HTTP calls of add-ons, on event loops of their own, so that a slow
 * handshake or a large answer delays no request. Start with
 * {@link io.annex.server.outbound.HttpOutbound}; the rules of a call are in
 * {@link io.annex.server.outbound.HttpCall}.
 */
@NullMarked
package io.annex.server.outbound;

import org.jspecify.annotations.NullMarked;
