package io.annex.server.http.head;

import org.jspecify.annotations.Nullable;

/**
 * Judges a request target before anything looks at it. Two parts of a system
 * that read one path differently are the root of path tricks, so what could be
 * read in two ways is refused, instead of being repaired (RFC 3986, RFC 9112
 * section 3.2). What the URL standard's parsers leave as it is passes, as every
 * browser sends it: {@code |}, {@code ^}, brackets. An encoded slash is data to
 * whoever reads a parameter; those who look up names by it refuse it.
 */
public final class RequestTarget {
    private RequestTarget() {
    }

    /**
     * The path and query of a target: the absolute form is for proxies, but a
     * server must take it (RFC 9112 section 3.2.2).
     */
    public static String originForm(String uri) {
        int authority = authorityStart(uri);
        if (authority < 0) {
            return uri;
        }
        int end = authorityEnd(uri, authority);
        return end == uri.length() ? "/" : uri.charAt(end) == '/' ? uri.substring(end) : "/" + uri.substring(end);
    }

    /**
     * The authority of a target in absolute form, which counts more than
     * {@code Host}, or {@code null}.
     */
    public static @Nullable String authority(String uri) {
        int authority = authorityStart(uri);
        return authority < 0 ? null : uri.substring(authority, authorityEnd(uri, authority));
    }

    /**
     * What is wrong with a target in any of the forms that a method may have, or
     * {@code null}.
     */
    public static @Nullable String flaw(String method, String uri) {
        if (uri.equals("*") && method.equals("OPTIONS")) {
            return null;
        }
        if (method.equals("CONNECT")) {
            return "a tunnel is nothing that this server makes";
        }
        String authority = authority(uri);
        return authority != null && !RequestHead.isAuthority(authority)
                ? "the authority is not a host"
                : flaw(originForm(uri));
    }

    private static int authorityStart(String uri) {
        return uri.regionMatches(true, 0, "http://", 0, 7) ? 7 : uri.regionMatches(true, 0, "https://", 0, 8) ? 8 : -1;
    }

    private static int authorityEnd(String uri, int from) {
        for (int i = from; i < uri.length(); i++) {
            char c = uri.charAt(i);
            if (c == '/' || c == '?' || c == '#') {
                return i;
            }
        }
        return uri.length();
    }

    /**
     * What is wrong with a target, as a clause for the answer, or {@code null} when
     * it is well-formed. One pass, no allocation.
     */
    static @Nullable String flaw(String target) {
        int length = target.length();
        if (length == 0 || target.charAt(0) != '/') {
            return "the request target must begin with a slash";
        }
        int segment = 1;
        int at = 1;
        while (at < length) {
            char c = target.charAt(at);
            if (c == '?') {
                break;
            }
            if (c <= ' ' || c >= 127 || c == '\\' || c == '#' || c == '"' || c == '<' || c == '>' || c == '`'
                    || c == '{' || c == '}') {
                return "the path has a character that must be percent-encoded";
            }
            if (c == '%') {
                String flaw = encoded(target, at);
                if (flaw != null) {
                    return flaw;
                }
                at = afterEncoded(target, at);
                continue;
            }
            if (c == '/') {
                if (at == segment) {
                    return "the path has an empty segment";
                }
                if (isDots(target, segment, at)) {
                    return "the path has a dot segment";
                }
                segment = at + 1;
            }
            at++;
        }
        if (isDots(target, segment, at)) {
            return "the path has a dot segment";
        }
        for (; at < length; at++) {
            char c = target.charAt(at);
            if (c <= ' ' || c >= 127 || c == '#') {
                return "the query has a character that must be percent-encoded";
            }
        }
        return null;
    }

    private static boolean isDots(String target, int from, int to) {
        int dots = 0;
        int at = from;
        while (at < to) {
            if (target.charAt(at) == '.') {
                at++;
            } else if (target.startsWith("%2e", at) || target.startsWith("%2E", at)) {
                at += 3;
            } else {
                return false;
            }
            dots++;
        }
        return dots == 1 || dots == 2;
    }

    private static @Nullable String encoded(String target, int at) {
        int octet = octet(target, at);
        if (octet < 0) {
            return "the path has a broken percent-encoding";
        }
        if (octet < ' ' || octet == 127) {
            return "the path has an encoded control character";
        }
        return octet >= 128 && utf8Length(target, at, octet) == 0 ? "the path is not UTF-8" : null;
    }

    private static int afterEncoded(String target, int at) {
        int octet = octet(target, at);
        return at + 3 * (octet < 128 ? 1 : utf8Length(target, at, octet));
    }

    /**
     * How many octets the character that begins here has, 0 when it is not
     * well-formed UTF-8 (overlong forms and surrogates are not).
     */
    private static int utf8Length(String target, int at, int first) {
        int more = first >= 0xC2 && first <= 0xDF
                ? 1
                : first >= 0xE0 && first <= 0xEF ? 2 : first >= 0xF0 && first <= 0xF4 ? 3 : 0;
        if (more == 0) {
            return 0;
        }
        for (int i = 1; i <= more; i++) {
            int next = octet(target, at + 3 * i);
            int least = i > 1 ? 0x80 : first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
            int most = i > 1 ? 0xBF : first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
            if (next < least || next > most) {
                return 0;
            }
        }
        return more + 1;
    }

    private static int octet(String target, int at) {
        if (at + 2 >= target.length() || target.charAt(at) != '%') {
            return -1;
        }
        int high = Character.digit(target.charAt(at + 1), 16);
        int low = Character.digit(target.charAt(at + 2), 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }
}
