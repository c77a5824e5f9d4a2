package io.annex.core.grant;

import java.util.Locale;

/**
 * A host that the operator opens by name.
 *
 * @param name
 *            in lower case, without a trailing dot; {@code *.} in front stands
 *            for one label or more
 * @param port
 *            the only port that is opened; 0 for any
 */
public record HostGrant(String name, int port) {
    private static final String EXPECTED = "a name such as db.internal, *.internal or db.internal:5432";

    /**
     * Reads {@code db.internal}, {@code *.internal}, either with {@code :port}.
     *
     * @throws IllegalArgumentException
     *             with what was expected
     */
    public static HostGrant parse(String text) {
        int colon = text.lastIndexOf(':');
        String name = normal(colon < 0 ? text : text.substring(0, colon));
        String port = colon < 0 ? "0" : text.substring(colon + 1);
        if (!name.matches("(\\*\\.)?[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?") || name.contains("..")
                || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65535
                || colon >= 0 && Integer.parseInt(port) == 0) {
            throw new IllegalArgumentException(EXPECTED);
        }
        return new HostGrant(name, Integer.parseInt(port));
    }

    /** A name as it is compared: in lower case, without a trailing dot. */
    public static String normal(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    boolean opens(String host, int askedPort) {
        if (port != 0 && port != askedPort) {
            return false;
        }
        String asked = normal(host);
        return name.startsWith("*.")
                ? asked.length() > name.length() - 1 && asked.endsWith(name.substring(1))
                : asked.equals(name);
    }

    @Override
    public String toString() {
        return port == 0 ? name : name + ':' + port;
    }
}
