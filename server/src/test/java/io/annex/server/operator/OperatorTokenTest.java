package io.annex.server.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperatorTokenTest {
    @TempDir
    Path data;

    @Test
    void theFirstStartMakesOneAndTheNextFindsIt() throws IOException {
        OperatorToken.Kept first = OperatorToken.in(data);
        OperatorToken.Kept second = OperatorToken.in(data);
        assertThat(second.fresh()).isEmpty();
        assertThat(second.token().is(first.fresh())).isTrue();
        assertThat(second.token().is(first.fresh() + " ")).isFalse();
        assertThat(second.token().is("")).isFalse();
        assertThat(first.toString()).doesNotContain(first.fresh());
        try (var files = Files.list(data)) {
            assertThat(files).containsExactly(data.resolve(OperatorToken.FILE));
        }
    }

    @Test
    void aFileThatOthersMayReadIsTheOwnersAloneAfterwards() throws IOException {
        OperatorToken.in(data);
        Path file = data.resolve(OperatorToken.FILE);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        OperatorToken.in(data);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "short", "fifteen-letters", "spaces are no good here", "line\nbreaks-are-no-good",
            "gr\u00fc\u00dfe-gr\u00fc\u00dfe-gr\u00fc\u00dfe"})
    void whatCannotBeATokenIsRefusedWithoutBeingShown(String text) throws IOException {
        assertThatThrownBy(() -> OperatorToken.of(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("at least 16 characters").hasMessageNotContaining(text.isEmpty() ? "?" : text);
    }
}
