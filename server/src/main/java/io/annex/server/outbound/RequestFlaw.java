package io.annex.server.outbound;

import io.annex.core.outbound.OutboundRequest;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What makes no sense in a request that an add-on sends, whatever sent it. */
final class RequestFlaw {
    private static final Set<String> FRAMING = Set.of("connection", "content-length", "expect", "host", "keep-alive",
            "proxy-authenticate", "proxy-authorization", "proxy-connection", "te", "trailer", "transfer-encoding",
            "upgrade");
    /** Methods that are not for requests to a resource: fetch, section 2.2.1. */
    private static final Set<String> FORBIDDEN_METHODS = Set.of("CONNECT", "TRACE", "TRACK");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9_.-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}\\]");
    /**
     * What the URL standard takes for an IPv4 address, section 3.5, in whatever
     * notation.
     */
    private static final Pattern ENDS_IN_A_NUMBER = Pattern.compile("(.*\\.)?([0-9]+|0[xX][0-9A-Fa-f]*)\\.?");
    /** The one that a URL parser gives, and that nobody reads in another way. */
    private static final Pattern DOTTED = Pattern.compile("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}");

    private RequestFlaw() {
    }

    /** What makes no sense in the request; the guest library sends none of it. */
    static @Nullable String of(OutboundRequest request) {
        if (!isToken(request.method()) || FORBIDDEN_METHODS.contains(request.method().toUpperCase(Locale.ROOT))) {
            return "method " + request.method() + " (expected: a method that addresses a resource)";
        }
        if (!HOST.matcher(request.host()).matches()) {
            return "host " + request.host() + " (expected: a name or an address)";
        }
        if (ENDS_IN_A_NUMBER.matcher(request.host()).matches() && !DOTTED.matcher(request.host()).matches()) {
            return "host " + request.host() + " (expected: an IPv4 address in dotted decimal)";
        }
        if (!request.target().startsWith("/") || !request.target().chars().allMatch(c -> c > ' ' && c < 127)) {
            return "path " + request.target() + " (expected: printable ASCII from the first slash on)";
        }
        for (int i = 0; i < request.headers().size(); i += 2) {
            String name = request.headers().get(i);
            String value = request.headers().get(i + 1);
            if (!isToken(name) || FRAMING.contains(name.toLowerCase(Locale.ROOT))) {
                return "header " + name + " (expected: a token that does not frame the message)";
            }
            if (!value.chars().allMatch(c -> c >= ' ' && c <= 255 && c != 127 || c == '\t')) {
                return "header " + name + ": a character that is not allowed in a field value";
            }
        }
        return null;
    }

    private static boolean isToken(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
                || c >= '0' && c <= '9' || "!#$%&'*+-.^_`|~".indexOf(c) >= 0);
    }
}
