package io.annex.server.http.head;

import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Judges a decoded head of HTTP/1.1: what framing and routing hang on must be
 * there once, and mean one thing (RFC 9112 sections 3 and 6).
 */
public final class RequestHead {
    private RequestHead() {
    }

    /** Why the request is refused, or {@code null}. */
    public static @Nullable RefusedRequest flaw(HttpRequest request) {
        HttpVersion version = request.protocolVersion();
        if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
            return new RefusedRequest(505, "a version of HTTP other than 1.0 and 1.1");
        }
        if (!isToken(request.method().name())) {
            return bad("the method is not a token");
        }
        String target = RequestTarget.flaw(request.method().name(), request.uri());
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
                if (!is(field.getValue(), "chunked")) {
                    return bad("a transfer coding other than chunked");
                }
            } else if (name.length() == 6 && is(name, "expect") && !is(field.getValue(), "100-continue")) {
                return new RefusedRequest(417, "an expectation other than 100-continue");
            } else if (name.isEmpty()) {
                return bad("a header without a name");
            }
        }
        if (hosts > 1 || hosts == 0 && version.equals(HttpVersion.HTTP_1_1)) {
            return bad(hosts == 0 ? "the header host is missing" : "the header host is there twice");
        }
        return codings > 1 ? bad("the header transfer-encoding is there twice") : null;
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
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (!isLetterOrDigit(c) && c != '.' && c != '-' && c != ':' && c != '_' && c != '[' && c != ']' && c != '%'
                    && c != '~') {
                return false;
            }
        }
        return length > 0;
    }

    /** Whether a text is a token (RFC 9110 section 5.6.2). */
    static boolean isToken(CharSequence text) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (!isLetterOrDigit(c) && "!#$%&'*+-.^_`|~".indexOf(c) < 0) {
                return false;
            }
        }
        return length > 0;
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
