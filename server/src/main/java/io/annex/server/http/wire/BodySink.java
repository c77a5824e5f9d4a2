package io.annex.server.http.wire;

import io.netty.buffer.ByteBuf;

/** Who reads the body of a request. On its event loop. */
public interface BodySink {
    /**
     * So much has come.
     *
     * @param bytes
     *            to be copied, as they are let go of afterwards
     */
    void chunk(ByteBuf bytes);

    /** All has come. */
    void end();

    /** No more will come, though it should. */
    void broken(Throwable why);
}
