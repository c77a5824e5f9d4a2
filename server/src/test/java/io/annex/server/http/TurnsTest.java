package io.annex.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.server.http.answer.BytesPump;
import io.annex.server.http.connection.GatedTransport;
import io.annex.server.http.wire.Wire;
import io.annex.testing.Waiting;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.vertx.core.net.TcpConfig;
import io.vertx.core.transport.Transport;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No connection holds the event loop that it shares with others. */
class TurnsTest {
    private static final int SENT = 64 << 10;

    static Stream<Transport> transports() {
        return Stream.of(Transport.NIO, Transport.EPOLL).filter(each -> each != null && each.available());
    }

    /** Counts the reads of a connection that its loop makes in one go. */
    private static final class Reads extends ChannelInboundHandlerAdapter {
        final CompletableFuture<Channel> connected = new CompletableFuture<>();
        final CompletableFuture<List<Integer>> all = new CompletableFuture<>();
        private final List<Integer> turns = new ArrayList<>();
        private int reads;
        private int bytes;

        @Override
        public void channelActive(ChannelHandlerContext context) {
            connected.complete(context.channel());
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            reads++;
            bytes += ((ByteBuf) message).readableBytes();
            ((ByteBuf) message).release();
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            turns.add(reads);
            reads = 0;
            if (bytes == SENT) {
                all.complete(turns);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void aConnectionIsReadOnceThenTheOthersOfItsLoopAre(Transport transport) throws Exception {
        GatedTransport gated = new GatedTransport(transport, new ChannelInboundHandlerAdapter());
        Reads reads = new Reads();
        try (EventLoopGroup loop = gated.eventLoopGroup(io.vertx.core.spi.transport.Transport.IO_EVENT_LOOP_GROUP, 1,
                Thread.ofPlatform().daemon().factory(), 50)) {
            ServerBootstrap bootstrap = new ServerBootstrap().group(loop)
                    .channelFactory(gated.serverChannelFactory(false)).childHandler(reads);
            gated.configure(new TcpConfig(), false, bootstrap);
            Channel server = bootstrap.childOption(ChannelOption.AUTO_READ, false)
                    .bind(InetAddress.getLoopbackAddress(), 0).sync().channel();
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(),
                    ((InetSocketAddress) server.localAddress()).getPort())) {
                Channel connection = Waiting.get("the connection", reads.connected);
                // All of it is there before the first of it is read.
                client.getOutputStream().write(new byte[SENT]);
                connection.config().setAutoRead(true);
                assertThat(Waiting.get("all is read", reads.all)).containsOnly(1);
                connection.close().sync();
            }
            server.close().sync();
        }
    }

    @Test
    void anAnswerGoesOutInTurnsWithTheOthersOfItsLoop() throws Exception {
        byte[] body = new byte[2 << 20];
        AtomicInteger written = new AtomicInteger();
        Wire readsAll = (Wire) Proxy.newProxyInstance(TurnsTest.class.getClassLoader(), new Class<?>[]{Wire.class},
                (wire, method, arguments) -> {
                    written.addAndGet(((ByteBuf) arguments[0]).readableBytes());
                    return ImmediateEventExecutor.INSTANCE.newSucceededFuture(null);
                });
        CompletableFuture<Integer> before = new CompletableFuture<>();
        CompletableFuture<Void> sent = new CompletableFuture<>();
        try (DefaultEventLoop loop = new DefaultEventLoop()) {
            loop.execute(() -> {
                loop.execute(() -> before.complete(written.get()));
                new BytesPump(loop, readsAll, body, moved -> {
                }).send().addListener(done -> sent.complete(null));
            });
            assertThat(Waiting.get("the other has its turn", before)).isPositive().isLessThanOrEqualTo(256 << 10);
            Waiting.get("all is sent", sent);
            assertThat(written.get()).isEqualTo(body.length);
        }
    }
}
