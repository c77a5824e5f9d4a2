package io.annex.server.http.bound;

import org.jspecify.annotations.Nullable;

/**
 * Whether what has been written to a connection goes out fast enough, judged
 * from looks at what waits first in its queue: {@link MeasuredPace}. Times are
 * milliseconds of any clock.
 */
public final class Outflow {
    /**
     * What counts for something that was first and has gone; how large it was is
     * not known any more.
     */
    static final int GONE = 16 << 10;

    private final PaceRule rule;
    private @Nullable MeasuredPace pace;
    private @Nullable Object first;
    private long progress;

    public Outflow(PaceRule rule) {
        this.rule = rule;
    }

    /** Nothing waits. */
    public void isEmpty() {
        pace = null;
        first = null;
    }

    /**
     * Looks at what waits.
     *
     * @param now
     *            when
     * @param waiting
     *            what is first
     * @param done
     *            how many bytes of it have gone
     * @return whether the client takes its answers fast enough
     */
    public boolean isKept(long now, Object waiting, long done) {
        MeasuredPace mine = pace;
        if (mine == null) {
            mine = new MeasuredPace(rule, now);
            pace = mine;
        } else if (waiting == first) {
            mine.moved(done - progress);
        } else {
            mine.moved(GONE + done);
        }
        first = waiting;
        progress = done;
        return mine.isKept(now);
    }
}
