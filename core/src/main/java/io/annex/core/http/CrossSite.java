package io.annex.core.http;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Judges requests that a page of another site makes in its visitor's browser,
 * with the cookies of whoever looks at it (CSRF). Browsers say where a request
 * comes from: in {@code Sec-Fetch-Site} (Fetch Metadata), which no page can
 * set, and where that is not sent, as over http, in {@code Origin}. Who sends
 * neither is no browser, or does what a link does.
 *
 * <p>
 * Refused is what changes state, and what is read with credentials. A link from
 * a mail or another site works: it is a navigation, which the other page does
 * not see the answer of. What is shown in a frame is not, as its visitor can be
 * made to click in it. No script can tell whether a jbackend module changes
 * something by the request's method, so there is a rule of its own for them.
 */
public final class CrossSite {
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
    private static final Set<String> FRAMES = Set.of("iframe", "frame", "embed", "object", "fencedframe");

    private CrossSite() {
    }

    /**
     * Whether a page of another site has made the request, or sent its visitor
     * there.
     */
    public static boolean isForeign(IncomingRequest request) {
        HeaderFields headers = request.headers();
        String site = headers.first("sec-fetch-site");
        if (site != null) {
            return site.equals("cross-site");
        }
        String origin = headers.first("origin");
        return origin != null && !isOwn(origin, request.authority());
    }

    /** Whether an add-on that lets no other origin in refuses the request. */
    public static boolean refuses(IncomingRequest request) {
        if (!isForeign(request)) {
            return false;
        }
        if (!READING.contains(request.method())) {
            return true;
        }
        HeaderFields headers = request.headers();
        return isFramed(headers) || !isNavigation(headers)
                && (headers.first("cookie") != null || headers.first("authorization") != null);
    }

    /**
     * Whether add-ons that share a path refuse the request, whatever its method: a
     * service belongs to its own page, and only a link comes without that.
     */
    public static boolean refusesShared(IncomingRequest request) {
        return isForeign(request) && !(READING.contains(request.method()) && isNavigation(request.headers()));
    }

    /**
     * Whether modules refuse the request, whatever its method. Apps that show
     * themselves in a WebView send {@code null} or {@code file://} as their origin:
     * without a session there is nothing to misuse.
     *
     * @param hasSession
     *            whether the request carries the id of a session
     */
    public static boolean refusesModules(IncomingRequest request, boolean hasSession) {
        boolean judged = hasSession || request.headers().first("sec-fetch-site") != null;
        return judged && refusesShared(request);
    }

    private static boolean isNavigation(HeaderFields headers) {
        return "navigate".equals(headers.first("sec-fetch-mode")) && !isFramed(headers);
    }

    private static boolean isFramed(HeaderFields headers) {
        String destination = headers.first("sec-fetch-dest");
        return destination != null && FRAMES.contains(destination);
    }

    /**
     * Whether an origin is the server's own. Its scheme does not count: a proxy may
     * have taken TLS off without saying so.
     */
    private static boolean isOwn(String origin, String authority) {
        int host = origin.indexOf("://") + 3;
        if (host <= 3 || host == origin.length()) {
            return false;
        }
        String port = usualPort(origin.substring(0, host - 3));
        return port != null && plain(origin.substring(host), port).equalsIgnoreCase(plain(authority, port));
    }

    private static @Nullable String usualPort(String scheme) {
        return switch (scheme) {
            case "http" -> ":80";
            case "https" -> ":443";
            default -> null;
        };
    }

    private static String plain(String authority, String port) {
        return authority.endsWith(port) ? authority.substring(0, authority.length() - port.length()) : authority;
    }
}
