package io.annex.server.http.head;

import java.net.InetAddress;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The names that the server goes by. A browser lets a page read what its own
 * name answers, and whoever owns a name may point it here: so a page from
 * elsewhere would read metrics, console and add-ons of a server that it cannot
 * reach itself (DNS rebinding). Its requests have one thing that the page
 * cannot choose: {@code Host} is the page's own name.
 *
 * <p>
 * Where the operator says which names there are, those are all. Where nothing
 * is said, a connection that came by a loopback address is for a loopback name
 * or address; one that came from elsewhere may be for any name, as nobody knows
 * which the server has, and for no address but the one that was connected to.
 * An address in {@code Host} cannot be pointed anywhere. Immutable.
 */
public final class HostRules {
    private static final Pattern NAME = Pattern.compile("[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?");
    private static final String LOCALHOST = "localhost";

    private final Set<String> hosts = new HashSet<>();

    private HostRules() {
    }

    /**
     * Reads names and addresses.
     *
     * @param texts
     *            none where nothing is said
     * @throws IllegalArgumentException
     *             naming the one that is neither
     */
    public static HostRules of(Collection<String> texts) {
        HostRules rules = new HostRules();
        for (String text : texts) {
            InetAddress address = IpLiteral.read(text);
            String name = normal(text);
            if (address == null && !NAME.matcher(name).matches()) {
                throw new IllegalArgumentException(
                        text + " (expected: a name such as annex.example.org, or an address, without a port)");
            }
            rules.hosts.add(address == null ? name : address.getHostAddress());
        }
        return rules;
    }

    /** Whether nothing is said. */
    public boolean isEmpty() {
        return hosts.isEmpty();
    }

    /**
     * Whether a server that listens on an address is asked for by any name.
     *
     * @param listening
     *            a name or an address
     */
    public boolean takesAnyName(String listening) {
        InetAddress address = IpLiteral.read(listening);
        return hosts.isEmpty() && !(address == null ? isLoopbackName(normal(listening)) : address.isLoopbackAddress());
    }

    /**
     * Whether a request is for this server.
     *
     * @param authority
     *            what {@code Host} says; the port does not count
     * @param local
     *            the address that was connected to; {@code null} where there is
     *            none
     */
    public boolean accept(String authority, @Nullable InetAddress local) {
        int end = hostEnd(authority);
        if (end <= 0) {
            return false;
        }
        String host = authority.substring(0, end);
        InetAddress address = IpLiteral.read(host);
        if (address == null && (host.indexOf(':') >= 0 || host.indexOf('[') >= 0)) {
            return false;
        }
        if (!hosts.isEmpty()) {
            return hosts.contains(address == null ? normal(host) : address.getHostAddress());
        }
        if (local == null) {
            return true;
        }
        if (local.isLoopbackAddress()) {
            return address == null ? isLoopbackName(normal(host)) : address.isLoopbackAddress();
        }
        return address == null || address.equals(local);
    }

    /** Where the port begins; -1 where what stands there is none. */
    private static int hostEnd(String authority) {
        int at = authority.length() - 1;
        while (at >= 0 && authority.charAt(at) >= '0' && authority.charAt(at) <= '9') {
            at--;
        }
        if (at < 0 || authority.charAt(at) != ':') {
            return authority.indexOf(':') < 0 || authority.endsWith("]") ? authority.length() : -1;
        }
        return at;
    }

    private static String normal(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    /** RFC 6761, section 6.3. */
    private static boolean isLoopbackName(String name) {
        return name.equals(LOCALHOST) || name.endsWith("." + LOCALHOST);
    }
}
