package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class HostileCorpusTest {
    private static final Path PAGE = Path.of("../docs/reference/isolation.md");
    private static final Pattern SCRIPT = Pattern.compile("`((?:\\w|-)+/(?:\\w|-)+)`");

    @Test
    void thePageNamesWhatThreadModeCannotSurviveAndNothingElse() throws Exception {
        String page = Files.readString(PAGE);
        List<String> named = SCRIPT.matcher(page.substring(page.indexOf("## What thread mode cannot survive")))
                .results().map(found -> found.group(1)).sorted().toList();
        assertThat(named).containsExactlyElementsOf(HostileAddon.all().stream().filter(HostileAddon::needsProcess)
                .map(HostileAddon::toString).sorted().toList());
    }

    @Test
    void theCorpusIsLarge() {
        assertThat(HostileAddon.all()).hasSizeGreaterThan(200);
        assertThat(HostileAddon.all().stream().filter(HostileAddon::needsProcess)).hasSizeLessThan(20);
    }
}
