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
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket of an add-on's. Its answer's head is that of the upgrade. A part
 * in either direction is a byte that says its kind and a piece of a message:
 * {@code 1} text, {@code 2} bytes, {@code 0} more of the same, and 128 on top
 * of that where the message ends with it. The last part is {@code 8}, two bytes
 * with the code, and the reason.
 *
 * <p>
 * {@link Outbound#CHUNK} bytes of messages wait here at most, beside one
 * message; then the socket is not read until the guest asks.
 */
final class SocketCall extends AddressedCall {
    private static final int CONTINUATION = 0;
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int LAST = 128;
    private static final short ABNORMAL = 1006;
    private static final short GOING_AWAY = 1001;
    private static final String PROTOCOLS = "sec-websocket-protocol";

    private final Queue<byte[]> received = new ArrayDeque<>();
    private int waiting;
    private boolean paused;
    private boolean closed;
    private long timer = -1;
    private @Nullable WebSocket socket;

    SocketCall(AddonClient client, OutboundRequest request, Grants grants) {
        super(client, request, grants);
    }

    @Override
    public CompletionStage<Void> write(byte[] part, boolean last) {
        CompletableFuture<Void> taken = new CompletableFuture<>();
        client.context().runOnContext(none -> {
            WebSocket to = socket;
            if (failure != null) {
                taken.completeExceptionally(failure);
            } else if (to == null || part.length == 0) {
                // The request has no body; what follows are messages.
                taken.complete(null);
            } else {
                send(to, part).onComplete(done -> {
                    if (done.succeeded() || closed) {
                        taken.complete(null);
                    } else {
                        taken.completeExceptionally(told(done.cause()));
                    }
                });
            }
        });
        return taken;
    }

    private static Future<Void> send(WebSocket to, byte[] part) {
        boolean last = (part[0] & LAST) != 0;
        byte[] piece = Arrays.copyOfRange(part, 1, part.length);
        return switch (part[0] & (LAST - 1)) {
            case TEXT -> to.writeFrame(WebSocketFrame.textFrame(new String(piece, StandardCharsets.UTF_8), last));
            case BINARY -> to.writeFrame(WebSocketFrame.binaryFrame(Buffer.buffer(piece), last));
            case CONTINUATION -> to.writeFrame(WebSocketFrame.continuationFrame(Buffer.buffer(piece), last));
            default -> piece.length < 2
                    ? to.close()
                    : to.close((short) ((piece[0] & 0xff) << 8 | piece[1] & 0xff),
                            new String(piece, 2, piece.length - 2, StandardCharsets.UTF_8));
        };
    }

    @Override
    void begun() {
        timer = client.vertx().setTimer(request.time().toMillis(), id -> {
            if (socket == null) {
                fail(failed(Kind.TIME, "took longer than " + request.time().toMillis() + " ms"));
            }
        });
    }

    @Override
    void connect(List<InetAddress> addresses, int index) {
        WebSocketConnectOptions options = new WebSocketConnectOptions();
        options.setServer(SocketAddress.inetSocketAddress(new InetSocketAddress(addresses.get(index), request.port())))
                .setHost(request.host()).setPort(request.port()).setSsl(request.ssl()).setURI(request.target())
                .setConnectTimeout(request.time().toMillis());
        options.setAllowOriginHeader(false).setTimeout(request.time().toMillis());
        for (int i = 0; i < request.headers().size(); i += 2) {
            String value = request.headers().get(i + 1);
            if (request.headers().get(i).equals(PROTOCOLS)) {
                options.setSubProtocols(List.of(value.split(", ")));
            } else {
                options.addHeader(request.headers().get(i), value);
            }
        }
        if (request.ssl()) {
            try {
                options.setSslOptions(client.trust().options(request.certificates()));
            } catch (OutboundFailure e) {
                fail(failed(e.kind(), e.text()));
                return;
            }
        }
        client.sockets().connect(options).onComplete(made -> onLoop(() -> {
            if (failure != null) {
                if (made.succeeded()) {
                    made.result().close(GOING_AWAY);
                }
            } else if (made.succeeded()) {
                opened(made.result());
            } else if (index + 1 < addresses.size() && isConnect(made.cause())) {
                connect(addresses, index + 1);
            } else if (made.cause() instanceof UpgradeRejectedException rejected) {
                fail(failed(Kind.RESET, "the server answered with status " + rejected.getStatus()
                        + " (expected: 101, it speaks WebSocket)"));
            } else {
                fail(told(made.cause()));
            }
        }));
    }

    private void opened(WebSocket made) {
        socket = made;
        client.vertx().cancelTimer(timer);
        made.exceptionHandler(cause -> {
            // It closes, which says all.
        });
        made.textMessageHandler(text -> arrived(TEXT, text.getBytes(StandardCharsets.UTF_8)));
        made.binaryMessageHandler(bytes -> arrived(BINARY, bytes.getBytes()));
        made.closeHandler(none -> closed(made));
        String protocol = made.subProtocol();
        head.complete(new Head(101, "Switching Protocols", protocol == null ? List.of() : List.of(PROTOCOLS, protocol),
                new Part(new byte[0], false)));
    }

    private void arrived(int kind, byte[] message) {
        int at = 0;
        do {
            int length = Math.min(message.length - at, Outbound.CHUNK - 1);
            byte[] part = new byte[length + 1];
            part[0] = (byte) ((at == 0 ? kind : CONTINUATION) | (at + length == message.length ? LAST : 0));
            System.arraycopy(message, at, part, 1, length);
            received.add(part);
            at += length;
        } while (at < message.length);
        waiting += message.length;
        WebSocket from = socket;
        if (waiting >= Outbound.CHUNK && !paused && from != null) {
            paused = true;
            from.pause();
        }
        deliver();
    }

    private void closed(WebSocket made) {
        closed = true;
        Short status = made.closeStatusCode();
        int code = status == null ? ABNORMAL : status;
        String text = made.closeReason();
        byte[] reason = (text == null ? "" : text).getBytes(StandardCharsets.UTF_8);
        byte[] part = new byte[reason.length + 3];
        part[0] = CLOSE;
        part[1] = (byte) (code >> 8);
        part[2] = (byte) code;
        System.arraycopy(reason, 0, part, 3, reason.length);
        received.add(part);
        deliver();
    }

    @Override
    void deliver() {
        CompletableFuture<Part> to = reading;
        byte[] part = to == null ? null : received.poll();
        if (to == null || part == null) {
            return;
        }
        reading = null;
        waiting -= part.length - 1;
        WebSocket from = socket;
        if (paused && waiting < Outbound.CHUNK && from != null) {
            paused = false;
            from.resume();
        }
        boolean last = part[0] == CLOSE;
        to.complete(new Part(part, last));
        if (last) {
            end();
        }
    }

    @Override
    void letGo(OutboundFailure why) {
        received.clear();
        WebSocket open = socket;
        if (open != null && !closed) {
            open.close(GOING_AWAY);
        }
    }

    @Override
    void end() {
        client.vertx().cancelTimer(timer);
        client.over(this);
        over.complete(null);
    }
}
