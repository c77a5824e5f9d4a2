package io.annex.engine.cell;

import java.time.Duration;
import java.util.ArrayDeque;

/**
 * When a program whose cells die may have another one.
 *
 * <h2>The rule</h2> So many deaths within a minute are borne, one after the
 * other, and the next cell is there at once. The last of them suspends the
 * program for a second. Then it is on trial for a minute: it serves, and a
 * single death suspends it again, for twice as long as the last time, at most
 * for a minute. A trial without a death ends the story.
 *
 * <p>
 * So what was broken by something that went away serves again by itself, what
 * stays broken costs a start a minute, and nobody who can kill a cell takes an
 * add-on out of service for good. Rejected: to wait for an operator, as that is
 * what an attacker would want.
 *
 * <p>
 * Times are {@link System#nanoTime}'s. For one thread at a time.
 */
final class Suspension {
    static final Duration FIRST = Duration.ofSeconds(1);
    static final Duration LONGEST = Duration.ofMinutes(1);
    /** Deaths before that are forgotten, and so long is a trial. */
    static final Duration MEMORY = Duration.ofMinutes(1);

    private final int most;
    private final ArrayDeque<Long> deaths = new ArrayDeque<>();
    /** The last pause; zero where there is none to remember. */
    private Duration pause = Duration.ZERO;
    private long until;
    private boolean on;

    /**
     * @param most
     *            how many deaths within a minute suspend it
     */
    Suspension(int most) {
        this.most = most;
    }

    /**
     * A cell has died.
     *
     * @return whether the program is suspended now
     */
    boolean died(long now) {
        if (onTrial(now)) {
            suspend(now, pause.multipliedBy(2));
            return true;
        }
        pause = Duration.ZERO;
        deaths.add(now);
        while (now - deaths.element() > MEMORY.toNanos()) {
            deaths.remove();
        }
        if (deaths.size() >= most) {
            suspend(now, FIRST);
        }
        return on;
    }

    private boolean onTrial(long now) {
        return !pause.isZero() && now - until <= MEMORY.toNanos();
    }

    private void suspend(long now, Duration next) {
        deaths.clear();
        pause = next.compareTo(LONGEST) > 0 ? LONGEST : next;
        until = now + pause.toNanos();
        on = true;
    }

    /** How long it lasts from its beginning to its end. */
    Duration pause() {
        return pause;
    }

    boolean isOn() {
        return on;
    }

    /** How long it still lasts; zero where it is over. */
    Duration left(long now) {
        return on && until - now > 0 ? Duration.ofNanos(until - now) : Duration.ZERO;
    }

    /**
     * Ends the pause when its time has come.
     *
     * @return whether that was now
     */
    boolean endWhenOver(long now) {
        if (!on || until - now > 0) {
            return false;
        }
        on = false;
        return true;
    }

    /** Ends it and forgets everything: an operator has seen to what was wrong. */
    void forget() {
        on = false;
        pause = Duration.ZERO;
        deaths.clear();
    }
}
