package io.annex.server.http;

import io.annex.server.http.head.HostRules;
import io.annex.server.http.head.TrustedProxies;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Settings of the edge.
 *
 * @param host
 *            address to listen on
 * @param port
 *            port to listen on, 0 for any free one
 * @param loops
 *            event loops, one a core
 * @param tls
 *            certificate and key, or {@code null} for plain HTTP
 * @param trustedProxies
 *            whose forwarded headers count
 * @param hosts
 *            the names that the server goes by
 * @param limits
 *            what a connection may take
 * @param accessLog
 *            whether each request is logged
 */
public record EdgeOptions(String host, int port, int loops, @Nullable Tls tls, TrustedProxies trustedProxies,
        HostRules hosts, EdgeLimits limits, boolean accessLog) {

    /**
     * PEM files.
     *
     * @param certificate
     *            the certificate chain
     * @param key
     *            its private key
     */
    public record Tls(Path certificate, Path key) {
    }
}
