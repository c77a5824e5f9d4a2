package io.annex.server.http.head;

import io.netty.handler.codec.http2.Http2Headers;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Judges the head of a request of HTTP/2 where Netty's codec lets something
 * through. What is malformed (RFC 9113 sections 8.2 and 8.3) ends its stream,
 * and is not answered; what {@link RequestTarget} refuses of a well-formed one
 * is answered as with HTTP/1.1.
 */
public final class Http2Head {
    private static final String METHOD = ":method";
    private static final String SCHEME = ":scheme";
    private static final String AUTHORITY = ":authority";
    private static final String PATH = ":path";

    private @Nullable CharSequence method;
    private @Nullable CharSequence scheme;
    private @Nullable CharSequence authority;
    private @Nullable CharSequence path;
    private @Nullable CharSequence host;

    private Http2Head() {
    }

    /**
     * Why a request is malformed, as a clause for the log, or {@code null} when it
     * is not.
     */
    public static @Nullable String flaw(Http2Headers fields) {
        Http2Head head = new Http2Head();
        for (Map.Entry<CharSequence, CharSequence> field : fields) {
            String flaw = head.read(field.getKey(), field.getValue());
            if (flaw != null) {
                return flaw;
            }
        }
        return head.flaw();
    }

    /** Why trailers are malformed, or {@code null}. */
    public static @Nullable String flawOfTrailers(Http2Headers fields) {
        for (Map.Entry<CharSequence, CharSequence> field : fields) {
            String flaw = flaw(field.getKey(), field.getValue());
            if (flaw != null) {
                return flaw;
            }
        }
        return null;
    }

    private @Nullable String read(CharSequence name, CharSequence value) {
        if (name.isEmpty() || name.charAt(0) != ':') {
            String flaw = flaw(name, value);
            if (flaw == null && CharSequence.compare(name, "host") == 0) {
                flaw = host == null ? null : "two host fields";
                host = value;
            }
            return flaw;
        }
        boolean isRepeated;
        switch (name.toString()) {
            case METHOD -> {
                isRepeated = method != null;
                method = value;
            }
            case SCHEME -> {
                isRepeated = scheme != null;
                scheme = value;
            }
            case AUTHORITY -> {
                isRepeated = authority != null;
                authority = value;
            }
            case PATH -> {
                isRepeated = path != null;
                path = value;
            }
            default -> {
                return "an unknown pseudo-header";
            }
        }
        return isRepeated ? "a pseudo-header is there twice" : null;
    }

    /** What is wrong with a field that is no pseudo-header. */
    private static @Nullable String flaw(CharSequence name, CharSequence value) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!RequestHead.isTokenCharacter(c) || c >= 'A' && c <= 'Z') {
                return "a field's name has a character that cannot stand there";
            }
        }
        int length = value.length();
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            if (c < ' ' && c != '\t' || c == 0x7f) {
                return "a field's value has a control character";
            }
        }
        boolean isPadded = length > 0 && (isSpace(value.charAt(0)) || isSpace(value.charAt(length - 1)));
        return isPadded
                ? "a field's value begins or ends with white space"
                : name.isEmpty() ? "a field without a name" : null;
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }

    private @Nullable String flaw() {
        CharSequence verb = method;
        if (verb == null || !RequestHead.isToken(verb)) {
            return "the method is missing, or not a token";
        }
        CharSequence named = authority;
        CharSequence field = host;
        if (named == null && field == null) {
            return "neither :authority nor host";
        }
        if (named != null && named.isEmpty() || named == null && field != null && field.isEmpty()) {
            return "the authority is empty";
        }
        if (named != null && field != null && !field.toString().equalsIgnoreCase(named.toString())) {
            return ":authority and host differ";
        }
        CharSequence target = path;
        if (CharSequence.compare(verb, "CONNECT") == 0) {
            return target == null && scheme == null && named != null
                    ? null
                    : "CONNECT has :authority, but neither :scheme nor :path";
        }
        CharSequence by = scheme;
        if (by == null || !isScheme(by)) {
            return ":scheme is missing, or none";
        }
        return target == null || target.isEmpty() || target.charAt(0) != '/' && !isAsterisk(target, verb)
                ? ":path is missing, or does not begin with a slash"
                : null;
    }

    private static boolean isAsterisk(CharSequence target, CharSequence method) {
        return CharSequence.compare(target, "*") == 0 && CharSequence.compare(method, "OPTIONS") == 0;
    }

    /** RFC 3986 section 3.1. */
    private static boolean isScheme(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isLetter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
            if (!isLetter && (i == 0 || (c < '0' || c > '9') && "+-.".indexOf(c) < 0)) {
                return false;
            }
        }
        return !text.isEmpty();
    }
}
