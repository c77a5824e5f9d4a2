package io.annex.server.testkit;

import io.annex.core.outbound.Outbound;
import io.annex.core.outbound.Outbound.Call;
import io.annex.core.outbound.Outbound.Head;
import io.annex.core.outbound.Outbound.Part;
import io.annex.core.outbound.OutboundFailure;
import io.annex.core.outbound.OutboundRequest;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A call of the add-on that is tested. It waits until its body is there, then
 * for what the tests say of it. Thread-safe.
 */
final class TestedCall implements Call {
    private static final CompletionStage<Void> TAKEN = CompletableFuture.completedStage(null);

    private final OutboundRequest request;
    private final String scheme;
    private final Supplier<Call> network;
    private final Queue<TestedCall> coming;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final CompletableFuture<Call> answered = new CompletableFuture<>();
    private final CompletableFuture<Void> over = new CompletableFuture<>();

    /**
     * @param network
     *            makes the call itself
     * @param coming
     *            where the tests find it
     */
    TestedCall(OutboundRequest request, String scheme, Supplier<Call> network, Queue<TestedCall> coming) {
        this.request = request;
        this.scheme = scheme;
        this.network = network;
        this.coming = coming;
    }

    /** What the tests are told of it. */
    String json(long id) {
        boolean plain = request.port() == (request.ssl() ? 443 : 80);
        ObjectNode told = JsonMapper.shared().createObjectNode().put("id", id).put("method", request.method())
                .put("url", scheme + "://" + request.host() + (plain ? "" : ":" + request.port()) + request.target());
        ObjectNode headers = told.putObject("headers");
        for (int i = 0; i + 1 < request.headers().size(); i += 2) {
            String name = request.headers().get(i);
            String before = headers.path(name).asString("");
            String value = request.headers().get(i + 1);
            headers.put(name, before.isEmpty() ? value : before + ", " + value);
        }
        return told.toString();
    }

    synchronized byte[] body() {
        return body.toByteArray();
    }

    // ---- what the tests say

    /** The test answers it. */
    void answer(int status, String reason, List<String> headers, byte[] content) {
        answered.complete(new Given(new Head(status, reason, headers, new Part(new byte[0], false)), content, over));
    }

    /** It fails. */
    void refuse(OutboundFailure why) {
        answered.completeExceptionally(why);
        over.completeExceptionally(why);
    }

    /** It goes to the network, under the add-on's grants. */
    void allow() {
        Call real = network.get();
        byte[] all = body();
        CompletionStage<Void> written = TAKEN;
        if (!scheme.startsWith("ws")) {
            for (int at = 0; at == 0 || at < all.length; at += Outbound.CHUNK) {
                byte[] part = Arrays.copyOfRange(all, at, Math.min(all.length, at + Outbound.CHUNK));
                boolean last = at + Outbound.CHUNK >= all.length;
                written = written.thenCompose(any -> real.write(part, last));
            }
        }
        written.whenComplete((any, failure) -> answered.complete(real));
        real.over().whenComplete((any, failure) -> {
            if (failure == null) {
                over.complete(null);
            } else {
                over.completeExceptionally(failure);
            }
        });
    }

    // ---- what the add-on does

    @Override
    public CompletionStage<Void> write(byte[] bytes, boolean last) {
        if (answered.isDone() && !answered.isCompletedExceptionally()) {
            // A WebSocket that is open.
            return answered.join().write(bytes, last);
        }
        synchronized (this) {
            body.writeBytes(bytes);
        }
        if (last) {
            coming.add(this);
        }
        return TAKEN;
    }

    @Override
    public CompletionStage<Head> head() {
        return answered.thenCompose(Call::head);
    }

    @Override
    public CompletionStage<Part> read() {
        return answered.thenCompose(Call::read);
    }

    @Override
    public void cancel(OutboundFailure why) {
        if (answered.isDone() && !answered.isCompletedExceptionally()) {
            answered.join().cancel(why);
        } else {
            refuse(why);
        }
    }

    @Override
    public CompletionStage<Void> over() {
        return over;
    }

    /** What a test has answered, in parts as from a network. */
    private static final class Given implements Call {
        private final Head head;
        private final byte[] content;
        private final CompletableFuture<Void> over;
        private int at;

        /**
         * @param over
         *            ends when all of it was taken
         */
        Given(Head head, byte[] content, CompletableFuture<Void> over) {
            this.head = head;
            this.content = content;
            this.over = over;
        }

        private synchronized Part next() {
            int end = Math.min(content.length, at + Outbound.CHUNK);
            byte[] part = Arrays.copyOfRange(content, at, end);
            at = end;
            boolean ended = at == content.length;
            if (ended) {
                over.complete(null);
            }
            return new Part(part, ended);
        }

        @Override
        public CompletionStage<Void> write(byte[] bytes, boolean last) {
            return TAKEN;
        }

        @Override
        public CompletionStage<Head> head() {
            return CompletableFuture.completedStage(new Head(head.status(), head.reason(), head.headers(), next()));
        }

        @Override
        public CompletionStage<Part> read() {
            return CompletableFuture.completedStage(next());
        }

        @Override
        public void cancel(OutboundFailure why) {
            over.complete(null);
        }

        @Override
        public CompletionStage<Void> over() {
            return over;
        }
    }
}
