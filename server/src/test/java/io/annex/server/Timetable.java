package io.annex.server;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of the {@link Upstream} that gives tokens of which the last one
 * counts until it is revoked; that is not ready at first and asked too much
 * then; that breaks off, moved, and takes forms, files and bodies where others
 * do not.
 */
final class Timetable {
    private static final Pattern PART = Pattern
            .compile("name=\"([^\"]+)\"(?:; filename=\"([^\"]+)\")?[^\r]*\r\n(?:[^\r]+\r\n)*\r\n([^\r]*)\r\n");

    private static final Set<String> PATHS = Set.of("HEAD /revoke", "GET /departures", "GET /stations.xml",
            "GET /timetable", "GET /cut", "GET /moved-departures", "PUT /moved-departures", "DELETE /trips",
            "POST /report");

    private final AtomicInteger tokens = new AtomicInteger();
    private final AtomicInteger tries = new AtomicInteger();
    private final AtomicInteger asked = new AtomicInteger();
    private volatile String token = "";

    void answer(HttpExchange exchange, String path, String body) throws IOException {
        if (path.equals("POST /oauth/token")) {
            giveToken(exchange, body);
            return;
        }
        if (!PATHS.contains(path)) {
            Upstream.send(exchange, 404, "");
            return;
        }
        if (!("Bearer " + token).equals(Upstream.header(exchange, "Authorization"))) {
            Upstream.send(exchange, 401, "");
            return;
        }
        switch (path) {
            case "HEAD /revoke" -> {
                token = "revoked";
                exchange.sendResponseHeaders(200, -1);
            }
            case "GET /departures" -> departures(exchange);
            case "GET /stations.xml" -> {
                exchange.getResponseHeaders().set("Content-Type", "text/xml");
                byte[] xml = "<?xml version=\"1.0\"?>\n<stations><station id=\"1\"><name>Åkarp</name></station><station id=\"2\"><name>North &amp; South</name></station></stations>"
                        .getBytes(StandardCharsets.ISO_8859_1);
                exchange.sendResponseHeaders(200, xml.length);
                exchange.getResponseBody().write(xml);
            }
            case "GET /timetable" -> {
                exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
                exchange.getResponseHeaders().set("X-Kind", "summer");
                Upstream.send(exchange, 200, "Åkarp 07:00\n");
            }
            case "GET /cut" -> {
                exchange.sendResponseHeaders(200, 1000);
                exchange.getResponseBody().write("not all of it".getBytes(StandardCharsets.UTF_8));
            }
            case "GET /moved-departures", "PUT /moved-departures" -> {
                exchange.getResponseHeaders().set("Location", "departures?stop=none");
                Upstream.send(exchange, 302, "");
            }
            case "DELETE /trips" -> Upstream.send(exchange, 200,
                    "{\"deleted\": " + body.substring(body.indexOf('['), body.indexOf(']') + 1) + "}");
            case "POST /report" -> {
                StringBuilder parts = new StringBuilder();
                Matcher part = PART.matcher(body);
                while (part.find()) {
                    parts.append(parts.isEmpty() ? "" : " ").append(part.group(1)).append('=')
                            .append(part.group(2) == null ? "" : part.group(2) + ":").append(part.group(3));
                }
                Upstream.send(exchange, 200, parts.toString());
            }
            default -> throw new IOException(path);
        }
    }

    private void giveToken(HttpExchange exchange, String body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json;charset=UTF-8");
        exchange.getResponseHeaders().set("Retry-After", "0");
        if (!body.equals("grant_type=client_credentials&client_id=timetable&client_secret=hush+hush")) {
            Upstream.send(exchange, 401, "{\"error\": \"invalid_client\"}");
        } else if (tries.incrementAndGet() == 1) {
            Upstream.send(exchange, 503, "");
        } else {
            token = "access-" + tokens.incrementAndGet();
            Upstream.send(exchange, 200,
                    "{\"access_token\": \"" + token + "\", \"token_type\": \"Bearer\", \"expires_in\": 3600}");
        }
    }

    private void departures(HttpExchange exchange) throws IOException {
        String query = exchange.getRequestURI().getRawQuery();
        if (query.contains("stop=closed")) {
            exchange.getResponseHeaders().set("Retry-After", "0");
            Upstream.send(exchange, 503, "closed");
        } else if (query.contains("stop=none")) {
            Upstream.send(exchange, 200, "{\"departures\": []}");
        } else if (asked.incrementAndGet() == 1) {
            Upstream.send(exchange, 429, "");
        } else if (query.equals("stop=north&line=2&line=3")) {
            Upstream.send(exchange, 200, "{\"departures\": [{\"line\": 2, \"minutes\": 9}]}");
        } else {
            Upstream.send(exchange, query.equals("stop=north") || query.equals("stop=%C3%85karp") ? 200 : 400,
                    "{\"departures\": [{\"line\": 1, \"minutes\": 4}, {\"line\": 2, \"minutes\": 9}]}");
        }
    }
}
