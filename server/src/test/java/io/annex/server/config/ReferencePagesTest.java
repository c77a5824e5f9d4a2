package io.annex.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.core.jbackend.ErrorCode;
import io.annex.core.settings.Limit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tables of the reference pages are those of the code. */
class ReferencePagesTest {
    private static final Path PAGES = Path.of("../docs/reference");

    @Test
    void theTableOfLimitsIsThatOfTheCode() throws IOException {
        assertThat(rows("limits.md", "| limit |"))
                .containsExactlyElementsOf(Limit.CORE.stream().map(limit -> "| `" + limit.key() + "` | "
                        + limit.defaultText() + " | " + limit.meaning() + " | " + limit.breach() + " |").toList());
    }

    @Test
    void theTableOfSettingsIsThatOfTheCode() throws IOException {
        List<String> rows = rows("configuration.md", "| key |");
        assertThat(rows.stream().filter(row -> row.contains("ANNEX_"))).containsExactlyElementsOf(
                Stream.of(Setting.values()).map(setting -> "| `" + setting.key() + "` | `" + setting.variable() + "` | "
                        + option(setting) + " | " + setting.defaultText() + " | " + setting.meaning() + " |").toList());
    }

    @Test
    void theTableOfErrorCodesIsThatOfTheCode() throws IOException {
        assertThat(rows("jbackend.md", "| code |")).containsExactlyElementsOf(Stream.of(ErrorCode.values())
                .map(code -> "| `" + code + "` | " + code.description() + " | " + code.meaning() + " |").toList());
    }

    private static String option(Setting setting) {
        if (setting.option().isEmpty()) {
            return "";
        }
        return '`' + (setting.isSwitch() ? "--[no-]" + setting.option().substring(2) : setting.option()) + "`";
    }

    private static List<String> rows(String page, String head) throws IOException {
        return Files.readAllLines(PAGES.resolve(page)).stream().dropWhile(line -> !line.startsWith(head)).skip(2)
                .takeWhile(line -> line.startsWith("|")).toList();
    }
}
