package io.annex.engine.isolate;

/**
 * When the guest's loop is to run next, and the clock by which it says so. Of
 * the worker's thread.
 */
final class WorkerTimer {
    private final long origin = System.nanoTime();
    private long due = Long.MAX_VALUE;
    private boolean said;
    private boolean keeps;

    /** The guest's clock, in ms. */
    double clock(long now) {
        return (now - origin) / 1e6;
    }

    /**
     * When the guest is to be called, 0 for never; negative where it would not
     * matter if the worker ended before.
     */
    void say(double at) {
        said = true;
        keeps = at > 0;
        due = at == 0 ? Long.MAX_VALUE : origin + (long) (Math.abs(at) * 1e6);
    }

    /** It is about to be called: nothing is due until it says so. */
    void fires() {
        due = Long.MAX_VALUE;
        said = false;
    }

    /** Whether the guest has said something since it was called. */
    boolean hasSaid() {
        return said;
    }

    boolean isDue(long now) {
        return due <= now;
    }

    /** Whether the worker is kept for it. */
    boolean keeps() {
        return due != Long.MAX_VALUE && keeps;
    }

    /** How long the worker may wait, of a time that it would. */
    long atMost(long nanos, long now) {
        return due == Long.MAX_VALUE ? nanos : Math.min(nanos, Math.max(0, due - now));
    }
}
