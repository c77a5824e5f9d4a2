package io.annex.server.http;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Settings of the edge.
 *
 * @param host
 *            address to listen on
 * @param port
 *            port to listen on, 0 for any free one
 * @param tlsCertificate
 *            PEM file with the certificate chain, or {@code null} for plain
 *            HTTP
 * @param tlsKey
 *            PEM file with its private key
 * @param trustedProxies
 *            addresses whose forwarded headers count
 * @param headTime
 *            how long a new connection may take for its first request's head
 * @param idleTime
 *            how long a connection may be without a request
 * @param fixed
 *            whether {@code /-/fixed} answers, for benchmarks
 */
public record EdgeOptions(String host, int port, @Nullable Path tlsCertificate, @Nullable Path tlsKey,
        Set<String> trustedProxies, Duration headTime, Duration idleTime, boolean fixed) {
}
