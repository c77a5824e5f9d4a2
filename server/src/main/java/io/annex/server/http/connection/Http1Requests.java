package io.annex.server.http.connection;

import io.annex.server.http.wire.Wire;

/** Who takes the requests of a connection of HTTP/1.1. On its event loop. */
public interface Http1Requests {
    /** A request is there, but for its body. */
    void begin(Wire wire, StrictRequestDecoder connection);

    /** A head is not taken; the connection is to end behind the answer. */
    void refuse(Wire wire, Throwable why);
}
