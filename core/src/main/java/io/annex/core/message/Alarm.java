package io.annex.core.message;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does something at each time of a schedule, until it is closed. A clock is
 * set, and a computer sleeps, while threads wait: so it never waits for long
 * without a look at the clock, and neither runs twice nor drifts. Thread-safe.
 */
public final class Alarm implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Alarm.class);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private final String name;
    private final Schedule schedule;
    private final InstantSource clock;
    private final ScheduledExecutorService loop;
    private final Consumer<Instant> action;
    // Guarded by this object.
    private @Nullable ScheduledFuture<?> next;
    private Instant due = Instant.MIN;
    private boolean ended;

    private Alarm(String name, Schedule schedule, InstantSource clock, ScheduledExecutorService loop,
            Consumer<Instant> action) {
        this.name = name;
        this.schedule = schedule;
        this.clock = clock;
        this.loop = loop;
        this.action = action;
    }

    /**
     * Begins to wait for the first time.
     *
     * @param name
     *            what the log calls it
     * @param action
     *            gets the time that it was due at; quick
     */
    public static Alarm start(String name, Schedule schedule, InstantSource clock, ScheduledExecutorService loop,
            Consumer<Instant> action) {
        Alarm alarm = new Alarm(name, schedule, clock, loop, action);
        alarm.plan();
        return alarm;
    }

    /** When it is due next. */
    public synchronized Instant due() {
        return due;
    }

    /** Waits for the next time, counted from the one before. */
    private synchronized void plan() {
        Instant now = clock.instant();
        // The clock may have been set back a little since: no time comes twice.
        boolean justBefore = due.isAfter(now) && due.isBefore(now.plus(LONGEST_WAIT));
        due = schedule.after(justBefore ? due : now);
        await(now);
    }

    private void await(Instant now) {
        Instant look = now.plus(LONGEST_WAIT);
        Duration wait = due.isBefore(look) ? Duration.between(now, due) : LONGEST_WAIT;
        again(this::look, wait);
    }

    /** Not a moment too soon: the schedule would name the same time again. */
    private void again(Runnable what, Duration wait) {
        if (!ended) {
            next = loop.schedule(what, Math.max(1, wait.plusNanos(999_999).toMillis()), TimeUnit.MILLISECONDS);
        }
    }

    private void look() {
        try {
            Instant time = dueNow();
            if (time == null) {
                return;
            }
            action.accept(time);
        } catch (RuntimeException | Error e) {
            log.error("The timer {} failed, and goes on", name, e);
        }
        planAgain();
    }

    /** Waits on where it is not. */
    private synchronized @Nullable Instant dueNow() {
        Instant now = clock.instant();
        if (ended || !now.isBefore(due)) {
            return ended ? null : due;
        }
        Instant anew = schedule.after(now);
        if (anew.isBefore(due)) {
            // The clock was set back.
            due = anew;
        }
        await(now);
        return null;
    }

    private synchronized void planAgain() {
        try {
            plan();
        } catch (RuntimeException | Error e) {
            log.error("The timer {} is not planned: its schedule has failed, and is asked again", name, e);
            again(this::planAgain, AFTER_FAILURE);
        }
    }

    @Override
    public synchronized void close() {
        ended = true;
        if (next != null) {
            next.cancel(false);
        }
    }
}
