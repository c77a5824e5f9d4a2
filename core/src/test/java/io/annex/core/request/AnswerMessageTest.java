package io.annex.core.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerMessageTest {
    private static String message(String... fields) {
        return String.join("\0", fields);
    }

    @Test
    void anAnswerIsRead() {
        AnswerMessage answer = AnswerMessage.read(message("7", "201", "a\n1\nb\n\n", "{\"n\":1}", "t", "text\0more"));
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.headers()).containsExactly("a", "1", "b", "");
        assertThat(answer.session()).isEqualTo("{\"n\":1}");
        assertThat(answer.kind()).isEqualTo('t');
        assertThat(answer.body()).isEqualTo("text\0more");
    }

    @Test
    void anAnswerWithoutAnythingIsRead() {
        AnswerMessage answer = AnswerMessage.read(message("7", "204", "", "", "-", ""));
        assertThat(answer.headers()).isEmpty();
        assertThat(answer.body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"99", "100", "101", "199", "600", "99999", "-1", "abc", ""})
    void aStatusThatIsNoneIsRefused(String status) {
        assertThatThrownBy(() -> AnswerMessage.read(message("7", status, "", "", "-", "")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb\rc\n", "a\rb\nc\n", "\nvalue\n", "a b\nvalue\n", "a:\nvalue\n", "é\nvalue\n",
            "a\nb\u0001\n", "a\nb\u007f\n"})
    void aHeaderThatWouldBreakTheAnswerIsRefused(String headers) {
        assertThatThrownBy(() -> AnswerMessage.read(message("7", "200", headers, "", "-", "")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
