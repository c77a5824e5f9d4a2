/**
 * A request and its answer, as the edge hands them over and takes them back.
 *
 * <p>
 * Start reading at {@link io.annex.core.http.IncomingRequest} and
 * {@link io.annex.core.http.Answer}; what the host answers itself is in
 * {@link io.annex.core.http.Problems}, what browsers say of a request's origin
 * in {@link io.annex.core.http.CrossSite}. Nothing here knows an add-on, a
 * socket or a server's implementation, and nothing may be assumed of a request
 * but what {@code IncomingRequest} promises.
 */
@NullMarked
package io.annex.core.http;

import org.jspecify.annotations.NullMarked;
