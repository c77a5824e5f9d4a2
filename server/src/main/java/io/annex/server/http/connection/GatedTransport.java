package io.annex.server.http.connection;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.TcpConfig;
import io.vertx.core.spi.transport.Transport;
import java.util.concurrent.ThreadFactory;

/**
 * A transport of Vert.x whose listening sockets have a handler of ours: Vert.x
 * has no place of its own to see a connection before it has spoken TLS.
 */
public final class GatedTransport implements Transport, io.vertx.core.transport.Transport {
    /**
     * How many unsent bytes of a connection the system may have. It would take
     * megabytes, for a client that does not read too; and what it has taken looks
     * like progress.
     */
    private static final long UNSENT = 64 << 10;

    /**
     * One connection's reads, of at most 64 KB, until the others of its loop have
     * their turn. Netty's 16 let fifty uploads hold a small request for as long as
     * fifty megabytes take.
     */
    private static final int READS_IN_A_TURN = 1;

    private final io.vertx.core.transport.Transport named;
    private final Transport transport;
    private final ChannelHandler gate;

    public GatedTransport(io.vertx.core.transport.Transport named, ChannelHandler gate) {
        this.named = named;
        this.transport = named.implementation();
        this.gate = gate;
    }

    @Override
    public void configure(TcpConfig config, boolean domainSocket, ServerBootstrap bootstrap) {
        transport.configure(config, domainSocket, bootstrap);
        bootstrap.handler(gate);
        bootstrap.childOption(ChannelOption.RECVBUF_ALLOCATOR,
                new AdaptiveRecvByteBufAllocator().maxMessagesPerRead(READS_IN_A_TURN));
        if (isEpoll()) {
            bootstrap.childOption(EpollChannelOption.TCP_NOTSENT_LOWAT, UNSENT);
        }
    }

    /** Whether it is Linux's own. */
    boolean isEpoll() {
        return named.name().equals(EPOLL.name());
    }

    // ---- as it was
    // -------------------------------------------------------------------------------------------------

    @Override
    public String name() {
        return named.name();
    }

    @Override
    public boolean available() {
        return named.available();
    }

    @Override
    public Throwable unavailabilityCause() {
        return named.unavailabilityCause();
    }

    @Override
    public Transport implementation() {
        return this;
    }

    @Override
    public boolean supportsDomainSockets() {
        return transport.supportsDomainSockets();
    }

    @Override
    public boolean supportFileRegion() {
        return transport.supportFileRegion();
    }

    @Override
    public boolean isAvailable() {
        return transport.isAvailable();
    }

    @Override
    public java.net.SocketAddress convert(SocketAddress address) {
        return transport.convert(address);
    }

    @Override
    public SocketAddress convert(java.net.SocketAddress address) {
        return transport.convert(address);
    }

    @Override
    public IoHandlerFactory ioHandlerFactory() {
        return transport.ioHandlerFactory();
    }

    @Override
    public EventLoopGroup eventLoopGroup(int type, int threads, ThreadFactory factory, int ioRatio) {
        return transport.eventLoopGroup(type, threads, factory, ioRatio);
    }

    @Override
    @SuppressWarnings("deprecation")
    public DatagramChannel datagramChannel(InternetProtocolFamily family) {
        return transport.datagramChannel(family);
    }

    @Override
    public ChannelFactory<? extends DatagramChannel> datagramChannelFactory() {
        return transport.datagramChannelFactory();
    }

    @Override
    public ChannelFactory<? extends Channel> channelFactory(boolean domainSocket) {
        return transport.channelFactory(domainSocket);
    }

    @Override
    public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
        return transport.serverChannelFactory(domainSocket);
    }

    @Override
    public void configure(DatagramChannel channel, DatagramSocketOptions options) {
        transport.configure(channel, options);
    }

    @Override
    public void configure(TcpConfig config, boolean domainSocket, Bootstrap bootstrap) {
        transport.configure(config, domainSocket, bootstrap);
    }
}
