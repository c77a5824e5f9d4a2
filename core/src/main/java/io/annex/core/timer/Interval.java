package io.annex.core.timer;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Optional;
import java.util.stream.Stream;

/** How often an add-on can be woken: the timers that there are. */
public enum Interval {
    EVERY_5_MINUTES("sv:every-5-minutes", Duration.ofMinutes(5)), EVERY_15_MINUTES("sv:every-15-minutes",
            Duration.ofMinutes(15)), EVERY_30_MINUTES("sv:every-30-minutes", Duration.ofMinutes(30)), EVERY_HOUR(
                    "sv:every-hour", Duration.ofHours(1)), EVERY_DAY("sv:every-day", Duration.ofDays(1));

    private final String event;
    private final Duration period;

    Interval(String event, Duration period) {
        this.event = event;
        this.period = period;
    }

    /** The name that add-ons listen for. */
    public String event() {
        return event;
    }

    /** The one of that name. */
    public static Optional<Interval> of(String event) {
        return Stream.of(values()).filter(each -> each.event.equals(event)).findFirst();
    }

    /**
     * The first time after {@code now}, as clocks in the zone show it: full hours
     * and their parts; a day begins at midnight, or where that is passed over, at
     * what comes in its place. An hour that clocks show twice is two hours, a day
     * that has 23 or 25 is one day.
     */
    public Instant after(Instant now, ZoneId zone) {
        return this == EVERY_DAY ? nextDay(now, zone) : nextPart(now, zone.getRules());
    }

    private static Instant nextDay(Instant now, ZoneId zone) {
        LocalDate day = now.atZone(zone).toLocalDate().plusDays(1);
        Instant begins = day.atStartOfDay(zone).toInstant();
        // Where clocks go back over midnight, the day had begun before.
        return begins.isAfter(now) ? begins : day.plusDays(1).atStartOfDay(zone).toInstant();
    }

    private Instant nextPart(Instant now, ZoneRules rules) {
        ZoneOffset offset = rules.getOffset(now);
        Instant next = aligned(now.getEpochSecond(), offset, true);
        ZoneOffsetTransition change = rules.nextTransition(now);
        // Clocks that are set may show a full hour at once, or later, or sooner.
        return change == null || change.getInstant().isAfter(next)
                ? next
                : aligned(change.getInstant().getEpochSecond(), change.getOffsetAfter(), false);
    }

    private Instant aligned(long second, ZoneOffset offset, boolean after) {
        long step = period.toSeconds();
        long local = second + offset.getTotalSeconds();
        long past = Math.floorMod(local, step);
        return Instant.ofEpochSecond(past == 0 && !after ? second : second - past + step);
    }
}
