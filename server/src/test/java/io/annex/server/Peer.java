package io.annex.server;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A server on this machine that add-ons call; it says what it was asked, and
 * counts.
 */
final class Peer implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    /** Connections that are open. */
    final AtomicInteger open = new AtomicInteger();
    /** Connections that there were. */
    final AtomicInteger accepted = new AtomicInteger();
    /** WebSockets that are open. */
    final AtomicInteger sockets = new AtomicInteger();
    /** Requests that wait for an answer that does not come. */
    final AtomicInteger hanging = new AtomicInteger();
    /** Bytes that {@code /large} has handed to the socket. */
    final AtomicLong written = new AtomicLong();

    Peer(String address, int port) {
        this(address, port, null, null);
    }

    /** Listens; with a certificate and its key (PEM files), over TLS. */
    Peer(String address, int port, @Nullable Path certificate, @Nullable Path key) {
        HttpServerOptions options = new HttpServerOptions().addWebSocketSubProtocol("chat")
                .setMaxWebSocketMessageSize(1 << 20).setCompressionSupported(true).setAcceptBacklog(2048);
        if (certificate != null && key != null) {
            options.setSsl(true).setKeyCertOptions(
                    new PemKeyCertOptions().addCertPath(certificate.toString()).addKeyPath(key.toString()));
        }
        server = vertx.createHttpServer(options).connectionHandler(connection -> {
            accepted.incrementAndGet();
            open.incrementAndGet();
            connection.closeHandler(closed -> open.decrementAndGet());
        }).webSocketHandler(this::socket).requestHandler(this::handle);
        server.listen(port, address).toCompletionStage().toCompletableFuture().join();
    }

    static Peer on(String address) {
        return new Peer(address, 0);
    }

    int port() {
        return server.actualPort();
    }

    String url() {
        return "http://127.0.0.1:" + port();
    }

    /** Sends back what it is sent; {@code close} closes it. */
    private void socket(ServerWebSocket socket) {
        sockets.incrementAndGet();
        socket.closeHandler(closed -> sockets.decrementAndGet());
        socket.textMessageHandler(text -> {
            if (text.equals("close")) {
                socket.close((short) 4001, "as you say");
            } else {
                socket.writeTextMessage(text);
            }
        });
        socket.binaryMessageHandler(socket::writeBinaryMessage);
    }

    /** Two events; whoever comes back with the last one's id gets another. */
    private static void events(HttpServerRequest request) {
        String last = request.getHeader("last-event-id");
        request.response().putHeader("content-type", "text/event-stream")
                .end(last == null
                        ? "retry: 1\n\nid: 1\ndata: one\n\nid: 2\nevent: other\ndata: two\ndata: lines\n\n"
                        : "data: after " + last + "\n\n");
    }

    /**
     * A text, in the content codings that are asked for; in brotli it is another.
     */
    private static void coded(HttpServerRequest request) {
        String codings = request.getParam("as");
        byte[] text = "coded, once or twice".getBytes(StandardCharsets.UTF_8);
        byte[] bytes = switch (codings) {
            case "br" -> Base64.getDecoder().decode("CwKAaGVsbG8D");
            case "deflate, gzip" -> gzip(deflate(text));
            case "gzip,identity" -> gzip(text);
            default -> text;
        };
        request.response().putHeader("content-type", "text/plain").putHeader("content-encoding", codings)
                .end(Buffer.buffer(bytes));
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static byte[] deflate(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflate = new DeflaterOutputStream(out)) {
            deflate.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private void handle(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        switch (request.path()) {
            case "/hang" -> {
                hanging.incrementAndGet();
                response.exceptionHandler(e -> {
                }).closeHandler(closed -> hanging.decrementAndGet());
            }
            case "/drip" -> {
                hanging.incrementAndGet();
                response.exceptionHandler(e -> {
                }).closeHandler(closed -> hanging.decrementAndGet());
                response.setChunked(true).write("drip");
            }
            case "/events" -> events(request);
            case "/coded" -> coded(request);
            case "/large" -> large(response, Long.parseLong(request.getParam("bytes")));
            case "/cut" -> {
                response.putHeader("content-length", "1000").write("half");
                vertx.runOnContext(next -> request.connection().close());
            }
            case "/redirect" -> response.setStatusCode(Integer.parseInt(request.getParam("status", "302")))
                    .putHeader("location", request.getParam("to")).end("moved");
            case "/loop" -> response.setStatusCode(302).putHeader("location", "/loop").end();
            case "/status" -> response.setStatusCode(Integer.parseInt(request.getParam("code")))
                    .end("status " + request.getParam("code"));
            case "/text" -> response.putHeader("content-type", "text/plain").end("no JSON, Grüße");
            case "/zip" -> response.putHeader("content-type", "application/json")
                    .end("{\"text\":\"" + "compressible ".repeat(10_000) + "\"}");
            default -> request.body().onSuccess(body -> {
                response.putHeader("content-type", "application/json");
                response.headers().add("set-cookie", "a=1").add("set-cookie", "b=2");
                response.end(seen(request, body).encode());
            });
        }
    }

    private static JsonObject seen(HttpServerRequest request, Buffer body) {
        JsonObject headers = new JsonObject();
        request.headers().forEach((name, value) -> headers.put(name.toLowerCase(java.util.Locale.ROOT), value));
        return new JsonObject().put("method", request.method().name()).put("uri", request.uri()).put("headers", headers)
                .put("length", body.length())
                .put("body", body.length() > 1000 ? body.getString(0, 1000) : body.toString());
    }

    private void large(HttpServerResponse response, long bytes) {
        response.putHeader("content-type", "application/octet-stream").putHeader("content-encoding", "identity")
                .setChunked(true);
        pump(response, bytes);
    }

    private void pump(HttpServerResponse response, long left) {
        if (left <= 0) {
            response.end();
            return;
        }
        int part = (int) Math.min(left, 16384);
        response.write(Buffer.buffer(new byte[part])).onSuccess(done -> {
            written.addAndGet(part);
            pump(response, left - part);
        });
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
