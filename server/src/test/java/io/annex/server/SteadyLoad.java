package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.testing.Pace;
import io.annex.testing.Waiting;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Calls one address at a steady pace on two connections that are kept, until
 * closed, and remembers every answer that was not as it should be.
 */
final class SteadyLoad implements AutoCloseable {
    private static final int CONNECTIONS = 2;
    private static final long PACE_NANOS = CONNECTIONS * 1_000_000_000L / 200;
    private static final Duration MOST = Duration.ofSeconds(5);

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final HttpRequest request;
    private final String expected;
    private final AtomicLong answered = new AtomicLong();
    private final ConcurrentLinkedQueue<String> failed = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean closed;

    SteadyLoad(URI uri, String expected) {
        this.request = HttpRequest.newBuilder(uri).timeout(Waiting.time(MOST)).build();
        this.expected = expected;
        for (int i = 0; i < CONNECTIONS; i++) {
            threads.add(Thread.ofPlatform().daemon().name("steady-load").start(this::call));
        }
    }

    private void call() {
        long next = System.nanoTime();
        while (!closed) {
            try {
                HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() == 200 && answer.body().equals(expected)) {
                    answered.incrementAndGet();
                } else {
                    failed.add(answer.statusCode() + " " + answer.body());
                }
            } catch (IOException e) {
                failed.add(e.toString());
            } catch (InterruptedException e) {
                return;
            }
            next = Math.max(next + PACE_NANOS, System.nanoTime());
            Pace.pause(Duration.ofNanos(next - System.nanoTime()));
        }
    }

    long answered() {
        return answered.get();
    }

    /** Every answer was right, and there were some since {@code before}. */
    void noticedNothing(long before) {
        Waiting.until("the good add-on answers", () -> answered.get() > before || !failed.isEmpty());
        assertThat(failed).as("answers of the good add-on that were not right").isEmpty();
    }

    @Override
    public void close() {
        closed = true;
        threads.forEach(Thread::interrupt);
        client.shutdownNow();
    }
}
