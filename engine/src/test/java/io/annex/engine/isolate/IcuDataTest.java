package io.annex.engine.isolate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.ZoneId;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What V8 is told of its data and of the clock. */
class IcuDataTest {
    private static String clock(String zone) {
        return String.valueOf(IcuData.environment(Path.of("cache"), ZoneId.of(zone)).get("TZ"));
    }

    @Test
    void aTimeZoneIsToldInWordsThatIcuKnows() {
        assertThat(Stream.of("Europe/Stockholm", "UTC", "+02:00", "UTC-03", "Z", "+05:45").map(IcuDataTest::clock))
                .containsExactly("Europe/Stockholm", "UTC", "Etc/GMT-2", "Etc/GMT+3", "UTC", "<+05:45>-05:45");
    }

    @Test
    void theFolderIsAbsolute() {
        assertThat(IcuData.environment(Path.of("cache"), ZoneId.of("UTC"))).containsEntry("ICU_DATA",
                Path.of("cache").toAbsolutePath().toString());
    }
}
