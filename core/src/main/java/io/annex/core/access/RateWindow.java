package io.annex.core.access;

import java.util.ArrayDeque;

/**
 * Counts what was let through within the last period, which slides: there is no
 * moment of a reset at which twice as many pass. In no period pass more than
 * may.
 *
 * <p>
 * Those that came within a hundredth of the period are kept as one, which
 * leaves when the last of them does; so a window has a bounded size, and a
 * place is free at most that much later than it could be. Rejected: windows
 * that begin anew (twice as many pass around their ends) and leaky buckets (as
 * many again pass while the first ones leak). Thread-safe.
 */
final class RateWindow {
    private static final int PARTS = 100;

    private static final class Part {
        private final long first;
        private long last;
        private long count;

        Part(long now) {
            first = now;
        }
    }

    private final Rate rate;
    private final long period;
    // Guarded by this object.
    private final ArrayDeque<Part> parts = new ArrayDeque<>(2);
    private long count;

    RateWindow(Rate rate) {
        this.rate = rate;
        this.period = rate.per().toNanos();
    }

    /**
     * Lets one through.
     *
     * @return 0, or for how many nanoseconds none will be
     */
    synchronized long take(long now) {
        for (Part oldest = parts.peek(); oldest != null && now - oldest.last >= period; oldest = parts.peek()) {
            count -= oldest.count;
            parts.remove();
        }
        Part newest = parts.peekLast();
        if (count >= rate.most()) {
            Part oldest = parts.element();
            return Math.max(1, period - (now - oldest.last));
        }
        if (newest == null || now - newest.first > period / PARTS) {
            newest = new Part(now);
            parts.add(newest);
        }
        // Another thread may have read its clock later and come first.
        newest.last = newest.count == 0 || now - newest.last > 0 ? now : newest.last;
        newest.count++;
        count++;
        return 0;
    }

    /** The last that was let through was not, after all. */
    synchronized void giveBack() {
        Part newest = parts.peekLast();
        if (newest != null) {
            newest.count--;
            count--;
            if (newest.count == 0) {
                parts.removeLast();
            }
        }
    }
}
