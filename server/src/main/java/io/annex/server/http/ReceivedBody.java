package io.annex.server.http;

import io.annex.core.body.ContentDecoder;
import io.annex.core.body.ContentType;
import io.annex.core.body.FormReader;
import io.annex.core.http.BadBody;
import io.annex.core.http.BodyTooLarge;
import io.annex.core.http.Form;
import io.annex.core.http.UnsupportedBody;
import io.annex.server.http.answer.EdgeProblems;
import io.annex.server.http.body.BodyOwner;
import io.annex.server.http.body.MultipartBody;
import io.annex.server.http.body.WholeBody;
import io.annex.server.http.bound.Holding;
import io.annex.server.http.wire.Wire;
import io.netty.util.concurrent.Future;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request, from when somebody asks for it: its limits, its
 * content coding, and what becomes of a client that sends it too slowly or for
 * which there is no room. Lives on its event loop.
 */
final class ReceivedBody implements BodyOwner {
    private final EdgeLoop loop;
    private final Wire wire;
    private final EdgeExchange exchange;
    private @Nullable WholeBody body;
    private @Nullable MultipartBody form;

    ReceivedBody(EdgeLoop loop, Wire wire, EdgeExchange exchange) {
        this.loop = loop;
        this.wire = wire;
        this.exchange = exchange;
    }

    private boolean isTooLarge(long limit) {
        if (exchange.announced() > limit) {
            return true;
        }
        if (wire.first("expect") != null) {
            wire.writeContinue();
        }
        return false;
    }

    private @Nullable ContentDecoder decoder(long limit) throws UnsupportedBody {
        if (wire.first("content-encoding") == null) {
            return null;
        }
        ContentDecoder decoder = ContentDecoder.of(String.join(",", wire.all("content-encoding")), limit);
        if (decoder != null) {
            exchange.decoding();
        }
        return decoder;
    }

    private CompletionStage<byte[]> decoded(CompletionStage<byte[]> sent, ContentDecoder decoder) {
        return sent.thenCompose(bytes -> {
            // Room for what it may become, until it is known what it has.
            if (!holding().hold(bytes.length + decoder.most(bytes.length))) {
                noRoom();
                return CompletableFuture.failedFuture(new BadBody("The body has no room."));
            }
            CompletableFuture<byte[]> decoded = new CompletableFuture<>();
            loop.blocking(() -> decoder.decode(bytes)).addListener((Future<byte @Nullable []> done) -> {
                byte[] whole = done.getNow();
                if (whole == null) {
                    decoded.completeExceptionally(done.cause());
                } else {
                    holding().hold(whole.length);
                    exchange.decoded(whole.length);
                    decoded.complete(whole);
                }
            });
            return decoded;
        });
    }

    /** Reads it whole. */
    CompletionStage<byte[]> whole(long limit) {
        if (isTooLarge(limit)) {
            return CompletableFuture.failedFuture(new BodyTooLarge(limit));
        }
        ContentDecoder decoder;
        try {
            decoder = decoder(limit);
        } catch (UnsupportedBody e) {
            return CompletableFuture.failedFuture(e);
        }
        WholeBody made = new WholeBody(loop, wire, exchange.announced(), limit, this);
        body = made;
        return decoder == null ? made.whole() : decoded(made.whole(), decoder);
    }

    /** Reads it as a form whose files go to a folder. */
    CompletionStage<Form> form(Path folder, long limit) {
        if (isTooLarge(limit)) {
            return CompletableFuture.failedFuture(new BodyTooLarge(limit));
        }
        try {
            FormReader reader = new FormReader(ContentType.parse(exchange.first("content-type")), folder, loop.form());
            MultipartBody made = new MultipartBody(loop, wire, reader, decoder(limit), limit, this);
            form = made;
            return made;
        } catch (BadBody | UnsupportedBody e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Bytes that have arrived, wanted or not. */
    long received() {
        WholeBody read = body;
        MultipartBody parts = form;
        return read != null ? read.received() : parts != null ? parts.received() : 0;
    }

    @Override
    public Holding holding() {
        return exchange.holding();
    }

    @Override
    public void tooSlow() {
        exchange.giveUpBody(EdgeProblems.BODY_TOO_SLOW, "The body arrived too slowly.");
    }

    @Override
    public void noRoom() {
        loop.edge().isShort("A body was refused");
        exchange.giveUpBody(EdgeProblems.NO_ROOM, "The body has no room.");
    }

    /** Lets go of what has come. */
    void fail(Exception reason) {
        if (form != null) {
            form.fail(reason);
        }
        if (body != null) {
            body.fail(reason);
        }
    }
}
