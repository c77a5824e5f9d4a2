package io.annex.engine.local;

import java.text.ParsePosition;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.chrono.IsoChronology;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.FormatStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Points in time as texts, and back. */
final class Dates {
    private static final int LONGEST_PATTERN = 200;
    /**
     * Days since 1970 of the first and last year with four digits and some more.
     */
    private static final long MOST_MILLIS = 8_640_000_000_000_000L;

    private Dates() {
    }

    /** {@code millis \0 zone \0 locale \0 pattern}. */
    static String format(Argument argument) throws LocalFailure {
        List<String> fields = argument.fields(4);
        return formatter(fields.get(3), fields.get(2)).format(at(fields.get(0), fields.get(1)));
    }

    /**
     * {@code zone \0 locale \0 pattern \0 text}: ms since 1970. As Java's older
     * formats have it, what follows the date in the text is not looked at.
     */
    static String parse(Argument argument) throws LocalFailure {
        List<String> fields = argument.fields(4);
        TemporalAccessor found = formatter(fields.get(2), fields.get(1)).parse(fields.get(3).strip(),
                new ParsePosition(0));
        LocalDate date = found.query(TemporalQueries.localDate());
        LocalTime time = found.query(TemporalQueries.localTime());
        ZoneId zone = found.query(TemporalQueries.zone());
        ZonedDateTime at = ZonedDateTime.of(date == null ? date(found) : date, time == null ? time(found) : time,
                zone == null ? zone(fields.get(0)) : zone);
        return Long.toString(at.toInstant().toEpochMilli());
    }

    /** What a pattern has no letters for is as at the beginning of 1970. */
    private static LocalDate date(TemporalAccessor found) {
        return LocalDate.of(value(found, ChronoField.YEAR, 1970), value(found, ChronoField.MONTH_OF_YEAR, 1),
                value(found, ChronoField.DAY_OF_MONTH, 1));
    }

    private static LocalTime time(TemporalAccessor found) {
        int hour = value(found, ChronoField.HOUR_OF_DAY, value(found, ChronoField.HOUR_OF_AMPM, 0));
        return LocalTime.of(hour, value(found, ChronoField.MINUTE_OF_HOUR, 0),
                value(found, ChronoField.SECOND_OF_MINUTE, 0));
    }

    private static int value(TemporalAccessor found, ChronoField field, int otherwise) {
        return found.isSupported(field) ? found.get(field) : otherwise;
    }

    /**
     * {@code millis \0 zone}: year, month, day, hour, minute, second, ms, day of
     * the week (1 is Monday), day of the year, and ms that the zone is ahead of
     * UTC, then the zone's name, separated by commas.
     */
    static String fields(Argument argument) throws LocalFailure {
        List<String> fields = argument.fields(2);
        ZonedDateTime at = at(fields.get(0), fields.get(1));
        return Stream
                .of(at.getYear(), at.getMonthValue(), at.getDayOfMonth(), at.getHour(), at.getMinute(), at.getSecond(),
                        at.getNano() / 1_000_000, at.getDayOfWeek().getValue(), at.getDayOfYear(),
                        at.getOffset().getTotalSeconds() * 1000, at.getZone().getId())
                .map(Object::toString).collect(Collectors.joining(","));
    }

    /**
     * {@code zone \0 year \0 month \0 day \0 hour \0 minute \0 second \0 ms}, each
     * of which may be more or less than there are, as calendars count on: ms since
     * 1970.
     */
    static String millis(Argument argument) throws LocalFailure {
        List<String> fields = argument.fields(8);
        long[] numbers = new long[7];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Argument.number("field " + (i + 1), fields.get(i + 1));
        }
        if (Math.abs(numbers[0]) > 300_000) {
            throw new LocalFailure("year: %d (expected: -300000 to 300000)".formatted(numbers[0]));
        }
        ZonedDateTime at = LocalDate.of((int) numbers[0], 1, 1).atStartOfDay().plusMonths(bounded(numbers[1]) - 1)
                .plusDays(bounded(numbers[2]) - 1).plusHours(bounded(numbers[3])).plusMinutes(bounded(numbers[4]))
                .plusSeconds(bounded(numbers[5])).plusNanos(bounded(numbers[6]) * 1_000_000)
                .atZone(zone(fields.get(0)));
        return Long.toString(at.toInstant().toEpochMilli());
    }

    private static long bounded(long number) throws LocalFailure {
        if (Math.abs(number) > 1_000_000_000) {
            throw new LocalFailure("field: %d (expected: at most 1000000000)".formatted(number));
        }
        return number;
    }

    /**
     * {@code locale \0 style}: the pattern of dates, and of times if it says so.
     */
    static String pattern(Argument argument) throws LocalFailure {
        List<String> fields = argument.fields(2);
        return DateTimeFormatterBuilder.getLocalizedDateTimePattern(FormatStyle.SHORT,
                fields.get(1).equals("time") ? FormatStyle.SHORT : null, IsoChronology.INSTANCE,
                Locales.locale(fields.get(0)));
    }

    private static DateTimeFormatter formatter(String pattern, String locale) throws LocalFailure {
        if (pattern.length() > LONGEST_PATTERN) {
            throw new LocalFailure(
                    "pattern: %d characters (expected: at most %d)".formatted(pattern.length(), LONGEST_PATTERN));
        }
        try {
            return new DateTimeFormatterBuilder().parseCaseInsensitive().parseLenient().appendPattern(pattern)
                    .toFormatter(Locales.locale(locale));
        } catch (IllegalArgumentException e) {
            throw new LocalFailure("pattern: %s (expected: letters of java.time's DateTimeFormatter; %s)"
                    .formatted(Argument.shown(pattern), e.getMessage()));
        }
    }

    private static ZonedDateTime at(String millis, String zone) throws LocalFailure {
        long number = Argument.number("date", millis);
        if (Math.abs(number) > MOST_MILLIS) {
            throw new LocalFailure("date: %s (expected: a date that JavaScript has)".formatted(millis));
        }
        return Instant.ofEpochMilli(number).atZone(zone(zone));
    }

    private static ZoneId zone(String name) throws LocalFailure {
        try {
            return name.isEmpty() ? ZoneId.systemDefault() : ZoneId.of(name);
        } catch (DateTimeException e) {
            throw new LocalFailure(
                    "time zone: %s (expected: such as 'Europe/Stockholm')".formatted(Argument.shown(name)));
        }
    }
}
