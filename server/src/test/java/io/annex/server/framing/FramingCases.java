package io.annex.server.framing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * What a client may send on one connection, made from a seed: requests that are
 * well-formed, and the same with something about them that two servers could
 * read in two ways. Each case has the same bytes every time.
 *
 * <p>
 * Behind each stands {@link #MARKER}, whose answer shows where the next request
 * began, and then so many octets that no request can have that whoever waits
 * for the rest of something gets it, and whoever waits for a request has none;
 * then ends of lines, for whoever waits for one. So each connection comes to
 * its end without a clock.
 */
public final class FramingCases {
    /** Larger bodies are refused. */
    public static final int MOST_BODY = 256;
    /** The path of all that is well-formed. */
    public static final String MOUNT = "/framing/";
    /** The target of the request behind each case. */
    public static final String MARKER = MOUNT + "marker";

    private static final String BEHIND = "GET " + MARKER + " HTTP/1.1\r\nHost: localhost\r\n\r\n"
            + "\0".repeat(2 * MOST_BODY + 64) + "\r\n\r\n";
    private static final long SEED = 0x5EED_0019L;
    private static final String[] METHODS = {"GET", "GET", "POST", "POST", "POST", "PUT", "HEAD", "DELETE", "PATCH"};
    private static final String[] HOSTS = {"localhost", "localhost", "localhost:8080", "127.0.0.1", "[::1]:80",
            "LOCALHOST"};
    private static final String[] PATHS = {"a", "b/c", "%C3%A9", "x%20y", "a.b", "~c_d-e", "k;v=1", "(x)", "a+b", ""};
    private static final String[] QUERIES = {"", "", "", "?", "?q=1", "?a=b&c=%2F", "?x[]=1|2", "?u=http://b/?c"};
    private static final String[] FIELDS = {"Accept: */*", "X-Tab: a\tb", "X-Empty:", "X-Space:  a b  ",
            "X-Latin: caf\u00e9", "X-None:x", "Connection: keep-alive", "Connection: TE", "TE: trailers",
            "X-Colon: a:b: c", "Cookie: a=1; b=2", "User-Agent: fuzz/1.0 (\"x\")", "x-lower: y", "X-Comma: a,, b,"};
    private static final String[] EXTENSIONS = {"", "", "", ";a", ";a=b", ";a=\"b\"", ";a=\"b;\\\"c\t\";d=e;f"};
    private static final String[] TRAILERS = {"X-T: a", "X-T:", "X-T: a b\tc", "Expires: 0"};

    private final Random random;
    private final Flaws flaws;
    private final boolean isSound;

    private FramingCases(int number) {
        random = new Random(SEED + number * 0x9E3779B97F4A7C15L);
        isSound = random.nextInt(8) == 0;
        flaws = new Flaws(random);
    }

    /**
     * What is sent on a connection.
     *
     * @param number
     *            of the case
     * @param isSound
     *            all of it is well-formed
     * @param bytes
     *            characters that are octets
     */
    public record Case(int number, boolean isSound, String bytes) {
        /** All that is sent, with what stands behind each case. */
        public byte[] sent() {
            return (bytes + BEHIND).getBytes(StandardCharsets.ISO_8859_1);
        }

        /** What is sent, each time cut at the same places, at random. */
        public List<byte[]> pieces() {
            Random cuts = new Random(SEED ^ number);
            byte[] all = sent();
            int length = bytes.length() + BEHIND.indexOf('\0');
            List<byte[]> pieces = new ArrayList<>();
            int at = 0;
            while (at < length && pieces.size() < 12) {
                int most = cuts.nextInt(3) == 0 ? 3 : Math.max(1, length / 3);
                int end = Math.min(length, at + 1 + cuts.nextInt(most));
                pieces.add(slice(all, at, end));
                at = end;
            }
            pieces.add(slice(all, at, all.length));
            return pieces;
        }

        private static byte[] slice(byte[] all, int from, int to) {
            ByteArrayOutputStream out = new ByteArrayOutputStream(to - from);
            out.write(all, from, to - from);
            return out.toByteArray();
        }

        @Override
        public String toString() {
            StringBuilder out = new StringBuilder("case " + number + ": ");
            for (int i = 0; i < bytes.length(); i++) {
                char c = bytes.charAt(i);
                switch (c) {
                    case '\r' -> out.append("\\r");
                    case '\n' -> out.append("\\n");
                    case '\t' -> out.append("\\t");
                    case '\\' -> out.append("\\\\");
                    default -> out.append(c >= ' ' && c < 0x7f ? String.valueOf(c) : String.format("\\x%02x", (int) c));
                }
            }
            return out.toString();
        }
    }

    /** The case of a number. */
    public static Case of(int number) {
        FramingCases made = new FramingCases(number);
        return new Case(number, made.isSound, made.connection());
    }

    private String connection() {
        int requests = random.nextInt(5) == 0 ? 3 : random.nextInt(3) == 0 ? 2 : 1;
        int flawed = isSound ? -1 : random.nextInt(requests);
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < requests; i++) {
            out.append(request(i == flawed, i == requests - 1));
        }
        String all = out.toString();
        return !isSound && random.nextInt(6) == 0 ? flaws.octets(all) : all;
    }

    private String request(boolean isFlawed, boolean isLast) {
        Flaws.Kind kind = isFlawed ? flaws.kind() : Flaws.Kind.NONE;
        boolean isOld = random.nextInt(12) == 0;
        String method = any(METHODS);
        boolean hasBody = kind.wantsBody() || !method.equals("HEAD") && random.nextInt(3) > 0;
        boolean isChunked = kind.wantsChunks() || !kind.wantsLength() && hasBody && !isOld && random.nextInt(2) == 0;
        String body = hasBody ? content() : "";
        List<String> fields = new ArrayList<>();
        fields.add("Host: " + any(HOSTS));
        for (int i = random.nextInt(3); i > 0; i--) {
            fields.add(any(FIELDS));
        }
        if (isOld && !isLast) {
            fields.removeIf(field -> field.startsWith("Connection"));
            fields.add("Connection: keep-alive");
        } else if (isLast && random.nextInt(25) == 0) {
            fields.add(any("Connection: close", "Connection: TE, close", "Connection: Close"));
        }
        if (hasBody && !isOld && random.nextInt(25) == 0) {
            fields.add("Expect: 100-continue");
        }
        if (isChunked) {
            fields.add(any("Transfer-Encoding: chunked", "transfer-encoding: Chunked", "Transfer-Encoding:chunked"));
        } else if (hasBody || random.nextInt(12) == 0) {
            fields.add("Content-Length: " + (random.nextInt(12) == 0 ? "0" : "") + body.length());
        }
        Collections.shuffle(fields, random);
        String line = kind.line(flaws, method, target(), isOld && !kind.wantsChunks() ? "HTTP/1.0" : "HTTP/1.1");
        kind.fields(flaws, fields, body.length());
        String head = kind.head(flaws, line + "\r\n" + String.join("\r\n", fields) + "\r\n\r\n");
        return head + (isChunked ? kind.chunks(flaws, chunks(body)) : body);
    }

    private String target() {
        String target = MOUNT + any(PATHS) + any(QUERIES);
        return random.nextInt(12) == 0
                ? any("http://localhost", "http://127.0.0.1:80", "HTTP://LOCALHOST") + target
                : target;
    }

    private String content() {
        return switch (random.nextInt(6)) {
            case 0 -> "";
            case 1 -> "GET " + MOUNT + "smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n";
            case 2 -> "0\r\n\r\n";
            case 3 -> "\r\n".repeat(1 + random.nextInt(3)) + "x";
            default -> "abcdefghijklmnopqrstuvwxyz\0\n;".repeat(2).substring(0, 1 + random.nextInt(40));
        };
    }

    private String chunks(String body) {
        StringBuilder out = new StringBuilder();
        int at = 0;
        while (at < body.length()) {
            int length = Math.min(body.length() - at, 1 + random.nextInt(24));
            out.append(size(length)).append(any(EXTENSIONS)).append("\r\n").append(body, at, at + length)
                    .append("\r\n");
            at += length;
        }
        out.append(any("0", "0", "00", "0000")).append(any(EXTENSIONS)).append("\r\n");
        for (int i = random.nextInt(4) == 0 ? 1 + random.nextInt(2) : 0; i > 0; i--) {
            out.append(any(TRAILERS)).append("\r\n");
        }
        return out.append("\r\n").toString();
    }

    private String size(int length) {
        String hex = Integer.toHexString(length);
        return (random.nextInt(8) == 0 ? "0" : "") + (random.nextBoolean() ? hex : hex.toUpperCase(Locale.ROOT));
    }

    private String any(String... texts) {
        return texts[random.nextInt(texts.length)];
    }
}
