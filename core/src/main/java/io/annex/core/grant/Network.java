package io.annex.core.grant;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;

/**
 * A block of addresses in CIDR notation (RFC 4632, RFC 4291 section 2.3).
 *
 * @param base
 *            its first address
 * @param prefix
 *            how many leading bits all its addresses share
 */
public record Network(InetAddress base, int prefix) {
    private static final String EXPECTED = "an address or a network such as 10.1.2.3, 10.0.0.0/8 or fd00::/8";

    /**
     * Reads {@code 10.0.0.0/8}, {@code fd00::/8} or a single address.
     *
     * @throws IllegalArgumentException
     *             with what was expected, where it is neither, or where bits are
     *             set beyond the prefix
     */
    public static Network parse(String text) {
        int slash = text.indexOf('/');
        InetAddress base = address(slash < 0 ? text : text.substring(0, slash));
        int bits = base.getAddress().length * 8;
        int prefix = bits;
        if (slash >= 0) {
            String digits = text.substring(slash + 1);
            if (!digits.matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(digits) > bits) {
                throw new IllegalArgumentException(EXPECTED);
            }
            prefix = Integer.parseInt(digits);
        }
        Network network = new Network(base, prefix);
        if (!network.first().equals(base)) {
            throw new IllegalArgumentException(
                    EXPECTED + "; the first address of that one is " + network.first().getHostAddress());
        }
        return network;
    }

    /**
     * Full dotted or colon notation alone: an operator who writes {@code 10.1} may
     * mean anything.
     */
    private static InetAddress address(String text) {
        try {
            return text.indexOf(':') < 0 && text.matches("[0-9]+(\\.[0-9]+){3}")
                    ? Inet4Address.ofLiteral(text)
                    : Inet6Address.ofLiteral(text.indexOf('%') < 0 ? text : "");
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(EXPECTED, e);
        }
    }

    private InetAddress first() {
        byte[] bytes = base.getAddress();
        for (int bit = prefix; bit < bytes.length * 8; bit++) {
            bytes[bit / 8] &= (byte) ~(0x80 >> bit % 8);
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether the address is one of the block's. */
    public boolean contains(InetAddress address) {
        byte[] own = base.getAddress();
        byte[] other = address.getAddress();
        if (own.length != other.length) {
            return false;
        }
        for (int bit = 0; bit < prefix; bit += 8) {
            int mask = prefix - bit >= 8 ? 0xff : 0xff << 8 - (prefix - bit) & 0xff;
            if (((own[bit / 8] ^ other[bit / 8]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return base.getHostAddress() + '/' + prefix;
    }
}
