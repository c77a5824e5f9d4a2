package io.annex.core.timer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IntervalTest {
    private static List<String> times(Interval interval, String zone, String from, int count) {
        List<String> times = new ArrayList<>();
        Instant now = Instant.parse(from);
        for (int i = 0; i < count; i++) {
            now = interval.after(now, ZoneId.of(zone));
            ZonedDateTime shown = now.atZone(ZoneId.of(zone));
            times.add(shown.toLocalDateTime() + shown.getOffset().toString());
        }
        return times;
    }

    @Test
    void partsOfAnHourAreAlignedToTheClock() {
        assertThat(times(Interval.EVERY_5_MINUTES, "Europe/Stockholm", "2026-01-01T10:02:03.5Z", 2))
                .containsExactly("2026-01-01T11:05+01:00", "2026-01-01T11:10+01:00");
        assertThat(times(Interval.EVERY_15_MINUTES, "UTC", "2026-01-01T10:15:00Z", 2))
                .containsExactly("2026-01-01T10:30Z", "2026-01-01T10:45Z");
        assertThat(times(Interval.EVERY_HOUR, "Asia/Kolkata", "2026-01-01T10:00:00Z", 2))
                .containsExactly("2026-01-01T16:00+05:30", "2026-01-01T17:00+05:30");
        assertThat(times(Interval.EVERY_30_MINUTES, "Asia/Kathmandu", "2026-01-01T00:00:00Z", 2))
                .containsExactly("2026-01-01T06:00+05:45", "2026-01-01T06:30+05:45");
    }

    @Test
    void noHourIsLostOrDoubledWhereTheClockIsSet() {
        assertThat(times(Interval.EVERY_HOUR, "Europe/Stockholm", "2026-03-28T23:30:00Z", 3))
                .containsExactly("2026-03-29T01:00+01:00", "2026-03-29T03:00+02:00", "2026-03-29T04:00+02:00");
        assertThat(times(Interval.EVERY_HOUR, "Europe/Stockholm", "2026-10-24T23:30:00Z", 3))
                .containsExactly("2026-10-25T02:00+02:00", "2026-10-25T02:00+01:00", "2026-10-25T03:00+01:00");
        // There clocks are set by half an hour.
        assertThat(times(Interval.EVERY_HOUR, "Australia/Lord_Howe", "2026-10-03T14:45:00Z", 3))
                .containsExactly("2026-10-04T03:00+11:00", "2026-10-04T04:00+11:00", "2026-10-04T05:00+11:00");
        assertThat(times(Interval.EVERY_HOUR, "Australia/Lord_Howe", "2026-04-04T13:30:00Z", 3))
                .containsExactly("2026-04-05T01:00+11:00", "2026-04-05T02:00+10:30", "2026-04-05T03:00+10:30");
    }

    @Test
    void aDayBeginsOnceAtMidnight() {
        assertThat(times(Interval.EVERY_DAY, "Europe/Stockholm", "2026-03-28T12:00:00Z", 3))
                .containsExactly("2026-03-29T00:00+01:00", "2026-03-30T00:00+02:00", "2026-03-31T00:00+02:00");
        assertThat(times(Interval.EVERY_DAY, "Europe/Stockholm", "2026-10-24T12:00:00Z", 3))
                .containsExactly("2026-10-25T00:00+02:00", "2026-10-26T00:00+01:00", "2026-10-27T00:00+01:00");
    }

    @Test
    void aMidnightThatThereIsNotOrTwiceIsOne() {
        // Clocks went from 24:00 to 01:00.
        assertThat(times(Interval.EVERY_DAY, "America/Sao_Paulo", "2018-11-03T12:00:00Z", 2))
                .containsExactly("2018-11-04T01:00-02:00", "2018-11-05T00:00-02:00");
        // From 01:00 back to 00:00.
        assertThat(times(Interval.EVERY_DAY, "America/Havana", "2026-10-31T12:00:00Z", 2))
                .containsExactly("2026-11-01T00:00-04:00", "2026-11-02T00:00-05:00");
        // From 00:01 back to 23:01 of the day before.
        assertThat(times(Interval.EVERY_DAY, "America/Goose_Bay", "2010-11-06T12:00:00Z", 2))
                .containsExactly("2010-11-07T00:00-03:00", "2010-11-08T00:00-04:00");
        // Samoa had no 30th of December 2011.
        assertThat(times(Interval.EVERY_DAY, "Pacific/Apia", "2011-12-29T12:00:00Z", 2))
                .containsExactly("2011-12-31T00:00+14:00", "2012-01-01T00:00+14:00");
    }

    @Test
    void overAYearThereIsOneForEachDayAndEachHour() {
        for (String zone : List.of("Europe/Stockholm", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu",
                "America/Havana", "Africa/Cairo", "UTC")) {
            Instant end = Instant.parse("2027-01-02T00:00:00Z");
            for (Interval interval : Interval.values()) {
                int count = 0;
                for (Instant at = Instant.parse("2026-01-02T00:00:00Z"); at.isBefore(end);) {
                    Instant next = interval.after(at, ZoneId.of(zone));
                    assertThat(next).isAfter(at);
                    at = next;
                    count++;
                }
                int expected = switch (interval) {
                    case EVERY_5_MINUTES -> 105_120;
                    case EVERY_15_MINUTES -> 35_040;
                    case EVERY_30_MINUTES -> 17_520;
                    case EVERY_HOUR -> 8_760;
                    case EVERY_DAY -> 365;
                };
                assertThat(count).as(zone + interval).isBetween(expected - 1, expected + 1);
            }
        }
    }
}
