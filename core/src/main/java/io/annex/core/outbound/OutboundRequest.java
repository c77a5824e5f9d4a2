package io.annex.core.outbound;

import java.time.Duration;
import java.util.List;

/**
 * One hop of an outbound call: redirects are the caller's to follow.
 *
 * @param method
 *            a token, e.g. {@code GET}
 * @param ssl
 *            {@code https} or {@code http}
 * @param host
 *            a name, an IPv4 address, or an IPv6 address in brackets
 * @param port
 *            1 to 65535
 * @param target
 *            path and query, from the first slash on
 * @param headers
 *            name, value, name, value…; none that frames the message
 * @param length
 *            bytes of the body; -1 where it is not known before, so that it
 *            goes in chunks
 * @param time
 *            the whole call, from now to its answer's end; at most the add-on's
 *            limit
 * @param certificates
 *            further CAs that are trusted, PEM; empty for none
 */
public record OutboundRequest(String method, boolean ssl, String host, int port, String target, List<String> headers,
        long length, Duration time, String certificates) {
    /** The same call, trusting further CAs. */
    public OutboundRequest trusting(String pem) {
        return new OutboundRequest(method, ssl, host, port, target, headers, length, time,
                (certificates + '\n' + pem).strip());
    }

    /** As a URL, for messages; without the query, which may hold secrets. */
    public String shown() {
        int query = target.indexOf('?');
        return (ssl ? "https://" : "http://") + host + (port == (ssl ? 443 : 80) ? "" : ":" + port)
                + (query < 0 ? target : target.substring(0, query));
    }
}
