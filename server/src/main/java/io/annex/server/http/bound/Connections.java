package io.annex.server.http.bound;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Counts connections, all and by their addresses. Somebody with IPv6 has a
 * whole network of 64 bits (RFC 6177), so it counts as one address. Any thread.
 */
public final class Connections {
    /** What becomes of a new connection. */
    public enum Verdict {
        TAKEN,
        /** It is taken, and the longest idle one should go in its place. */
        CROWDED,
        /** There are too many of all. */
        FULL,
        /** There are too many of its address. */
        TOO_MANY
    }

    private final ConnectionBounds bounds;
    private final Predicate<String> trusted;
    private final int crowded;
    private final Map<String, Integer> byAddress = new HashMap<>();
    private int open;
    private long refused;

    /**
     * @param trusted
     *            addresses that stand for many clients, such as proxies
     */
    public Connections(ConnectionBounds bounds, Predicate<String> trusted) {
        this.bounds = bounds;
        this.trusted = trusted;
        this.crowded = bounds.most() - bounds.most() / 16;
    }

    /** The name that an address counts under. */
    public static String counted(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return address.getHostAddress();
        }
        byte[] bytes = address.getAddress();
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < 8; i += 2) {
            name.append(Integer.toHexString((bytes[i] & 0xff) << 8 | bytes[i + 1] & 0xff)).append(':');
        }
        return name.append(":/64").toString();
    }

    /**
     * Somebody has connected. Unless refused, {@link #left} has to follow.
     *
     * @param address
     *            where from, as text
     * @param counted
     *            the same as it counts
     */
    public synchronized Verdict entered(String address, String counted) {
        int mine = byAddress.getOrDefault(counted, 0);
        Verdict verdict = open >= bounds.most()
                ? Verdict.FULL
                : mine >= bounds.mostPerAddress() && !trusted.test(address)
                        ? Verdict.TOO_MANY
                        : open >= crowded ? Verdict.CROWDED : Verdict.TAKEN;
        if (verdict == Verdict.FULL || verdict == Verdict.TOO_MANY) {
            refused++;
        } else {
            open++;
            byAddress.put(counted, mine + 1);
        }
        return verdict;
    }

    public synchronized void left(String counted) {
        open--;
        byAddress.computeIfPresent(counted, (address, mine) -> mine == 1 ? null : mine - 1);
    }

    public ConnectionBounds bounds() {
        return bounds;
    }

    /** How many there are. */
    public synchronized int open() {
        return open;
    }

    /** How many have been refused so far. */
    public synchronized long refused() {
        return refused;
    }
}
