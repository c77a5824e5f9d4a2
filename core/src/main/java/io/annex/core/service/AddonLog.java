package io.annex.core.service;

import io.annex.engine.LogPace;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * The log of one version: logger {@code annex.addon.<name>}, every line with
 * add-on, version and request id, and no more lines in a second than the limit.
 * What is dropped is counted, and the count is logged with the first line of a
 * later second.
 */
public final class AddonLog {
    private static final long SAID_AGAIN_NANOS = 60_000_000_000L;
    private static final int MOST_SAID = 50;

    private final Logger logger;
    private final String addon;
    private final String version;
    private final long linesPerSecond;

    private final LogPace lines;
    private final LogPace hostLines;
    private final AtomicLong dropped = new AtomicLong();
    /** What {@link #hostNow} has said last, and when. Guarded by itself. */
    private final Map<String, Long> said = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MOST_SAID;
        }
    };

    AddonLog(String addon, String version, long linesPerSecond) {
        this.logger = LoggerFactory.getLogger("annex.addon." + addon);
        this.addon = addon;
        this.version = version;
        this.linesPerSecond = linesPerSecond;
        this.lines = new LogPace(linesPerSecond);
        this.hostLines = new LogPace(linesPerSecond);
    }

    /** A line of the add-on's own. */
    void line(String level, String message, @Nullable String requestId) {
        write(lines, level(level), message, requestId);
    }

    /**
     * A line of the host's about the add-on. Counted apart, so that no flood of the
     * add-on's own lines hides an incident; and counted, because an add-on that
     * fails at every request is a flood too.
     */
    public void host(Level level, String message, @Nullable String requestId) {
        write(hostLines, level, message, requestId);
    }

    /**
     * A line of the host's that every answer may be a reason for: once in a while.
     */
    public void hostNow(Level level, String message, @Nullable String requestId) {
        long now = System.nanoTime();
        synchronized (said) {
            Long last = said.get(message);
            if (last != null && now - last < SAID_AGAIN_NANOS) {
                return;
            }
            said.put(message, now);
        }
        host(level, message, requestId);
    }

    /** Lines of the add-on's own that its workers have dropped already. */
    void dropped(long count) {
        dropped.addAndGet(Math.max(0, count));
    }

    private void write(LogPace pace, Level level, String message, @Nullable String requestId) {
        if (pace.take()) {
            reportDropped();
            write(level, message, requestId);
        } else {
            dropped.incrementAndGet();
        }
    }

    /**
     * Says how many lines were dropped since this was said last; also called when a
     * version is idle.
     */
    void reportDropped() {
        long lines = dropped.getAndSet(0);
        if (lines > 0) {
            write(Level.WARN, lines + " log lines were dropped (limit: " + linesPerSecond + " a second)", null);
        }
    }

    private void write(Level level, String message, @Nullable String requestId) {
        LoggingEventBuilder event = logger.atLevel(level);
        MDC.put("addon", addon);
        MDC.put("version", version);
        if (requestId != null) {
            MDC.put("requestId", requestId);
        }
        try {
            event.log(message);
        } finally {
            MDC.remove("addon");
            MDC.remove("version");
            MDC.remove("requestId");
        }
    }

    private static Level level(String name) {
        return switch (name) {
            case "error" -> Level.ERROR;
            case "warn" -> Level.WARN;
            case "info" -> Level.INFO;
            case "debug" -> Level.DEBUG;
            default -> Level.TRACE;
        };
    }
}
