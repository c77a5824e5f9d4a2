package io.annex.core.http;

/**
 * Where the pieces of a body go. Used on the exchange's event loop alone; after
 * {@link PieceSource#closed} all of it does nothing.
 */
public interface PieceSink {
    /** So many bytes may wait for the client before there is no more room. */
    int WINDOW = 64 << 10;

    /**
     * Sends a piece, whether there is room or not.
     *
     * @param piece
     *            not to be altered any more
     * @return whether there is room for another; where there is none,
     *         {@link PieceSource#more} is called when there is
     */
    boolean write(byte[] piece);

    /** That was all. */
    void end();

    /**
     * No more will come, though it should: the connection (HTTP/2: the stream) is
     * ended so that the client can tell.
     */
    void fail();
}
