package io.annex.server.http;

import io.netty.util.NetUtil;
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
            byte[] address = NetUtil.createByteArrayFromIpAddressString(slash < 0 ? text : text.substring(0, slash));
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

    boolean isEmpty() {
        return networks.isEmpty();
    }

    boolean contains(String address) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
        return bytes != null && networks.stream().anyMatch(network -> network.contains(bytes));
    }

    /**
     * The address that the first proxy we do not know, or the client, has: the last
     * of a list that is not a proxy of ours.
     */
    String client(String peer, String forwardedFor) {
        String client = peer;
        int end = forwardedFor.length();
        while (end >= 0 && contains(client)) {
            int comma = forwardedFor.lastIndexOf(',', end - 1);
            String before = forwardedFor.substring(comma + 1, end).strip();
            if (NetUtil.createByteArrayFromIpAddressString(before) == null) {
                return client;
            }
            client = before;
            end = comma;
        }
        return client;
    }
}
