package io.annex.server.http.head;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Judges a decoded head of HTTP/1.1: what framing and routing hang on must be
 * there once, and mean one thing (RFC 9112 sections 3 and 6).
 */
public final class RequestHead {
    private static final int MOST_PORT = 65_535;

    private RequestHead() {
    }

    /** Why the request is refused, or {@code null}. */
    public static @Nullable RefusedRequest flaw(HttpRequest request) {
        HttpVersion version = request.protocolVersion();
        if (version.majorVersion() != 1) {
            return new RefusedRequest(505, "a version of HTTP other than 1.0 and 1.1");
        }
        if (version.minorVersion() > 1) {
            // Is understood as the highest of the major version that is known (RFC 9110
            // section 2.5).
            request.setProtocolVersion(HttpVersion.HTTP_1_1);
        }
        String method = request.method().name();
        if (!isToken(method)) {
            return bad("the method is not a token");
        }
        if (!isMethod(method)) {
            return new RefusedRequest(501, "a method that is not written in capital letters");
        }
        String target = RequestTarget.flaw(method, request.uri());
        if (target != null) {
            return bad(target);
        }
        int hosts = 0;
        int codings = 0;
        Iterator<Map.Entry<CharSequence, CharSequence>> fields = request.headers().iteratorCharSequence();
        while (fields.hasNext()) {
            Map.Entry<CharSequence, CharSequence> field = fields.next();
            CharSequence name = field.getKey();
            if (name.length() == 4 && is(name, "host")) {
                hosts++;
                if (!field.getValue().isEmpty() && !isAuthority(field.getValue())) {
                    return bad("the header host is not a host");
                }
            } else if (name.length() == 17 && is(name, "transfer-encoding")) {
                codings++;
                RefusedRequest refused = coding(field.getValue());
                if (refused != null) {
                    return refused;
                }
            } else if (name.length() == 6 && is(name, "expect") && !is(field.getValue(), "100-continue")) {
                return new RefusedRequest(417, "an expectation other than 100-continue");
            } else if (name.isEmpty()) {
                return bad("a header without a name");
            }
        }
        if (hosts > 1 || hosts == 0 && version.minorVersion() > 0) {
            return bad(hosts == 0 ? "the header host is missing" : "the header host is there twice");
        }
        return codings > 1 ? bad("the header transfer-encoding is there twice") : null;
    }

    /**
     * That the transfer coding of a request that could not be decoded is none of
     * ours, or {@code null} when that is not what was wrong.
     */
    public static @Nullable RefusedRequest unknownCoding(HttpRequest request) {
        List<String> codings = request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
        RefusedRequest refused = codings.size() == 1 ? coding(codings.getFirst()) : null;
        return refused != null && refused.status() == 501 ? refused : null;
    }

    /**
     * Whether the connection may be kept behind the answer: who speaks HTTP/1.0 has
     * to ask for it, all others to ask for its end.
     */
    public static boolean mayBeKept(HttpRequest request) {
        boolean isOld = request.protocolVersion().equals(HttpVersion.HTTP_1_0);
        if (request.headers().get(HttpHeaderNames.CONNECTION) == null) {
            return !isOld;
        }
        return !asksFor(request, "close") && (!isOld || asksFor(request, "keep-alive"));
    }

    /**
     * Whether a word is a member of the list in {@code Connection}, where white
     * space may be a tab too (RFC 9110 section 5.6.1).
     */
    private static boolean asksFor(HttpRequest request, String word) {
        return request.headers().getAll(HttpHeaderNames.CONNECTION).stream().flatMap(line -> Stream.of(line.split(",")))
                .anyMatch(member -> is(member.strip(), word));
    }

    private static @Nullable RefusedRequest coding(CharSequence value) {
        if (is(value, "chunked")) {
            return null;
        }
        return isToken(value)
                ? new RefusedRequest(501, "a transfer coding other than chunked")
                : bad("more than one transfer coding, or one that is no word");
    }

    private static RefusedRequest bad(String why) {
        return new RefusedRequest(400, why);
    }

    /**
     * Whether a text can stand as a host, with or without a port (RFC 3986 section
     * 3.2, without user information).
     */
    public static boolean isAuthority(CharSequence text) {
        int length = text.length();
        int end = length > 0 && text.charAt(0) == '[' ? literalEnd(text) : nameEnd(text);
        if (end <= 0 || end == length) {
            return end > 0;
        }
        if (text.charAt(end) != ':') {
            return false;
        }
        int port = 0;
        for (int i = end + 1; i < length; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return false;
            }
            port = port * 10 + c - '0';
            if (port > MOST_PORT) {
                return false;
            }
        }
        return true;
    }

    /** Behind the bracket that closes an address, or -1. */
    private static int literalEnd(CharSequence text) {
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ']') {
                return i > 1 ? i + 1 : -1;
            }
            if (!isLetterOrDigit(c) && ":.%-_~".indexOf(c) < 0) {
                return -1;
            }
        }
        return -1;
    }

    /** Behind a name or an address of four numbers, or -1. */
    private static int nameEnd(CharSequence text) {
        int at = 0;
        while (at < text.length() && text.charAt(at) != ':') {
            char c = text.charAt(at);
            if (c == '%') {
                if (at + 2 >= text.length() || Character.digit(text.charAt(at + 1), 16) < 0
                        || Character.digit(text.charAt(at + 2), 16) < 0) {
                    return -1;
                }
                at += 3;
            } else if (isLetterOrDigit(c) || "-._~!$&'()*+,;=".indexOf(c) >= 0) {
                at++;
            } else {
                return -1;
            }
        }
        return at;
    }

    /** Whether a text is a token (RFC 9110 section 5.6.2). */
    static boolean isToken(CharSequence text) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            if (!isTokenCharacter(text.charAt(i))) {
                return false;
            }
        }
        return length > 0;
    }

    /**
     * Whether it is a method as all that are registered are (RFC 9110 section
     * 16.1.1). Methods differ by case, but not everybody tells {@code get} from
     * {@code GET}.
     */
    private static boolean isMethod(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < 'A' || c > 'Z') && c != '-' && c != '_') {
                return false;
            }
        }
        return true;
    }

    /** Whether it can stand in a token. */
    public static boolean isTokenCharacter(char c) {
        return isLetterOrDigit(c) || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }

    private static boolean isLetterOrDigit(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }

    /** Compares with a word in lower case. */
    private static boolean is(CharSequence text, String word) {
        int length = text.length();
        if (length != word.length()) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
