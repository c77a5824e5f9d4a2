package io.annex.server.outbound;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the addresses of names as the system does, so that its hosts file and
 * resolver count. That blocks, and a name server may be slow: so each add-on
 * has a few look-ups at once and waits for no other add-on's. Calls to one name
 * that come meanwhile share a look-up; the JDK keeps answers for a short time.
 * Thread-safe.
 */
final class Lookups {
    private static final int AT_ONCE = 8;

    private record Lookup(String name, CompletableFuture<List<InetAddress>> found) {
    }

    private final ExecutorService threads;
    private final Map<String, Lookup> open = new HashMap<>();
    private final Queue<Lookup> waiting = new ArrayDeque<>();
    private int running;

    Lookups(ExecutorService threads) {
        this.threads = threads;
    }

    /**
     * The addresses of a host, at least one; of an address in numbers, itself. None
     * of them has a name: whoever connects to one that has may look it up again,
     * and get another answer. Fails with {@link UnknownHostException}.
     */
    CompletionStage<List<InetAddress>> addresses(String host) {
        InetAddress literal = literal(host);
        if (literal != null) {
            return CompletableFuture.completedFuture(List.of(literal));
        }
        synchronized (this) {
            Lookup lookup = open.get(host);
            if (lookup == null) {
                lookup = new Lookup(host, new CompletableFuture<>());
                open.put(host, lookup);
                if (running < AT_ONCE) {
                    start(lookup);
                } else {
                    waiting.add(lookup);
                }
            }
            return lookup.found();
        }
    }

    private static @Nullable InetAddress literal(String host) {
        try {
            if (host.startsWith("[")) {
                return InetAddress.ofLiteral(host.substring(1, host.length() - 1));
            }
            return host.matches("[0-9]+(\\.[0-9]+){3}") ? InetAddress.ofLiteral(host) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static InetAddress nameless(InetAddress address) {
        try {
            // A link-local address is of no use without its interface.
            return address instanceof Inet6Address six && six.getScopeId() != 0
                    ? Inet6Address.getByAddress(null, six.getAddress(), six.getScopeId())
                    : InetAddress.getByAddress(address.getAddress());
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private void start(Lookup lookup) {
        running++;
        try {
            threads.execute(() -> run(lookup));
        } catch (RejectedExecutionException e) {
            running--;
            open.remove(lookup.name());
            lookup.found().completeExceptionally(new UnknownHostException(lookup.name()));
        }
    }

    private void run(Lookup lookup) {
        List<InetAddress> found = List.of();
        try {
            found = Stream.of(InetAddress.getAllByName(lookup.name())).map(Lookups::nameless).toList();
        } catch (UnknownHostException | RuntimeException e) {
            // there are none, then
        }
        synchronized (this) {
            open.remove(lookup.name());
            running--;
            Lookup next = waiting.poll();
            if (next != null) {
                start(next);
            }
        }
        if (found.isEmpty()) {
            lookup.found().completeExceptionally(new UnknownHostException(lookup.name()));
        } else {
            lookup.found().complete(found);
        }
    }
}
