package io.annex.server.http.connection;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollChannelOption;
import io.vertx.core.net.TcpConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * Listens: where the system can share an address out ({@code SO_REUSEPORT}),
 * with a socket for each event loop, which accepts for itself alone; otherwise
 * with one for all.
 */
public final class Listener {
    private static final int BACKLOG = 1024;

    private Listener() {
    }

    /**
     * Opens the sockets.
     *
     * @param all
     *            the event loops
     * @param port
     *            0 for any free one
     * @param child
     *            is given each connection, on its event loop
     * @throws IOException
     *             when it cannot listen, e.g. because the port is in use
     */
    public static List<Channel> open(GatedTransport transport, EventLoopGroup all, List<EventLoop> loops, String host,
            int port, ChannelHandler child) throws IOException {
        InetAddress address = InetAddress.getByName(host);
        if (!transport.isEpoll()) {
            return List.of(bound(bootstrap(transport, child).group(loops.getFirst(), all),
                    new InetSocketAddress(address, port)));
        }
        InetSocketAddress free = free(new InetSocketAddress(address, port));
        List<Channel> listeners = new ArrayList<>();
        try {
            for (EventLoop loop : loops) {
                listeners.add(bound(
                        bootstrap(transport, child).group(loop).option(EpollChannelOption.SO_REUSEPORT, true), free));
            }
        } catch (IOException e) {
            listeners.forEach(Channel::close);
            throw e;
        }
        return List.copyOf(listeners);
    }

    /**
     * The address, if nobody else listens there: another server of the same user
     * could share it out with us otherwise, and each would have half of the
     * connections.
     */
    private static InetSocketAddress free(InetSocketAddress wanted) throws IOException {
        // It does not listen, so nobody connects to what is closed at once.
        try (Socket probe = new Socket()) {
            probe.setReuseAddress(true);
            probe.bind(wanted);
            return new InetSocketAddress(wanted.getAddress(), probe.getLocalPort());
        }
    }

    private static ServerBootstrap bootstrap(GatedTransport transport, ChannelHandler child) {
        ServerBootstrap bootstrap = new ServerBootstrap().channelFactory(transport.serverChannelFactory(false));
        transport.configure(new TcpConfig(), false, bootstrap);
        return bootstrap.option(ChannelOption.SO_BACKLOG, BACKLOG).childHandler(child);
    }

    private static Channel bound(ServerBootstrap bootstrap, InetSocketAddress address) throws IOException {
        ChannelFuture bind = bootstrap.bind(address).awaitUninterruptibly();
        if (!bind.isSuccess()) {
            throw new IOException(String.valueOf(bind.cause().getMessage()), bind.cause());
        }
        return bind.channel();
    }
}
