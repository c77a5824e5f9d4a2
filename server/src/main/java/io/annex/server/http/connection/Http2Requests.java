package io.annex.server.http.connection;

import io.annex.server.http.wire.Wire;

/** Who takes the requests of a connection of HTTP/2. On its event loop. */
public interface Http2Requests {
    /** A request is there, but for its body. */
    void begin(Wire wire);
}
