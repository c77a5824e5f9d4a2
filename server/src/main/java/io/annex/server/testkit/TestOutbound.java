package io.annex.server.testkit;

import io.annex.core.grant.Grants;
import io.annex.core.outbound.Outbound;
import io.annex.core.outbound.OutboundRequest;
import io.annex.core.settings.Limits;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The calls of the add-on that is tested come to its tests, which answer them,
 * or let them through. The tests' own go to the network. Thread-safe.
 */
final class TestOutbound implements Outbound {
    private final Outbound real;
    private final BlockingQueue<TestedCall> coming = new LinkedBlockingQueue<>();

    /**
     * @param real
     *            the caller closes it
     */
    TestOutbound(Outbound real) {
        this.real = real;
    }

    /** What waits for an answer. */
    BlockingQueue<TestedCall> coming() {
        return coming;
    }

    @Override
    public Client open(String addon, Limits limits) {
        Client client = real.open(addon, limits);
        return addon.equals(TestingStyle.TESTS) ? client : new TestedClient(client);
    }

    private final class TestedClient implements Client {
        private final Client network;

        TestedClient(Client network) {
            this.network = network;
        }

        @Override
        public Call call(OutboundRequest request, Grants grants) {
            return new TestedCall(request, request.ssl() ? "https" : "http", () -> network.call(request, grants),
                    coming);
        }

        @Override
        public Call socket(OutboundRequest request, Grants grants) {
            TestedCall call = new TestedCall(request, request.ssl() ? "wss" : "ws",
                    () -> network.socket(request, grants), coming);
            call.write(new byte[0], true);
            return call;
        }

        @Override
        public void close() {
            network.close();
        }
    }

    @Override
    public void close() {
        // The network is whose it was given by.
    }
}
