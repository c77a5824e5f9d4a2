package io.annex.core.outbound;

import io.annex.core.grant.Grants;
import io.annex.core.settings.Limits;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Makes the outbound HTTP calls of add-ons. The address that a call connects to
 * is one that was checked against the grants, and no other. Thread-safe.
 */
public interface Outbound extends AutoCloseable {
    /**
     * Bytes of a body that are handed over at once, in either direction; the rest
     * waits at the other end.
     */
    int CHUNK = 65536;

    /** The client of one version of an add-on; shares no connection with others. */
    Client open(String addon, Limits limits);

    @Override
    void close();

    /** Calls of one version of an add-on. Thread-safe. */
    interface Client extends AutoCloseable {
        /**
         * Begins a call. Its body, if any, follows by {@link Call#write}; a call
         * without one has a last write of no bytes.
         *
         * @param grants
         *            what its address is checked against
         */
        Call call(OutboundRequest request, Grants grants);

        /**
         * Opens a WebSocket. The head of its answer is that of the upgrade; what is
         * written and read are pieces of messages, each with a byte before it:
         * {@code 1} text, {@code 2} bytes, {@code 0} more of the same, plus 128 where
         * the message ends with it; {@code 8} closes, with two bytes of the code and
         * the reason behind it.
         *
         * @param request
         *            a GET without a body; its time is that until it is open
         * @param grants
         *            what its address is checked against
         */
        Call socket(OutboundRequest request, Grants grants);

        /** Cancels all calls and closes their connections. */
        @Override
        void close();
    }

    /**
     * A call. All stages fail with {@link OutboundFailure} alone. Writes and reads
     * are one at a time each: the next after the former's stage is complete.
     */
    interface Call {
        /**
         * Sends a part of the body, of at most {@link Outbound#CHUNK} bytes.
         *
         * @param last
         *            whether the body ends with it
         * @return complete when the peer takes more
         */
        CompletionStage<Void> write(byte[] bytes, boolean last);

        /**
         * The head of the answer, with the beginning of its body; asked for once.
         */
        CompletionStage<Head> head();

        /** What came since; waits for a byte or the end. */
        CompletionStage<Part> read();

        /** Closes the connection, unless the answer has ended. Idempotent. */
        void cancel(OutboundFailure why);

        /** Complete when the answer has ended; fails where the call has. */
        CompletionStage<Void> over();
    }

    /**
     * A part of an answer's body, decoded if it was compressed.
     *
     * @param ended
     *            whether it is the last one
     */
    record Part(byte[] bytes, boolean ended) {
    }

    /**
     * The beginning of an answer.
     *
     * @param headers
     *            name, value, name, value…; names in lower case
     */
    record Head(int status, String reason, List<String> headers, Part body) {
    }

    /** Refuses each call, where nothing may leave the process. */
    Outbound NONE = new Outbound() {
        @Override
        public Client open(String addon, Limits limits) {
            return new Client() {
                @Override
                public Call call(OutboundRequest request, Grants grants) {
                    return new RefusedCall(new OutboundFailure(OutboundFailure.Kind.REFUSED,
                            request.shown() + ": there are no outbound calls here"));
                }

                @Override
                public Call socket(OutboundRequest request, Grants grants) {
                    return call(request, grants);
                }

                @Override
                public void close() {
                }
            };
        }

        @Override
        public void close() {
        }
    };

    /** A call that has failed before it began. */
    record RefusedCall(OutboundFailure failure) implements Call {
        @Override
        public CompletionStage<Void> write(byte[] bytes, boolean last) {
            return CompletableFuture.failedFuture(failure);
        }

        @Override
        public CompletionStage<Head> head() {
            return CompletableFuture.failedFuture(failure);
        }

        @Override
        public CompletionStage<Part> read() {
            return CompletableFuture.failedFuture(failure);
        }

        @Override
        public void cancel(OutboundFailure why) {
        }

        @Override
        public CompletionStage<Void> over() {
            return CompletableFuture.failedFuture(failure);
        }
    }
}
