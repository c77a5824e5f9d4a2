package io.annex.server.http.wire;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer, as their connection carries them: what HTTP/1.1
 * and HTTP/2 frame in ways of their own is one here. An answer is a head, then
 * pieces, then its end; each piece says when it has left. On its event loop
 * alone.
 */
public interface Wire {
    // ---- the head of the request
    // -----------------------------------------------------------------------------------

    String method();

    /** The request target as it was sent. */
    String uri();

    /** Whether it came by TLS. */
    boolean isEncrypted();

    /** Where the client has connected to; {@code null} when that is not known. */
    @Nullable
    InetSocketAddress local();

    /** The address of who has connected; empty when that is not known. */
    String peer();

    /** {@code :authority} of HTTP/2; {@code null} where there is none. */
    @Nullable
    String namedAuthority();

    /** The first value of a header field, or {@code null}. */
    @Nullable
    String first(String name);

    /** All values of a header field. */
    List<String> all(String name);

    /** All header fields in the order received, names in lower case. */
    void forEach(BiConsumer<String, String> consumer);

    // ---- its body
    // --------------------------------------------------------------------------------------------------

    /** From now on the body goes to a sink; what came before is gone. */
    void read(BodySink sink);

    /** No more of the body is to come for now. */
    void pause();

    /** It may come again. */
    void resume();

    /** Whether all of the request has been read. */
    boolean isWhole();

    /** Lets a client that has asked for it send the body. */
    void writeContinue();

    // ---- the answer
    // ------------------------------------------------------------------------------------------------

    /** Sets the head, which goes out with the first piece. */
    void head(AnswerHead head);

    /** Whether the head has gone out. */
    boolean isHeadWritten();

    /** Sends a piece of the body. The buffer is let go of. */
    Future<Void> write(ByteBuf bytes);

    /** Sends the last piece, which may be empty. The buffer is let go of. */
    Future<Void> end(ByteBuf bytes);

    /** Sends a part of a file as the whole body; the system may copy it itself. */
    Future<Void> sendFile(FileChannel file, long from, long length);

    /** Whether the client takes what it is sent. */
    boolean isWritable();

    /** Runs something whenever {@link #isWritable} has become true again. */
    void onWritable(Runnable action);

    /** Bytes of the body that were handed to the connection. */
    long written();

    /**
     * Ends an answer of which not all has been sent, so that the client can tell:
     * with HTTP/1.1 the connection, with HTTP/2 the stream.
     *
     * @param code
     *            what HTTP/2 says (RFC 9113 section 7)
     */
    void breakOff(long code);

    /** Runs something when the client has gone, or has ended the stream. */
    void onClosed(Runnable action);
}
