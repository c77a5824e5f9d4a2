package io.annex.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * A service that RESTApps call: it wants a token, of which the first is old at
 * once; it is busy twice before it answers, moved, slow, and gives a page where
 * JSON is expected. The rest is the {@link Timetable}'s.
 */
final class Upstream implements AutoCloseable {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicInteger tokens = new AtomicInteger();
    private final AtomicInteger tries = new AtomicInteger();
    private final Timetable timetable = new Timetable();
    private final HttpServer server;

    Upstream() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try (exchange) {
                answer(exchange);
            }
        });
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String path = exchange.getRequestMethod() + ' ' + exchange.getRequestURI().getPath();
        switch (path) {
            case "POST /token" -> {
                String who = "Basic "
                        + Base64.getEncoder().encodeToString("reader:let me in".getBytes(StandardCharsets.UTF_8));
                if (who.equals(header(exchange, "Authorization")) && body.equals("grant=client&scope=read")) {
                    send(exchange, 200, "{\"token\": \"token-" + tokens.incrementAndGet() + "\"}");
                } else {
                    send(exchange, 400, "{\"error\": \"invalid_client\"}");
                }
            }
            case "GET /slow" -> {
                try {
                    closed.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            case "GET /page" -> {
                exchange.getResponseHeaders().set("Content-Type", "text/html");
                send(exchange, 200, "<p>no JSON</p>");
            }
            case "GET /moved" -> {
                exchange.getResponseHeaders().set("Location", "/count");
                send(exchange, 302, "");
            }
            case "GET /busy" -> {
                int now = tries.incrementAndGet();
                exchange.getResponseHeaders().set("Retry-After", "0");
                send(exchange, now < 3 ? 429 : 200, "{\"tries\": " + now + "}");
            }
            case "GET /count" -> send(exchange, 200, "{\"count\": 7}");
            case "GET /items" -> {
                String token = header(exchange, "Authorization").replace("Bearer ", "");
                Map<String, String> query = query(exchange);
                if (token.equals("token-1")) {
                    send(exchange, 401, "{\"error\": \"old token\"}");
                } else {
                    send(exchange, 200, "{\"q\": \"%s\", \"page\": \"%s\", \"token\": \"%s\"}".formatted(query.get("q"),
                            query.get("page"), token));
                }
            }
            case "POST /items" -> {
                if (body.contains("bad")) {
                    send(exchange, 422, "{\"error\": \"bad name\"}");
                } else {
                    send(exchange, 201, "{\"got\": " + body + ", \"type\": \""
                            + header(exchange, "Content-Type").split(";", 2)[0] + "\"}");
                }
            }
            default -> timetable.answer(exchange, path, body);
        }
    }

    static String header(HttpExchange exchange, String name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }

    static Map<String, String> query(HttpExchange exchange) {
        String query = exchange.getRequestURI().getRawQuery();
        return query == null
                ? Map.of()
                : Arrays.stream(query.split("&")).map(each -> each.split("=", 2)).collect(
                        Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
    }

    static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
