package io.annex.engine.cell;

import io.annex.engine.Exchange;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What was running in a cell, in one line. A cell takes exchanges in their
 * order, so the first are those that had begun.
 */
final class RunningExchanges {
    private static final int SHOWN = 20;

    private RunningExchanges() {
    }

    /**
     * The line, empty where there was none.
     *
     * @param byId
     *            those that were handed over and are not over, by their number
     * @param most
     *            how many are run at a time
     * @param now
     *            {@link System#nanoTime()}
     */
    static String shown(Map<Integer, Exchange> byId, int most, long now) {
        List<Map.Entry<Integer, Exchange>> begun = byId.entrySet().stream()
                .sorted(Comparator.comparingInt(Map.Entry::getKey)).limit(most).toList();
        String shown = begun.stream().limit(SHOWN)
                .map(each -> each.getValue().shown() + " (since " + millis(each.getValue(), now) + " ms)")
                .collect(Collectors.joining(", "));
        return begun.size() <= SHOWN ? shown : shown + " and " + (begun.size() - SHOWN) + " more";
    }

    private static long millis(Exchange exchange, long now) {
        return (now - exchange.arrivedAt()) / 1_000_000;
    }
}
