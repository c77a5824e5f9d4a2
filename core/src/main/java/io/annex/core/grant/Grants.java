package io.annex.core.grant;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an add-on may have beyond itself. Without any, it may call public
 * addresses alone.
 *
 * @param hosts
 *            names that it may call wherever they point to
 * @param networks
 *            addresses that it may call although they are not public
 * @param answers
 *            what its answers may say about its neighbours
 * @param services
 *            what is granted of what services have declared, by its name
 */
public record Grants(List<HostGrant> hosts, List<Network> networks, AnswerGrants answers,
        Map<String, Granted> services) {
    /** What is granted where the operator says nothing. */
    public static final Grants DEFAULTS = new Grants(List.of(), List.of(), AnswerGrants.NONE, Map.of());
    private static final Granted NOTHING = new Granted(false, List.of(), List.of());

    /** Stands for an add-on's name where the call is the operator's own. */
    public static final String OPERATOR = "";

    /**
     * Ports of other protocols, which a request could be made to speak to: "bad
     * ports" of the fetch standard, section 2.9.
     */
    private static final Set<Integer> BAD_PORTS = Set.of(0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43,
            53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161,
            179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989,
            990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668,
            6669, 6679, 6697, 10080);

    /**
     * Why the add-on may not connect to a port of a host whatever its address, in
     * the words of the missing grant; {@code null} where it may.
     *
     * @param host
     *            the name as called
     * @param addon
     *            whose grants these are, for the words
     */
    public @Nullable String refusesPort(String host, int port, String addon) {
        if (port < 1 || port > 65535) {
            return "port " + port + " does not exist";
        }
        boolean opened = hosts.stream().anyMatch(each -> each.port() == port && each.opens(host, port));
        return BAD_PORTS.contains(port) && !opened
                ? "port " + port + " is another protocol's (fetch standard, bad ports): add 'hosts: ["
                        + HostGrant.normal(host) + ":" + port + "]' under " + place(addon)
                : null;
    }

    /**
     * Why a call may not go to an address.
     *
     * @param told
     *            for the author, in the words of the missing grant; names the
     *            address only where the call did
     * @param logged
     *            for the operator, with the address; empty where {@code told} has
     *            it
     */
    public record Denial(String told, String logged) {
    }

    /**
     * Why the add-on may not connect to an address; {@code null} where it may.
     *
     * @param host
     *            the name as called; the address itself where it was one
     * @param address
     *            what the connection would go to
     */
    public @Nullable Denial refuses(String host, int port, InetAddress address, String addon) {
        if (hosts.stream().anyMatch(each -> each.opens(host, port))) {
            return null;
        }
        InetAddress plain = SpecialNetwork.plain(address);
        String special = SpecialNetwork.reason(plain);
        if (special == null || networks.stream().anyMatch(each -> each.contains(plain))) {
            return null;
        }
        String reason = plain.getHostAddress() + " is no public address (" + special + "): add ";
        String network = "'networks: [" + new Network(plain, plain.getAddress().length * 8) + "]'";
        if (host.startsWith("[") || host.matches("[0-9.]+")) {
            return new Denial(reason + network + " under " + place(addon), "");
        }
        String named = "'hosts: [" + HostGrant.normal(host) + "]' under " + place(addon);
        return new Denial(host + " leads to no public address: add " + named, reason + network + " or " + named);
    }

    /** Whether what a service has declared is granted. */
    public boolean has(String grant) {
        return services.containsKey(grant);
    }

    /** What is granted of what a service has declared; empty for nothing. */
    public Granted of(String grant) {
        return services.getOrDefault(grant, NOTHING);
    }

    /** These grants, and a host. */
    public Grants with(HostGrant host) {
        return new Grants(Stream.concat(hosts.stream(), Stream.of(host)).toList(), networks, answers, services);
    }

    private static String place(String addon) {
        return (addon.equals(OPERATOR) ? "operator" : "addons." + addon) + ".grants in annex.yaml";
    }
}
