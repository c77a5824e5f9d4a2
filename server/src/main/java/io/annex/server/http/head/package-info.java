/**
 * Judges what stands in a request's head: its framing
 * ({@link io.annex.server.http.head.RequestHead}, start there), its target, the
 * names that the server goes by, what proxies say of the client. It changes and
 * answers nothing. What could be read in two ways is never repaired here, only
 * refused.
 */
@NullMarked
package io.annex.server.http.head;

import org.jspecify.annotations.NullMarked;
