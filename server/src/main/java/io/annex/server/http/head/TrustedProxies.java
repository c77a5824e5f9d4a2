package io.annex.server.http.head;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The proxies whose forwarded headers count: single addresses and networks.
 * Anybody can send {@code X-Forwarded-For}, so it is believed only from them,
 * and only as far as an unbroken chain of them reaches.
 */
public final class TrustedProxies {
    private record Network(byte[] address, int bits) {
        boolean contains(byte[] other) {
            if (other.length != address.length) {
                return false;
            }
            int whole = bits / 8;
            for (int i = 0; i < whole; i++) {
                if (address[i] != other[i]) {
                    return false;
                }
            }
            int rest = bits % 8;
            return rest == 0 || (address[whole] ^ other[whole]) >> 8 - rest << 24 + (8 - rest) == 0;
        }
    }

    private final List<Network> networks = new ArrayList<>();

    private TrustedProxies() {
    }

    /**
     * Reads addresses and networks such as {@code 10.1.2.3}, {@code 10.0.0.0/8} or
     * {@code fd00::/8}.
     *
     * @throws IllegalArgumentException
     *             naming the one that is neither
     */
    public static TrustedProxies of(Collection<String> texts) {
        TrustedProxies proxies = new TrustedProxies();
        for (String text : texts) {
            int slash = text.indexOf('/');
            InetAddress read = IpLiteral.read(slash < 0 ? text : text.substring(0, slash));
            byte[] address = read == null ? null : read.getAddress();
            int bits = address == null ? -1 : slash < 0 ? address.length * 8 : number(text.substring(slash + 1));
            if (address == null || bits < 0 || bits > address.length * 8) {
                throw new IllegalArgumentException(
                        text + " (expected: an address such as 10.1.2.3, or a network such as 10.0.0.0/8)");
            }
            proxies.networks.add(new Network(address, bits));
        }
        return proxies;
    }

    private static int number(String text) {
        return text.matches("\\d{1,3}") ? Integer.parseInt(text) : -1;
    }

    public boolean isEmpty() {
        return networks.isEmpty();
    }

    public boolean contains(String address) {
        InetAddress read = IpLiteral.read(address);
        return read != null && networks.stream().anyMatch(network -> network.contains(read.getAddress()));
    }
}
