package io.annex.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.core.Annex;
import io.annex.core.jbackend.ErrorCode;
import io.annex.core.settings.Limit;
import io.annex.core.settings.ServiceDeclarations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tables of the reference pages are those of the code. */
class ReferencePagesTest {
    private static final ServiceDeclarations DECLARED = Annex.declarations(List.of());
    private static final Path PAGES = Path.of("../docs/reference");

    @Test
    void theTableOfLimitsIsThatOfTheCode() throws IOException {
        assertThat(rows("limits.md", "| limit |")).containsExactlyElementsOf(
                Stream.concat(Limit.CORE.stream(), DECLARED.limits().stream()).map(limit -> "| `" + limit.key() + "` | "
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
    void theTableOfServicesSettingsIsThatOfTheServices() throws IOException {
        assertThat(rows("configuration.md", "| key of a service |"))
                .containsExactlyElementsOf(DECLARED.settings().stream().map(setting -> "| `" + setting.path() + "` | "
                        + setting.defaultText() + " | " + setting.meaning() + " |").toList());
    }

    @Test
    void theTableOfServicesGrantsIsThatOfTheServices() throws IOException {
        assertThat(rows("grants.md", "| grant of a service |")).containsExactlyElementsOf(DECLARED.grants().stream()
                .map(grant -> "| `" + grant.name() + "` | `" + grant.form() + "` | " + grant.meaning() + " |")
                .toList());
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
