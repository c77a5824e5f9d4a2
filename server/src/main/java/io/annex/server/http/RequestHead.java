package io.annex.server.http;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Judges a request's header fields beyond what the decoder does (RFC 9110
 * section 5.5, RFC 9112 sections 3.2 and 5.1).
 */
final class RequestHead {
    private RequestHead() {
    }

    /** What is wrong, as a clause for the answer, or {@code null}. */
    static @Nullable String fault(HttpServerRequest request) {
        int hosts = 0;
        for (Map.Entry<String, String> field : request.headers()) {
            String name = field.getKey();
            String value = field.getValue();
            if (hasControl(name) || name.isEmpty() || hasSpace(name)) {
                return "a header name is not a token";
            }
            if (hasControl(value)) {
                return "the header " + printable(name) + " has a control character";
            }
            if (name.length() == 4 && name.equalsIgnoreCase("host")) {
                hosts++;
                if (value.isBlank() || value.indexOf(' ') >= 0 || value.indexOf(',') >= 0 || value.indexOf('/') >= 0) {
                    return "the header host is not one host";
                }
            }
            if (name.length() == 17 && name.equalsIgnoreCase("transfer-encoding")
                    && !value.strip().equalsIgnoreCase("chunked")) {
                return "a transfer coding other than chunked";
            }
        }
        if (request.version() == HttpVersion.HTTP_1_1 && hosts != 1) {
            return hosts == 0 ? "the header host is missing" : "the header host is there twice";
        }
        return isToken(request.method().name()) ? null : "the method is not a token";
    }

    private static boolean hasControl(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' && c != '\t' || c == 127) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasSpace(String name) {
        return name.indexOf(' ') >= 0 || name.indexOf('\t') >= 0;
    }

    private static String printable(String name) {
        return name.length() > 40 ? name.substring(0, 40) : name;
    }

    private static boolean isToken(String method) {
        for (int i = 0; i < method.length(); i++) {
            char c = method.charAt(i);
            if (!(c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9'
                    || "!#$%&'*+-.^_`|~".indexOf(c) >= 0)) {
                return false;
            }
        }
        return !method.isEmpty();
    }
}
