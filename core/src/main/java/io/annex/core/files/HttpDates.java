package io.annex.core.files;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Dates in header fields (RFC 9110, section 5.6.7), in seconds since 1970. */
final class HttpDates {
    private static final DateTimeFormatter PREFERRED = DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'",
            Locale.ENGLISH);
    /** The two forms that are obsolete, and must be read. */
    private static final List<DateTimeFormatter> READ = List.of(PREFERRED,
            new DateTimeFormatterBuilder().appendPattern("EEEE, dd-MMM-")
                    .appendValueReduced(ChronoField.YEAR, 2, 2, 1970).appendPattern(" HH:mm:ss 'GMT'").toFormatter(
                            Locale.ENGLISH),
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ENGLISH));

    private HttpDates() {
    }

    static String write(long seconds) {
        return PREFERRED.format(Instant.ofEpochSecond(seconds).atOffset(ZoneOffset.UTC));
    }

    /** {@code null} when it is no date; such a field counts as absent. */
    static @Nullable Long read(String text) {
        for (DateTimeFormatter form : READ) {
            try {
                return LocalDateTime.parse(text.strip(), form).toEpochSecond(ZoneOffset.UTC);
            } catch (DateTimeException e) {
                // the next form, then
            }
        }
        return null;
    }
}
