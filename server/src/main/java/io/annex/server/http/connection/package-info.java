/**
 * What stands in the pipeline of a connection or a listening socket: from
 * {@link io.annex.server.http.connection.ConnectionGate}, which sees a
 * connection first, over
 * {@link io.annex.server.http.connection.StrictRequestDecoder} and
 * {@link io.annex.server.http.connection.Http1Connection}, which takes requests
 * one after the other, to the ways in which one ends. All of it lives on its
 * event loop, so nothing is locked; it knows of bytes and heads, never of an
 * exchange.
 */
@NullMarked
package io.annex.server.http.connection;

import org.jspecify.annotations.NullMarked;
