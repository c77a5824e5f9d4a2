/**
 * From a request to its answer: the add-on by its mount, the endpoint, the
 * body, the message to the workers, and what comes back.
 *
 * <p>
 * Start reading at {@link io.annex.core.request.Dispatcher}. Everything here
 * runs on the request's event loop, takes no lock and waits for nothing. Who
 * has taken a request owes it an answer, whatever happens on the way.
 */
@NullMarked
package io.annex.core.request;

import org.jspecify.annotations.NullMarked;
