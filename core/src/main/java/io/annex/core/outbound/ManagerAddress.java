package io.annex.core.outbound;

import io.annex.core.grant.HostGrant;
import java.net.URI;

/**
 * The manager that {@code helper.Manager} of the widget style calls. Its host
 * and port are open to that helper, whatever the add-on's grants.
 *
 * @param url
 *            what paths are appended to, without a trailing slash, e.g.
 *            {@code https://127.0.0.1:443/api/v3.1}
 * @param ssl
 *            whether it is {@code https}
 * @param host
 *            as in the URL
 * @param port
 *            as in the URL, or its scheme's
 * @param certificates
 *            CAs that are trusted for it beside the system's, PEM; empty for
 *            none
 */
public record ManagerAddress(String url, boolean ssl, String host, int port, String certificates) {
    /** Where it is when nobody says so. */
    public static final String DEFAULT_URL = "https://127.0.0.1:443/api/v3.1";

    /**
     * Reads an absolute URL.
     *
     * @throws IllegalArgumentException
     *             with what was expected
     */
    public static ManagerAddress parse(String url, String certificates) {
        String expected = "an http or https URL such as " + DEFAULT_URL;
        URI uri;
        try {
            uri = URI.create(url.replaceFirst("/+$", ""));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(expected, e);
        }
        boolean ssl = "https".equalsIgnoreCase(uri.getScheme());
        if (!ssl && !"http".equalsIgnoreCase(uri.getScheme()) || uri.getHost() == null || uri.getRawUserInfo() != null
                || uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException(expected);
        }
        return new ManagerAddress(uri.toString(), ssl, uri.getHost(),
                uri.getPort() < 0 ? ssl ? 443 : 80 : uri.getPort(), certificates);
    }

    /** Whether a request goes to it. */
    public boolean is(OutboundRequest request) {
        return request.ssl() == ssl && request.port() == port
                && HostGrant.normal(request.host()).equals(HostGrant.normal(host));
    }
}
