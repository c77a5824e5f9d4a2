package io.annex.server.http;

import io.annex.testing.Pace;
import io.annex.testing.Waiting;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Asks one path at a steady pace, on connections that are kept as long as the
 * server lets them and on fresh ones, until no connection is taken any more.
 * With sockets of its own: a client library would try again what a connection
 * has swallowed.
 */
public final class ConnectionLoad implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(2);

    private final int port;
    private final String path;
    private final String expected;
    private final AtomicLong answered = new AtomicLong();
    private final ConcurrentLinkedQueue<String> failed = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean closed;

    public ConnectionLoad(int port, String path, String expected, int kept, int fresh) {
        this.port = port;
        this.path = path;
        this.expected = expected;
        for (int i = 0; i < kept; i++) {
            threads.add(Thread.ofPlatform().daemon().start(() -> untilRefused(true)));
        }
        for (int i = 0; i < fresh; i++) {
            threads.add(Thread.ofPlatform().daemon().start(() -> untilRefused(false)));
        }
    }

    private void untilRefused(boolean keep) {
        while (!closed) {
            try (RawClient client = new RawClient(port)) {
                ask(client, keep);
            } catch (ConnectException e) {
                return;
            } catch (IOException e) {
                failed.add((keep ? "kept: " : "fresh: ") + e);
            }
        }
    }

    private void ask(RawClient client, boolean keep) throws IOException {
        boolean more = true;
        while (more && !closed) {
            RawClient.Reply reply = (keep ? client.get(path) : client.get(path, "Connection: close")).reply();
            if (reply.status() == 200 && reply.text().equals(expected)) {
                answered.incrementAndGet();
            } else {
                failed.add(reply.status() + " " + reply.text());
            }
            more = keep && !reply.header("connection").equals("close");
            Pace.pause(PAUSE);
        }
    }

    public long answered() {
        return answered.get();
    }

    /** Waits until no connection is taken any more; what went wrong until then. */
    public List<String> failedUntilRefused() throws InterruptedException {
        long until = System.nanoTime() + Waiting.time().toNanos();
        for (Thread thread : threads) {
            thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime())));
            if (thread.isAlive()) {
                failed.add("connections are still taken");
            }
        }
        return List.copyOf(failed);
    }

    @Override
    public void close() {
        closed = true;
    }
}
