package io.annex.server.http.connection;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.unix.RawUnixChannelOption;
import io.netty.util.concurrent.Future;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes a listening socket so that nobody's connection is reset.
 *
 * <p>
 * The system completes handshakes by itself and keeps the new connections in a
 * queue until they are accepted. Those that are in it when the socket is closed
 * are reset, although their clients have been told that they are connected and
 * may have sent a request. To accept until the queue is empty is not enough:
 * under load the next one is there before the close.
 *
 * <p>
 * So on Linux the socket is given a filter first that lets no new handshake
 * begin: a program of the classic BPF (see the kernel's networking/filter.rst),
 * which sees a segment from its TCP header on and drops it when SYN is set.
 * Handshakes that have begun go on, what comes of them is accepted, and after
 * {@link #MILLIS} the queue is empty and stays so. A client whose SYN was
 * dropped sends it again after a second, and is refused then. Where there is no
 * such filter the socket is closed at once, as everybody does.
 */
public final class ListenerEnd {
    private static final Logger log = LoggerFactory.getLogger(ListenerEnd.class);
    /** A handshake that has begun ends in one way there and back. */
    public static final int MILLIS = 150;

    private static final int SOL_SOCKET = 1;
    private static final int SO_ATTACH_FILTER = 26;
    /** {@code struct sock_fprog}: a count in 2 bytes, 6 for nothing, an address. */
    private static final int PROGRAM = 16;
    private static final RawUnixChannelOption FILTER = new RawUnixChannelOption("SO_ATTACH_FILTER", SOL_SOCKET,
            SO_ATTACH_FILTER, PROGRAM);
    private static final int LOAD_BYTE = 0x30;
    private static final int AND = 0x54;
    private static final int JUMP_IF_EQUAL = 0x15;
    private static final int RETURN = 0x06;
    private static final int FLAGS_OF_TCP = 13;
    private static final int SYN = 2;
    private static final int[][] NO_SYN = {{LOAD_BYTE, 0, 0, FLAGS_OF_TCP}, {AND, 0, 0, SYN},
            {JUMP_IF_EQUAL, 0, 1, SYN}, {RETURN, 0, 0, 0}, {RETURN, 0, 0, -1}};

    private ListenerEnd() {
    }

    /** Closes it, at once or a moment later. */
    public static Future<?> close(Channel listener) {
        if (listener instanceof EpollServerSocketChannel && refusesHandshakes(listener)) {
            listener.eventLoop().schedule(() -> listener.close(), MILLIS, TimeUnit.MILLISECONDS);
        } else {
            listener.close();
        }
        return listener.closeFuture();
    }

    private static boolean refusesHandshakes(Channel listener) {
        ByteBuffer instructions = ByteBuffer.allocateDirect(8 * NO_SYN.length).order(ByteOrder.nativeOrder());
        for (int[] each : NO_SYN) {
            instructions.putShort((short) each[0]).put((byte) each[1]).put((byte) each[2]).putInt(each[3]);
        }
        MemorySegment memory = MemorySegment.ofBuffer(instructions.flip());
        ByteBuffer program = ByteBuffer.allocateDirect(PROGRAM).order(ByteOrder.nativeOrder())
                .putShort((short) NO_SYN.length).putShort((short) 0).putInt(0).putLong(memory.address()).flip();
        try {
            // The system copies it.
            return listener.config().setOption(FILTER, program);
        } catch (RuntimeException e) {
            log.debug("The system has no filter for a listening socket", e);
            return false;
        }
    }
}
