package io.annex.core.grant;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of addresses that are not public: IANA's registries of
 * special-purpose addresses (RFC 6890), multicast, and all of IPv6 that is not
 * global unicast. Blocks that the registries call globally reachable are left
 * out.
 */
enum SpecialNetwork {
    // @formatter:off
    THIS_NETWORK("0.0.0.0/8", "this network", "RFC 791"),
    PRIVATE_10("10.0.0.0/8", "private", "RFC 1918"),
    SHARED("100.64.0.0/10", "shared by a provider's customers", "RFC 6598"),
    LOOPBACK("127.0.0.0/8", "loopback", "RFC 1122"),
    LINK_LOCAL("169.254.0.0/16", "link-local", "RFC 3927"),
    PRIVATE_172("172.16.0.0/12", "private", "RFC 1918"),
    PROTOCOLS("192.0.0.0/24", "reserved for protocols", "RFC 6890"),
    EXAMPLES_1("192.0.2.0/24", "for documentation", "RFC 5737"),
    RELAY_6TO4("192.88.99.0/24", "6to4 relays", "RFC 7526"),
    PRIVATE_192("192.168.0.0/16", "private", "RFC 1918"),
    BENCHMARKS("198.18.0.0/15", "for benchmarks", "RFC 2544"),
    EXAMPLES_2("198.51.100.0/24", "for documentation", "RFC 5737"),
    EXAMPLES_3("203.0.113.0/24", "for documentation", "RFC 5737"),
    MULTICAST("224.0.0.0/4", "multicast", "RFC 5771"),
    RESERVED("240.0.0.0/4", "reserved or broadcast", "RFC 1112"),

    UNSPECIFIED_6("::/128", "unspecified", "RFC 4291"),
    LOOPBACK_6("::1/128", "loopback", "RFC 4291"),
    COMPATIBLE_6("::/96", "IPv4-compatible", "RFC 4291"),
    TRANSLATED_6("::ffff:0:0:0/96", "IPv4-translated", "RFC 2765"),
    LOCAL_NAT64("64:ff9b:1::/48", "translation within a site", "RFC 8215"),
    DISCARD_6("100::/64", "discarded", "RFC 6666"),
    PROTOCOLS_6("2001::/23", "reserved for protocols, Teredo among them", "RFC 2928"),
    EXAMPLES_6("2001:db8::/32", "for documentation", "RFC 3849"),
    TUNNEL_6TO4("2002::/16", "6to4", "RFC 3056"),
    EXAMPLES_6_LARGE("3fff::/20", "for documentation", "RFC 9637"),
    UNIQUE_LOCAL_6("fc00::/7", "private", "RFC 4193"),
    LINK_LOCAL_6("fe80::/10", "link-local", "RFC 4291"),
    SITE_LOCAL_6("fec0::/10", "private", "RFC 3879"),
    MULTICAST_6("ff00::/8", "multicast", "RFC 4291");
    // @formatter:on

    /** All of IPv6 that is assigned to be routed. */
    private static final Network GLOBAL_6 = Network.parse("2000::/3");
    /** IPv4 for networks that have none, RFC 6052. */
    private static final Network NAT64 = Network.parse("64:ff9b::/96");

    private static final Map<SpecialNetwork, Network> NETWORKS = new EnumMap<>(SpecialNetwork.class);

    static {
        for (SpecialNetwork special : values()) {
            NETWORKS.put(special, Network.parse(special.network));
        }
    }

    private final String network;
    private final String meaning;

    SpecialNetwork(String network, String meaning, String source) {
        this.network = network;
        this.meaning = meaning + ", " + source;
    }

    /**
     * Why an address (as {@link #plain} gives it) is not public, e.g.
     * {@code private, RFC 1918}; {@code null} where it is.
     */
    static @Nullable String reason(InetAddress address) {
        for (Map.Entry<SpecialNetwork, Network> special : NETWORKS.entrySet()) {
            if (special.getValue().contains(address)) {
                return special.getKey().meaning;
            }
        }
        return address.getAddress().length == 16 && !GLOBAL_6.contains(address) ? "not global unicast, RFC 4291" : null;
    }

    /**
     * The address that is really reached: IPv4 that is written as IPv6 (mapped, or
     * through a NAT64) becomes IPv4; a zone is dropped.
     */
    static InetAddress plain(InetAddress address) {
        try {
            byte[] bytes = address.getAddress();
            // Twelve bytes of a prefix, and the IPv4 address. The JDK turns mapped ones
            // into IPv4 itself.
            return NAT64.contains(address)
                    ? InetAddress.getByAddress(Arrays.copyOfRange(bytes, 12, 16))
                    : InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
