/**
 * The HTTP edge: reads and checks what arrives, writes what is answered. A
 * request begins at {@link io.annex.server.http.Edge}, which holds the event
 * loops together; {@link io.annex.server.http.EdgeExchange} is one request and
 * its answer. The rooms below know nothing of these: {@code bound} counts and
 * measures, {@code head} judges, {@code wire} says what a request and its
 * answer are to a connection, {@code connection} has what stands in a
 * connection's pipeline, {@code body} reads, {@code answer} writes. Nothing in
 * here may block an event loop.
 */
@NullMarked
package io.annex.server.http;

import org.jspecify.annotations.NullMarked;
