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
 * @param loops
 *            event loops, one a core
 * @param tlsCertificate
 *            PEM file with the certificate chain, or {@code null} for plain
 *            HTTP
 * @param tlsKey
 *            PEM file with its private key
 * @param trustedProxies
 *            addresses and networks ({@code 10.0.0.0/8}) whose forwarded
 *            headers count
 * @param headTime
 *            how long a head may take from its first byte to its last
 * @param bodyTime
 *            how long a body may take before it must keep a least pace
 * @param idleTime
 *            how long a connection may be without a request
 * @param fixed
 *            whether {@code /-/fixed} answers, for benchmarks
 */
public record EdgeOptions(String host, int port, int loops, @Nullable Path tlsCertificate, @Nullable Path tlsKey,
        Set<String> trustedProxies, Duration headTime, Duration bodyTime, Duration idleTime, boolean fixed) {
}
