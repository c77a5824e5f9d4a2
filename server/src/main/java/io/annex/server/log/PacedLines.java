package io.annex.server.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import io.annex.engine.budget.LinePace;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;

/**
 * Holds the host's own lines to a pace, each kind of line to its own: most of
 * them can be provoked by an add-on or a client, and a list of those that can
 * would never be whole. A kind is the text in the source, so there are as many
 * as the program has. Lines of add-ons have a limit of their own, and entries
 * of the access log are what they are for.
 */
final class PacedLines extends TurboFilter {
    private static final String HOST = "io.annex.";
    private static final int LINES = 200;
    private static final Duration EACH = Duration.ofMillis(100);
    /** With a stack. */
    private static final int STACKS = 20;
    private static final Duration EACH_STACK = Duration.ofSeconds(1);
    /** For texts that are no constants, against the rule. */
    private static final int MOST_KINDS = 2_000;

    private record Kind(String logger, String text, boolean stack) {
    }

    private final Map<Kind, LinePace> kinds = new ConcurrentHashMap<>();

    @Override
    public FilterReply decide(@Nullable Marker marker, Logger logger, Level level, @Nullable String format,
            Object @Nullable [] params, @Nullable Throwable thrown) {
        if (format == null || !level.isGreaterOrEqual(Level.INFO) || !logger.getName().startsWith(HOST)
                || !level.isGreaterOrEqual(logger.getEffectiveLevel())) {
            return FilterReply.NEUTRAL;
        }
        boolean stack = thrown != null
                || params != null && params.length > 0 && params[params.length - 1] instanceof Throwable;
        Kind kind = new Kind(logger.getName(), format, stack);
        LinePace pace = kinds.get(kind);
        if (pace == null) {
            if (kinds.size() >= MOST_KINDS) {
                return FilterReply.NEUTRAL;
            }
            pace = kinds.computeIfAbsent(kind,
                    any -> stack ? new LinePace(STACKS, EACH_STACK) : new LinePace(LINES, EACH));
        }
        long leftOut = pace.take(System.nanoTime());
        if (leftOut > 0) {
            logger.warn("{} lines were left out as they came too fast: {}", leftOut, format);
        } else if (leftOut < 0 && pace.isFirstLeftOut()) {
            logger.warn("Lines that come too fast are left out from here: {}", format);
        }
        return leftOut < 0 ? FilterReply.DENY : FilterReply.NEUTRAL;
    }
}
