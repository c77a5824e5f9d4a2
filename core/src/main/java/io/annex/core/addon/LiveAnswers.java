package io.annex.core.addon;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Answers that go on until somebody ends them: streams of events. They are told
 * when their version is about to drain, as they would take all of its time.
 */
public final class LiveAnswers {
    private final Map<Object, Runnable> open = new ConcurrentHashMap<>();
    private volatile boolean ended;

    /**
     * One more.
     *
     * @param exchange
     *            what it is known by
     * @param end
     *            tells it to end; any thread
     */
    public void add(Object exchange, Runnable end) {
        open.put(exchange, end);
        if (ended) {
            end.run();
        }
    }

    public void remove(Object exchange) {
        open.remove(exchange);
    }

    /** Ends all, and those to come. */
    public void end() {
        ended = true;
        open.values().forEach(Runnable::run);
    }
}
