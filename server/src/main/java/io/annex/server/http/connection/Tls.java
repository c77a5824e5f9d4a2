package io.annex.server.http.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.util.function.BiConsumer;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Speaks TLS with clients, and agrees with them on a version of HTTP. */
public final class Tls {
    private static final Logger log = LoggerFactory.getLogger(Tls.class);

    private final SslContext context;

    /**
     * @throws SSLException
     *             when the keys are of no use
     */
    public Tls(KeyManagerFactory keys) throws SSLException {
        context = SslContextBuilder.forServer(keys).sslProvider(SslProvider.JDK)
                .applicationProtocolConfig(new ApplicationProtocolConfig(Protocol.ALPN,
                        SelectorFailureBehavior.NO_ADVERTISE, SelectedListenerFailureBehavior.ACCEPT,
                        ApplicationProtocolNames.HTTP_2, ApplicationProtocolNames.HTTP_1_1))
                .build();
    }

    /**
     * Begins it on a connection.
     *
     * @param agreed
     *            is given the connection, and whether it speaks HTTP/2
     */
    public void begin(Channel connection, BiConsumer<Channel, Boolean> agreed) {
        connection.pipeline().addLast(context.newHandler(connection.alloc()), new Agreement(agreed));
    }

    private static final class Agreement extends ApplicationProtocolNegotiationHandler {
        private final BiConsumer<Channel, Boolean> agreed;

        Agreement(BiConsumer<Channel, Boolean> agreed) {
            super(ApplicationProtocolNames.HTTP_1_1);
            this.agreed = agreed;
        }

        @Override
        protected void configurePipeline(ChannelHandlerContext context, String protocol) {
            agreed.accept(context.channel(), protocol.equals(ApplicationProtocolNames.HTTP_2));
        }

        @Override
        protected void handshakeFailure(ChannelHandlerContext context, Throwable cause) {
            log.debug("No TLS with {}", context.channel().remoteAddress(), cause);
            context.close();
        }
    }
}
