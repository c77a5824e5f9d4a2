package io.annex.server.http.head;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What trusted proxies say of a client. Anybody can send these headers, and a
 * proxy appends to what it was sent: so a list is read from its end, as far as
 * an unbroken chain of trusted proxies reaches, and what stands before that was
 * made up, or may have been.
 *
 * <p>
 * A proxy writes {@code X-Forwarded-*}, as most do, or {@code Forwarded} (RFC
 * 7239), and most let the other one pass as the client sent it. Which one it
 * writes is not seen in a request that has both; so {@code Forwarded} counts
 * where there is no {@code X-Forwarded-*} at all.
 *
 * @param client
 *            the address of the first who is no trusted proxy, without a port
 * @param scheme
 *            {@code http} or {@code https}; empty where nothing is said
 * @param host
 *            what the client had in {@code Host}; empty where nothing is said
 */
public record Forwarding(String client, String scheme, String host) {
    private static final String FOR = "x-forwarded-for";
    private static final String PROTO = "x-forwarded-proto";
    private static final String HOST = "x-forwarded-host";
    private static final String FORWARDED = "forwarded";
    /** A port, or what stands for one (RFC 7239, section 6). */
    private static final Pattern PORT = Pattern.compile("|:([0-9]{1,5}|_[A-Za-z0-9._-]+)");

    public Forwarding {
        String lower = scheme.strip().toLowerCase(Locale.ROOT);
        scheme = lower.equals("https") || lower.equals("http") ? lower : "";
        host = RequestHead.isAuthority(host) ? host : "";
    }

    /**
     * Reads the headers of a request that came from {@code peer}.
     *
     * @param fields
     *            all values of a header, by its name in lower case
     */
    public static Forwarding read(String peer, TrustedProxies proxies, Function<String, List<String>> fields) {
        List<String> chain = list(fields.apply(FOR));
        List<String> schemes = list(fields.apply(PROTO));
        List<String> hosts = list(fields.apply(HOST));
        if (chain.isEmpty() && schemes.isEmpty() && hosts.isEmpty()) {
            return standard(peer, proxies, fields.apply(FORWARDED));
        }
        String client = peer;
        int hops = 0;
        while (hops < chain.size() && proxies.contains(client)) {
            String before = node(chain.get(chain.size() - 1 - hops));
            if (before == null) {
                break;
            }
            client = before;
            hops++;
        }
        return new Forwarding(client, at(schemes, chain, hops), at(hosts, chain, hops));
    }

    /**
     * What the proxy that the client spoke to has written, where all have: then the
     * lists are equally long. Otherwise the last one's word.
     */
    private static String at(List<String> values, List<String> chain, int hops) {
        if (values.isEmpty()) {
            return "";
        }
        return values.get(values.size() == chain.size() && hops > 0 ? values.size() - hops : values.size() - 1);
    }

    private static List<String> list(List<String> fields) {
        List<String> values = new ArrayList<>();
        for (String field : fields) {
            for (String value : field.split(",", -1)) {
                values.add(value.strip());
            }
        }
        return values;
    }

    private static Forwarding standard(String peer, TrustedProxies proxies, List<String> fields) {
        List<Map<String, String>> elements = elements(String.join(",", fields));
        String client = peer;
        String scheme = "";
        String host = "";
        for (int i = elements.size() - 1; i >= 0 && proxies.contains(client); i--) {
            Map<String, String> element = elements.get(i);
            scheme = element.getOrDefault("proto", scheme);
            host = element.getOrDefault("host", host);
            String before = node(element.getOrDefault("for", ""));
            if (before == null) {
                break;
            }
            client = before;
        }
        return new Forwarding(client, scheme, host);
    }

    /**
     * The address of a node: IPv4 or IPv6 (which may stand in brackets), with or
     * without a port; {@code null} for {@code unknown} and names that hide one.
     */
    static @Nullable String node(String text) {
        int end = text.startsWith("[") ? text.indexOf(']') + 1 : text.indexOf(':');
        boolean bare = end <= 0 || !text.startsWith("[") && text.indexOf(':', end + 1) >= 0;
        String address = bare ? text : text.substring(0, end);
        InetAddress read = IpLiteral.read(address);
        if (read == null || !bare && !PORT.matcher(text.substring(end)).matches()) {
            return null;
        }
        if (read instanceof Inet4Address) {
            return read.getHostAddress();
        }
        return (address.startsWith("[") ? address.substring(1, address.length() - 1) : address)
                .toLowerCase(Locale.ROOT);
    }

    /**
     * The elements of {@code Forwarded}, names in lower case; none where it is not
     * well-formed. Values may have what should be quoted: some proxies write
     * {@code for=1.2.3.4:80}.
     */
    static List<Map<String, String>> elements(String text) {
        List<Map<String, String>> elements = new ArrayList<>();
        Map<String, String> element = new HashMap<>();
        int at = 0;
        while (true) {
            at = afterSpace(text, at);
            if (at < text.length() && text.charAt(at) != ',' && text.charAt(at) != ';') {
                int equals = text.indexOf('=', at);
                if (equals < 0 || !RequestHead.isToken(text.substring(at, equals))) {
                    return List.of();
                }
                StringBuilder value = new StringBuilder();
                int end = value(text, equals + 1, value);
                if (end < 0
                        || element.put(text.substring(at, equals).toLowerCase(Locale.ROOT), value.toString()) != null) {
                    return List.of();
                }
                at = afterSpace(text, end);
            }
            if (at == text.length() || text.charAt(at) == ',') {
                if (!element.isEmpty()) {
                    elements.add(element);
                    element = new HashMap<>();
                }
                if (at == text.length()) {
                    return elements;
                }
            } else if (text.charAt(at) != ';') {
                return List.of();
            }
            at++;
        }
    }

    /** Reads a token or a quoted string; gives where it ends, -1 for neither. */
    private static int value(String text, int from, StringBuilder value) {
        int at = from;
        if (at == text.length() || text.charAt(at) != '"') {
            while (at < text.length() && ",; \t\"".indexOf(text.charAt(at)) < 0) {
                value.append(text.charAt(at++));
            }
            return at;
        }
        for (at++; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '"') {
                return at + 1;
            }
            if (c == '\\' && ++at == text.length()) {
                return -1;
            }
            value.append(text.charAt(at));
        }
        return -1;
    }

    private static int afterSpace(String text, int from) {
        int at = from;
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
        return at;
    }
}
