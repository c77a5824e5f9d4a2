package io.annex.server;

import io.annex.core.timer.Interval;
import io.annex.core.timer.Timetable;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/** When timers are due. */
final class Timetables {
    /**
     * For tests of several servers, which cannot wait for minutes: how often the
     * shortest timer is due, e.g. {@code PT2S}.
     */
    private static final String STEP = "annex.timers.step";

    private Timetables() {
    }

    static Timetable in(ZoneId zone) {
        Timetable real = Timetable.in(zone);
        String step = System.getProperty(STEP, "");
        if (step.isEmpty()) {
            return real;
        }
        long millis = Duration.parse(step).toMillis();
        return (interval, now) -> interval == Interval.EVERY_5_MINUTES
                ? Instant.ofEpochMilli((now.toEpochMilli() / millis + 1) * millis)
                : real.after(interval, now);
    }
}
