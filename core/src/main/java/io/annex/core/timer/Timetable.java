package io.annex.core.timer;

import java.time.Instant;
import java.time.ZoneId;

/** When timers are due. */
@FunctionalInterface
public interface Timetable {
    /** The first time after {@code now}. */
    Instant after(Interval interval, Instant now);

    /** As clocks in a zone show it. */
    static Timetable in(ZoneId zone) {
        return (interval, now) -> interval.after(now, zone);
    }
}
