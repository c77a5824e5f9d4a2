package io.annex.engine.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class CapabilitiesTest {
    @Test
    void whatIsMissingComesWithWhatToChange() {
        assertThat(Capabilities.probe()).isNotEmpty().allSatisfy(each -> {
            assertThat(each.detail()).isNotBlank();
            assertThat(each.howToGet().isBlank()).as(each.toString()).isEqualTo(each.available());
        });
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void askingChangesNothing() throws Exception {
        var before = Files.readAllLines(Path.of("/proc/thread-self/status")).stream()
                .filter(line -> line.matches("(NoNewPrivs|Seccomp|Seccomp_filters|Cap...):.*")).toList();
        Capabilities.probe();
        assertThat(Files.readAllLines(Path.of("/proc/thread-self/status"))).hasSizeGreaterThan(20).containsAll(before);
        assertThat(before).isNotEmpty();
    }
}
