package io.annex.core.access;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;

/** Who counts as one client. */
public final class Clients {
    /** A subscriber has a network of IPv6 addresses. */
    private static final int SUBSCRIBER_BYTES = 8;

    private Clients() {
    }

    /** What all addresses of one client have in common. */
    public static String key(String address) {
        try {
            return InetAddress.ofLiteral(address) instanceof Inet6Address six
                    ? Arrays.toString(Arrays.copyOf(six.getAddress(), SUBSCRIBER_BYTES))
                    : address;
        } catch (IllegalArgumentException e) {
            return address;
        }
    }
}
