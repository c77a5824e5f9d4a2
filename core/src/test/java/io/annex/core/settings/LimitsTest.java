package io.annex.core.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class LimitsTest {
    @ParameterizedTest
    @CsvSource({"cpu,500 ms,500000000", "cpu,500ms,500000000", "wall,2 min,120000000000", "load,1 h,3600000000000",
            "heap,128 MB,134217728", "heap,64 kb,65536", "body,1 GB,1073741824", "body,10,10", "queued,1000,1000"})
    void aValueIsReadAsPeopleWriteIt(String key, String text, long value) {
        Limits limits = Limits.DEFAULTS.with(Map.of(key, text));
        for (Limit limit : Limit.CORE) {
            if (limit.key().equals(key)) {
                assertThat(limits.get(limit)).isEqualTo(value);
            } else {
                assertThat(limits.get(limit)).isEqualTo(Limits.DEFAULTS.get(limit));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"cpu,-5 s", "cpu,0 s", "cpu,5", "cpu,5 weeks", "cpu,''", "heap,64 s", "heap,99999999999 GB",
            "heap,1.5 GB", "queued,many", "queued,5 s", "queued,0"})
    void aBadValueIsRefusedWithWhatWasExpected(String key, String text) {
        assertThatThrownBy(() -> Limits.DEFAULTS.with(Map.of(key, text))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("limits." + key + ": " + text + " (expected: ").hasMessageEndingWith(")");
    }

    @Test
    void anUnknownLimitIsRefusedWithTheKnownOnes() {
        assertThatThrownBy(() -> Limits.DEFAULTS.with(Map.of("cpus", "1 s"))).hasMessageStartingWith(
                "limits.cpus: unknown, did you mean 'cpu'? (expected: one of cpu, wall, streamIdle, after, heap, ");
    }

    @ParameterizedTest
    @FieldSource("io.annex.core.settings.Limit#CORE")
    void everyDefaultIsReadable(Limit limit) {
        assertThat(limit.parse(limit.defaultText()) > 0 || limit.defaultText().equals("off")).isTrue();
        assertThat(Limits.DEFAULTS.get(limit)).isEqualTo(limit.parse(limit.defaultText()));
    }
}
