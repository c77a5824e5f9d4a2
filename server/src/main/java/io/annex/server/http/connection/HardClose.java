package io.annex.server.http.connection;

import io.annex.server.http.bound.Outflow;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;

/** What is not gentle with a connection. On its event loop. */
public final class HardClose {
    private HardClose() {
    }

    /**
     * Closes it at once, with a reset. What was written and has not gone is given
     * up: closed in the usual way, the system would keep it for minutes.
     */
    static void now(Channel channel) {
        if (channel.isOpen()) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
            channel.unsafe().close(channel.newPromise());
        }
    }

    /**
     * The same if its client does not take what was written.
     *
     * @return whether it was too slow
     */
    public static boolean ifTooSlow(Channel channel, Outflow outflow, long now) {
        ChannelOutboundBuffer queue = channel.unsafe().outboundBuffer();
        Object first = queue == null ? null : queue.current();
        if (first == null) {
            outflow.isEmpty();
            return false;
        }
        if (outflow.isKept(now, first, queue.currentProgress())) {
            return false;
        }
        now(channel);
        return true;
    }
}
