package io.annex.server.http.connection;

import io.annex.server.http.bound.Connections;
import io.annex.server.http.bound.Connections.Verdict;
import io.annex.server.http.bound.PacedLog;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.LoggerFactory;

/**
 * Stands at the listening socket and sees each connection as soon as it is
 * accepted, before any TLS: {@link Connections} says whether it may stay. Who
 * may not is told so where one can read it, some at a time; the others are
 * closed.
 */
@Sharable
public final class ConnectionGate extends ChannelInboundHandlerAdapter {
    private static final int MOST_FAREWELLS = 64;
    private static final long FAREWELL_MILLIS = 500;
    private static final byte[] BUSY = busy();

    private final Connections connections;
    private final boolean tls;
    private final Runnable makeRoom;
    private final PacedLog refusals = new PacedLog(LoggerFactory.getLogger(ConnectionGate.class));
    private final AtomicInteger farewells = new AtomicInteger();

    /**
     * @param makeRoom
     *            closes the longest idle connection
     */
    public ConnectionGate(Connections connections, boolean tls, Runnable makeRoom) {
        this.connections = connections;
        this.tls = tls;
        this.makeRoom = makeRoom;
    }

    private static byte[] busy() {
        String body = "{\"title\":\"Service unavailable\",\"status\":503,\"detail\":\"There are too many connections.\","
                + "\"reason\":\"connections\"}";
        return ("HTTP/1.1 503 Service Unavailable\r\ncontent-type: application/problem+json\r\nretry-after: 1\r\n"
                + "connection: close\r\ncontent-length: " + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof Channel connection)
                || !(connection.remoteAddress() instanceof InetSocketAddress remote) || remote.isUnresolved()) {
            context.fireChannelRead(message);
            return;
        }
        String address = remote.getAddress().getHostAddress();
        String counted = Connections.counted(remote.getAddress());
        Verdict verdict = connections.entered(address, counted);
        switch (verdict) {
            case TAKEN, CROWDED -> {
                connection.closeFuture().addListener(closed -> connections.left(counted));
                if (verdict == Verdict.CROWDED) {
                    makeRoom.run();
                }
                context.fireChannelRead(message);
            }
            case FULL -> {
                refusals.warn("There are " + connections.bounds().most()
                        + " connections, and no more are taken (server.connections)");
                refuse(context, connection);
            }
            case TOO_MANY -> {
                refusals.warn("There are " + connections.bounds().mostPerAddress() + " connections of " + counted
                        + ", and no more are taken (server.connectionsPerAddress; a proxy belongs to server.trustedProxies)");
                refuse(context, connection);
            }
        }
    }

    private void refuse(ChannelHandlerContext context, Channel connection) {
        if (tls || farewells.incrementAndGet() > MOST_FAREWELLS) {
            if (!tls) {
                farewells.decrementAndGet();
            }
            connection.unsafe().closeForcibly();
            return;
        }
        connection.closeFuture().addListener(closed -> farewells.decrementAndGet());
        connection.pipeline().addLast(new Farewell());
        context.channel().eventLoop().register(connection);
    }

    /** Says why, and throws away what comes, so that the client can read it. */
    private static final class Farewell extends ChannelInboundHandlerAdapter {
        @Override
        public void channelActive(ChannelHandlerContext context) {
            context.writeAndFlush(Unpooled.wrappedBuffer(BUSY)).addListener(written -> {
                if (context.channel() instanceof DuplexChannel duplex) {
                    duplex.shutdownOutput();
                }
            });
            context.executor().schedule(() -> context.close(), FAREWELL_MILLIS, TimeUnit.MILLISECONDS);
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ReferenceCountUtil.release(message);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
