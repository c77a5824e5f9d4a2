package io.annex.server.outbound;

import io.annex.core.grant.Grants;
import io.annex.core.outbound.Outbound;
import io.annex.core.outbound.Outbound.Head;
import io.annex.core.outbound.Outbound.Part;
import io.annex.core.outbound.OutboundFailure;
import io.annex.core.outbound.OutboundFailure.Kind;
import io.annex.core.outbound.OutboundRequest;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One hop of an outbound call: name → addresses → those that the grants allow →
 * a connection to exactly one of them → request → answer.
 *
 * <h2>Back-pressure</h2> At most {@link Outbound#CHUNK} bytes of an answer wait
 * here, beside one read of the socket; then reading stops until the guest asks.
 * A write is complete when the socket has taken it.
 */
final class HttpCall extends AddressedCall {
    private static final byte[] NOTHING = new byte[0];

    private record Write(byte[] bytes, boolean last, CompletableFuture<Void> taken) {
    }

    private long timer = -1;
    /** When the call began, and the last sign of the other side: nanoseconds. */
    private long began;
    private long heard;
    private @Nullable HttpClientRequest sending;
    private @Nullable HttpClientResponse response;
    private @Nullable Write write;
    private Buffer received = Buffer.buffer();
    private boolean sentAll;
    private boolean receivedAll;
    private boolean paused;

    HttpCall(AddonClient client, OutboundRequest request, Grants grants) {
        super(client, request, grants);
    }

    // ---- what others ask
    // -------------------------------------------------------------------------------------------

    @Override
    public CompletionStage<Void> write(byte[] bytes, boolean last) {
        Write next = new Write(bytes, last, new CompletableFuture<>());
        client.context().runOnContext(none -> {
            if (failure != null) {
                next.taken().completeExceptionally(failure);
            } else if (write != null || sentAll) {
                fail(failed(Kind.INVALID, "two parts of the body at once"));
                next.taken().completeExceptionally(failure);
            } else {
                write = next;
                send();
            }
        });
        return next.taken();
    }

    // ---- to the connection
    // -----------------------------------------------------------------------------------------

    @Override
    void begun() {
        began = System.nanoTime();
        watch();
    }

    @Override
    void connect(List<InetAddress> addresses, int index) {
        RequestOptions options = new RequestOptions().setMethod(HttpMethod.valueOf(request.method()))
                .setServer(SocketAddress.inetSocketAddress(new InetSocketAddress(addresses.get(index), request.port())))
                .setHost(request.host()).setPort(request.port()).setSsl(request.ssl()).setURI(request.target())
                .setConnectTimeout(request.time().toMillis()).setFollowRedirects(false);
        if (request.ssl()) {
            try {
                options.setSslOptions(client.trust().options(request.certificates()));
            } catch (OutboundFailure e) {
                fail(failed(e.kind(), e.text()));
                return;
            }
        }
        client.http().request(options).onComplete(made -> onLoop(() -> {
            if (failure != null) {
                if (made.succeeded()) {
                    made.result().reset();
                }
            } else if (made.succeeded()) {
                connected(made.result());
            } else if (index + 1 < addresses.size() && isConnect(made.cause())) {
                connect(addresses, index + 1);
            } else {
                fail(told(made.cause()));
            }
        }));
    }

    /**
     * Waits for the end of the call's time or for the other side's silence,
     * whichever comes first.
     */
    private void watch() {
        long now = System.nanoTime();
        if (!awaitsPeer()) {
            heard = now;
        }
        long left = TimeUnit.MILLISECONDS.toNanos(request.time().toMillis()) - (now - began);
        long idle = TimeUnit.MILLISECONDS.toNanos(client.idleMillis()) - (now - heard);
        if (left <= 0) {
            fail(failed(Kind.TIME, "took longer than " + request.time().toMillis() + " ms"));
        } else if (idle <= 0) {
            fail(failed(Kind.TIME, "nothing came for " + client.idleMillis() + " ms (limits.callIdle)"));
        } else {
            timer = client.vertx().setTimer(TimeUnit.NANOSECONDS.toMillis(Math.min(left, idle)) + 1, id -> watch());
        }
    }

    /**
     * Whether it is the other side that has to do something now: take a part of the
     * body, or answer; not the guest, which may write and read as slowly as it
     * wants within the call's time.
     */
    private boolean awaitsPeer() {
        if (sending == null) {
            return false;
        }
        return response == null ? sentAll || write != null : !paused && !receivedAll;
    }

    private void connected(HttpClientRequest made) {
        sending = made;
        heard = System.nanoTime();
        try {
            for (int i = 0; i < request.headers().size(); i += 2) {
                made.headers().add(request.headers().get(i), request.headers().get(i + 1));
            }
            if (request.length() > 0 || request.length() == 0 && takesBody(request.method())) {
                made.putHeader("content-length", Long.toString(request.length()));
            } else if (request.length() < 0) {
                made.setChunked(true);
            }
        } catch (IllegalArgumentException e) {
            fail(failed(Kind.INVALID, "a header cannot be sent: " + e.getMessage()));
            return;
        }
        made.response().onComplete(answered -> {
            if (failure == null) {
                if (answered.succeeded()) {
                    answered(answered.result());
                } else {
                    fail(told(answered.cause()));
                }
            }
        });
        send();
    }

    private static boolean takesBody(String method) {
        return method.equals("POST") || method.equals("PUT") || method.equals("PATCH");
    }

    private void send() {
        HttpClientRequest to = sending;
        Write part = write;
        if (to == null || part == null) {
            return;
        }
        heard = System.nanoTime();
        Future<Void> taken;
        if (part.last()) {
            sentAll = true;
            taken = part.bytes().length == 0 ? to.end() : to.end(Buffer.buffer(part.bytes()));
        } else {
            taken = to.write(Buffer.buffer(part.bytes()));
        }
        taken.onComplete(done -> onLoop(() -> {
            heard = System.nanoTime();
            if (write == part) {
                write = null;
            }
            if (done.succeeded()) {
                part.taken().complete(null);
            } else {
                part.taken().completeExceptionally(failure != null ? failure : told(done.cause()));
            }
        }));
    }

    // ---- the answer
    // ------------------------------------------------------------------------------------------------

    private void answered(HttpClientResponse answer) {
        response = answer;
        heard = System.nanoTime();
        answer.exceptionHandler(cause -> fail(told(cause)));
        answer.handler(bytes -> {
            heard = System.nanoTime();
            received.appendBuffer(bytes);
            if (received.length() >= Outbound.CHUNK && !paused) {
                paused = true;
                answer.pause();
            }
            deliver();
        });
        answer.endHandler(none -> {
            receivedAll = true;
            deliver();
        });
        // After what came in the same read: a short answer is then complete.
        client.context().runOnContext(none -> {
            if (failure == null) {
                head.complete(new Head(answer.statusCode(),
                        answer.statusMessage() == null ? "" : answer.statusMessage(), headers(answer), take()));
                endIfDone();
            }
        });
    }

    private static List<String> headers(HttpClientResponse answer) {
        List<String> headers = new ArrayList<>();
        for (Map.Entry<String, String> each : answer.headers()) {
            headers.add(each.getKey().toLowerCase(Locale.ROOT));
            headers.add(each.getValue());
        }
        return headers;
    }

    @Override
    void deliver() {
        CompletableFuture<Part> to = reading;
        if (to != null && (received.length() > 0 || receivedAll)) {
            reading = null;
            to.complete(take());
            endIfDone();
        }
    }

    /** Up to {@link Outbound#CHUNK} bytes of what is here. */
    private Part take() {
        int length = Math.min(received.length(), Outbound.CHUNK);
        byte[] bytes = length == 0 ? NOTHING : received.getBytes(0, length);
        received = length == received.length() ? Buffer.buffer() : received.getBuffer(length, received.length());
        HttpClientResponse from = response;
        if (paused && from != null && received.length() < Outbound.CHUNK) {
            paused = false;
            heard = System.nanoTime();
            from.resume();
        }
        return new Part(bytes, receivedAll && received.length() == 0);
    }

    private void endIfDone() {
        if (receivedAll && received.length() == 0 && !over.isDone()) {
            HttpClientRequest made = sending;
            if (!sentAll && made != null) {
                // Answered before the body was sent; what is left of it is of no use.
                made.reset();
            }
            end();
        }
    }

    // ---- the end
    // ---------------------------------------------------------------------------------------------------

    @Override
    void letGo(OutboundFailure why) {
        received = Buffer.buffer();
        HttpClientRequest made = sending;
        if (made != null) {
            made.reset();
        }
        Write unsent = write;
        if (unsent != null) {
            write = null;
            unsent.taken().completeExceptionally(why);
        }
    }

    @Override
    void end() {
        if (timer >= 0) {
            client.vertx().cancelTimer(timer);
        }
        client.over(this);
        over.complete(null);
    }
}
