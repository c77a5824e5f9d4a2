package io.annex.server.outbound;

import io.annex.core.outbound.Outbound;
import io.annex.core.settings.Limits;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.internal.VertxInternal;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Outbound calls over Vert.x's HTTP client. Each version of an add-on has a
 * client with a pool of its own and one event loop, on which all of its calls
 * happen.
 */
public final class HttpOutbound implements Outbound {
    private static final Logger log = LoggerFactory.getLogger(HttpOutbound.class);
    private static final int MOST_LOOPS = 2;
    private static final long CLOSE_SECONDS = 5;

    private @Nullable Vertx vertx;
    private boolean closed;
    private final ExecutorService lookups = Executors
            .newCachedThreadPool(Thread.ofPlatform().daemon().name("annex-lookup-", 0).factory());

    private HttpOutbound() {
    }

    /** Opens it; nothing is loaded, and no thread runs, before the first client. */
    public static HttpOutbound open() {
        return new HttpOutbound();
    }

    /** Loads what the first client needs, so that it need not wait for that. */
    public void warmUp() {
        Thread.ofPlatform().daemon().name("annex-first-client").start(this::vertx);
    }

    private synchronized Vertx vertx() {
        Vertx made = vertx;
        if (made == null) {
            made = Vertx.vertx(new VertxOptions()
                    .setFileSystemOptions(
                            new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false))
                    .setPreferNativeTransport(true)
                    .setEventLoopPoolSize(Math.min(MOST_LOOPS, Runtime.getRuntime().availableProcessors())));
            vertx = made;
            if (closed) {
                made.close();
            }
        }
        return made;
    }

    @Override
    public Client open(String addon, Limits limits) {
        Vertx open = vertx();
        return new AddonClient(open, ((VertxInternal) open).createEventLoopContext(), new Lookups(lookups), addon,
                limits);
    }

    @Override
    public void close() {
        lookups.shutdownNow();
        Vertx open;
        synchronized (this) {
            closed = true;
            open = vertx;
        }
        if (open == null) {
            return;
        }
        try {
            open.close().toCompletionStage().toCompletableFuture().get(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException | TimeoutException e) {
            log.debug("The outbound client did not close", e);
        }
    }
}
