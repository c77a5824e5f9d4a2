package io.annex.core.jar;

import io.annex.api.Session;
import io.annex.api.Visitor;
import io.annex.core.body.Charsets;
import io.annex.core.body.ContentType;
import io.annex.core.jar.JarRouter.Route;
import java.net.URLDecoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * An exchange message as a Java handler sees it, and the answer message that it
 * makes; see {@code docs/design/messages.md}.
 */
final class JarExchange implements io.annex.api.Exchange {
    private static final int FIELDS = 12;
    private static final int BODY_KIND = 10;
    private static final byte[] NO_BODY = {};

    private final String[] fields;
    private final Route route;
    private final byte[] body;
    private final JarSession session;
    private final System.Logger logger;
    private final JarRun run;

    private int status;
    private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private char kind = '-';
    private String text = "";
    private byte @Nullable [] bytes;

    private JarExchange(String[] fields, Route route, byte @Nullable [] body, JarSession session, System.Logger logger,
            JarRun run) {
        this.fields = fields;
        this.route = route;
        this.body = body == null ? NO_BODY : body;
        this.session = session;
        this.logger = logger;
        this.run = run;
    }

    /** Reads a message, which begins with the endpoint's index. */
    static JarExchange read(JarRun run, List<Route> routes, JarSession session, System.Logger logger) {
        String message = run.exchange().message();
        byte[] body = run.exchange().body();
        String[] fields = message.split("\0", FIELDS);
        byte[] bytes = fields[BODY_KIND].equals("a") ? fields[BODY_KIND + 1].getBytes(StandardCharsets.US_ASCII) : body;
        return new JarExchange(fields, routes.get(Integer.parseInt(fields[0])), bytes, session, logger, run);
    }

    Route route() {
        return route;
    }

    // ---- the request

    @Override
    public String method() {
        return fields[1];
    }

    @Override
    public String path() {
        return decodePath(fields[3]);
    }

    private static String decodePath(String encoded) {
        return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    @Override
    public String value(String parameter) {
        int index = route.parameters().indexOf(parameter);
        if (index < 0) {
            String expected = route.parameters().isEmpty()
                    ? "a path such as " + (route.path().equals("/") ? "" : route.path()) + "/:" + parameter
                            + "; what stands behind ? is exchange.query(\"" + parameter + "\")"
                    : "one of " + String.join(", ", route.parameters());
            throw new IllegalArgumentException(
                    route.path() + " has no parameter " + parameter + " (expected: " + expected + ")");
        }
        return decodePath(fields[4].split("/", -1)[index]);
    }

    @Override
    public Optional<String> query(String name) {
        return queries(name).stream().findFirst();
    }

    @Override
    public List<String> queries(String name) {
        List<String> values = new ArrayList<>();
        int question = fields[2].indexOf('?');
        if (question >= 0) {
            for (String pair : fields[2].substring(question + 1).split("&", -1)) {
                int equals = pair.indexOf('=');
                if (decode(equals < 0 ? pair : pair.substring(0, equals)).equals(name)) {
                    values.add(equals < 0 ? "" : decode(pair.substring(equals + 1)));
                }
            }
        }
        return values;
    }

    private static String decode(String encoded) {
        try {
            return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return encoded;
        }
    }

    @Override
    public Optional<String> header(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        String[] lines = fields[8].split("\n", -1);
        for (int i = 0; i + 1 < lines.length; i += 2) {
            if (lines[i].equals(lower)) {
                return Optional.of(lines[i + 1]);
            }
        }
        return Optional.empty();
    }

    @Override
    public String remote() {
        return JarVisitor.address(fields[5]);
    }

    @Override
    public Optional<Visitor> user() {
        return JarVisitor.in(fields[5]);
    }

    @Override
    public byte[] body() {
        return body;
    }

    @Override
    public String text() {
        String name = ContentType.parse(header("content-type").orElse(null)).charset();
        Charset charset = Charsets.named(name);
        if (charset == null) {
            throw new IllegalStateException("the charset '" + name + "' of the body is not known");
        }
        return Charsets.decode(body, charset);
    }

    @Override
    public Session session() {
        return session;
    }

    @Override
    public boolean isAbandoned() {
        return run.isGone();
    }

    @Override
    public void waitUntil(CompletionStage<?> stage) {
        run.waitUntil(stage);
    }

    @Override
    public System.Logger logger() {
        return logger;
    }

    // ---- the answer

    @Override
    public io.annex.api.Exchange status(int code) {
        if (code < 200 || code > 599) {
            throw new IllegalArgumentException("status: " + code + " (expected: 200 to 599)");
        }
        status = code;
        return this;
    }

    @Override
    public io.annex.api.Exchange header(String name, String value) {
        if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")) {
            throw new IllegalArgumentException("header name: " + name + " (expected: a token)");
        }
        if (value.chars().anyMatch(c -> c < ' ' && c != '\t' || c == 0x7f || c > 0xff)) {
            throw new IllegalArgumentException("header " + name + ": a character that is not allowed in its value");
        }
        headers.put(name, value);
        return this;
    }

    @Override
    public void send(String answer) {
        send("text/plain; charset=utf-8", 't', answer, null);
    }

    @Override
    public void send(byte[] answer) {
        send("application/octet-stream", 'b', "", answer.clone());
    }

    @Override
    public void json(String json) {
        send("application/json", 't', json, null);
    }

    private void send(String type, char as, String answer, byte @Nullable [] block) {
        headers.putIfAbsent("content-type", type);
        kind = as;
        text = answer;
        bytes = block;
    }

    /** The bytes of the answer, where it is no text. */
    byte @Nullable [] bytes() {
        return bytes;
    }

    /** Bytes or characters of the answer's body. */
    long size() {
        byte[] block = bytes;
        return block == null ? text.length() : block.length;
    }

    /** The answer message. */
    String message() {
        StringBuilder lines = new StringBuilder();
        headers.forEach((name, value) -> lines.append(lines.isEmpty() ? "" : "\n").append(name.toLowerCase(Locale.ROOT))
                .append('\n').append(value));
        int code = status != 0 ? status : kind == '-' ? 204 : 200;
        return "0\0" + code + '\0' + lines + '\0' + session.outcome() + '\0' + kind + '\0' + text;
    }
}
