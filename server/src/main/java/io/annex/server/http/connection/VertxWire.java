package io.annex.server.http.connection;

import io.annex.server.http.wire.AnswerHead;
import io.annex.server.http.wire.BodySink;
import io.annex.server.http.wire.Wire;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionBase;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A request of HTTP/2 and its answer, as Vert.x has them. Lives on its event
 * loop.
 */
public final class VertxWire implements Wire {
    private final HttpServerRequest http;
    private final HttpServerResponse response;
    private final Channel channel;
    private @Nullable Runnable onClosed;
    private boolean isOver;

    public VertxWire(HttpServerRequest http) {
        this.http = http;
        this.response = http.response();
        this.channel = ((ConnectionBase) http.connection()).channel();
        response.closeHandler(closed -> over());
        response.exceptionHandler(reset -> over());
    }

    private void over() {
        if (!isOver) {
            isOver = true;
            if (onClosed != null) {
                onClosed.run();
            }
        }
    }

    // ---- the request
    // -----------------------------------------------------------------------------------------------

    @Override
    public String method() {
        return http.method().name();
    }

    @Override
    public String uri() {
        return http.uri();
    }

    @Override
    public boolean isEncrypted() {
        return http.isSSL();
    }

    @Override
    public @Nullable InetSocketAddress local() {
        return channel.localAddress() instanceof InetSocketAddress local ? local : null;
    }

    @Override
    public String peer() {
        SocketAddress address = http.remoteAddress();
        String host = address == null ? null : address.hostAddress();
        return host == null ? "" : host;
    }

    @Override
    public @Nullable String namedAuthority() {
        HostAndPort authority = http.authority();
        return authority == null ? null : authority.toString();
    }

    @Override
    public @Nullable String first(String name) {
        return http.headers().get(name);
    }

    @Override
    public List<String> all(String name) {
        return http.headers().getAll(name);
    }

    @Override
    public void forEach(BiConsumer<String, String> consumer) {
        for (Map.Entry<String, String> field : http.headers()) {
            consumer.accept(field.getKey(), field.getValue());
        }
    }

    @Override
    public void read(BodySink sink) {
        http.handler(chunk -> sink.chunk(((BufferInternal) chunk).getByteBuf())).endHandler(end -> sink.end())
                .exceptionHandler(sink::broken);
    }

    @Override
    public void pause() {
        http.pause();
    }

    @Override
    public void resume() {
        http.resume();
    }

    @Override
    public boolean isWhole() {
        return http.isEnded();
    }

    @Override
    public void writeContinue() {
        response.writeContinue();
    }

    // ---- the answer
    // ------------------------------------------------------------------------------------------------

    @Override
    public void head(AnswerHead head) {
        MultiMap fields = response.headers();
        fields.clear();
        response.setStatusCode(head.status());
        List<String> all = head.fields();
        for (int i = 0; i + 1 < all.size(); i += 2) {
            fields.add(all.get(i), all.get(i + 1));
        }
        fields.set("date", head.date());
        if (head.length() >= 0) {
            fields.set("content-length", Long.toString(head.length()));
        }
    }

    @Override
    public boolean isHeadWritten() {
        return response.headWritten();
    }

    @Override
    public Future<Void> write(ByteBuf bytes) {
        return sent(response.write(buffer(bytes)));
    }

    @Override
    public Future<Void> end(ByteBuf bytes) {
        return sent(bytes.isReadable() ? response.end(buffer(bytes)) : response.end());
    }

    @Override
    public Future<Void> sendFile(FileChannel file, long from, long length) {
        return sent(response.sendFile(file, from, length));
    }

    private static Buffer buffer(ByteBuf bytes) {
        return BufferInternal.buffer(bytes);
    }

    private Future<Void> sent(io.vertx.core.Future<Void> future) {
        Promise<Void> promise = channel.eventLoop().newPromise();
        future.onComplete(done -> {
            if (done.succeeded()) {
                promise.trySuccess(null);
            } else {
                promise.tryFailure(done.cause());
            }
        });
        return promise;
    }

    @Override
    public boolean isWritable() {
        return !response.writeQueueFull();
    }

    @Override
    public void onWritable(Runnable action) {
        response.drainHandler(drained -> action.run());
    }

    @Override
    public long written() {
        return response.bytesWritten();
    }

    @Override
    public void breakOff(long code) {
        response.reset(code);
    }

    @Override
    public void onClosed(Runnable action) {
        onClosed = action;
    }
}
