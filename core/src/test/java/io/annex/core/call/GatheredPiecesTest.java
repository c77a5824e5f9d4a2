package io.annex.core.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.core.http.Answer;
import io.annex.core.http.PieceSink;
import io.annex.core.http.PieceSource;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GatheredPiecesTest {
    private final List<Boolean> closed = new ArrayList<>();
    private final List<Answer> answers = new ArrayList<>();
    private final GatheredPieces gathered = new GatheredPieces(
            new Answer.Streamed(201, List.of("x-a", "b"), new PieceSource() {
                @Override
                public void begin(PieceSink sink) {
                    throw new AssertionError("begun by who asks");
                }

                @Override
                public void more() {
                    throw new AssertionError("there is always room");
                }

                @Override
                public void closed(boolean whole) {
                    closed.add(whole);
                }
            }), answers::add);

    private boolean write(String text) {
        return gathered.write(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theAnswerIsWholeAtItsEnd() {
        assertThat(write("one ")).isTrue();
        assertThat(write("two")).isTrue();
        assertThat(answers).isEmpty();
        gathered.end();
        assertThat(answers).singleElement().isInstanceOfSatisfying(Answer.Bytes.class, bytes -> {
            assertThat(bytes.status()).isEqualTo(201);
            assertThat(bytes.headers()).containsExactly("x-a", "b");
            assertThat(new String(bytes.body(), StandardCharsets.UTF_8)).isEqualTo("one two");
        });
        assertThat(closed).containsExactly(true);
    }

    @Test
    void oneThatBreaksOffIsAFailure() {
        write("a part");
        gathered.fail();
        gathered.end();
        assertThat(answers).singleElement().extracting(Answer::status).isEqualTo(500);
        assertThat(closed).containsExactly(false);
    }

    @Test
    void nobodyIsAnsweredWhoHasLeft() {
        write("a part");
        gathered.gone();
        assertThat(write("more")).isFalse();
        gathered.end();
        assertThat(answers).isEmpty();
        assertThat(closed).containsExactly(false);
    }
}
