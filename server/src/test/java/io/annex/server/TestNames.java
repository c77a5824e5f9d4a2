package io.annex.server;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.security.Security;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The name server of the tests: names below {@code annex.test} give what a test
 * says, one answer after the other, the last one for ever. All others are the
 * system's. The JDK finds it as a service.
 */
public final class TestNames extends InetAddressResolverProvider {
    private static final Map<String, Deque<List<InetAddress>>> NAMES = new ConcurrentHashMap<>();
    private static final Map<String, Integer> ASKED = new ConcurrentHashMap<>();

    /** Made by the JDK, before it looks up anything. */
    public TestNames() {
        // The JDK would keep an answer for 30 s.
        Security.setProperty("networkaddress.cache.ttl", "0");
        Security.setProperty("networkaddress.cache.negative.ttl", "0");
    }

    /** Answers in their order, each of one address or several, by commas. */
    static void answer(String name, String... answers) {
        NAMES.put(name, new ArrayDeque<>(Arrays.stream(answers)
                .map(each -> Stream.of(each.split(",")).map(InetAddress::ofLiteral).toList()).toList()));
        ASKED.put(name, 0);
    }

    /** How often a name was looked up. */
    static int asked(String name) {
        return ASKED.getOrDefault(name, 0);
    }

    @Override
    public InetAddressResolver get(Configuration configuration) {
        InetAddressResolver system = configuration.builtinResolver();
        return new InetAddressResolver() {
            @Override
            public Stream<InetAddress> lookupByName(String host, LookupPolicy policy) throws UnknownHostException {
                Deque<List<InetAddress>> answers = NAMES.get(host);
                if (answers == null) {
                    if (host.endsWith("annex.test") || host.endsWith(".invalid")) {
                        throw new UnknownHostException(host);
                    }
                    return system.lookupByName(host, policy);
                }
                synchronized (answers) {
                    ASKED.merge(host, 1, Integer::sum);
                    return (answers.size() > 1 ? answers.remove() : answers.element()).stream()
                            .map(address -> named(host, address));
                }
            }

            /** The system's resolver leaves the name in its addresses, too. */
            private InetAddress named(String host, InetAddress address) {
                try {
                    return InetAddress.getByAddress(host, address.getAddress());
                } catch (UnknownHostException e) {
                    throw new IllegalArgumentException(e);
                }
            }

            @Override
            public String lookupByAddress(byte[] address) throws UnknownHostException {
                return system.lookupByAddress(address);
            }
        };
    }

    @Override
    public String name() {
        return "annex-test-names";
    }
}
