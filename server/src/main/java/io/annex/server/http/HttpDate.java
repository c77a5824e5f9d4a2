package io.annex.server.http;

import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The {@code Date} field (RFC 9110, section 6.6.1), formatted once a second.
 */
final class HttpDate {
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'",
            Locale.ENGLISH);

    private volatile String text = format();

    private static String format() {
        return FORMAT.format(ZonedDateTime.now(ZoneOffset.UTC));
    }

    void tick() {
        text = format();
    }

    String text() {
        return text;
    }
}
