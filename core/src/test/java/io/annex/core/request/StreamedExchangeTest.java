package io.annex.core.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.core.Parts;
import io.annex.core.deploy.DeployListener;
import io.annex.core.deploy.Deployments;
import io.annex.core.deploy.FakeEngine;
import io.annex.core.http.Answer;
import io.annex.core.http.FakeRequest;
import io.annex.core.http.PieceSink;
import io.annex.core.restapp.RestappStyle;
import io.annex.core.settings.AddonSettings;
import io.annex.core.source.Samples;
import io.annex.engine.Exchange;
import io.annex.engine.Stop;
import io.annex.engine.StopReason;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An answer in pieces, from the workers to the edge. */
class StreamedExchangeTest {
    @TempDir
    private Path temp;
    private final FakeEngine engine = new FakeEngine();
    private final List<String> seen = new ArrayList<>();
    private final FakeRequest request = new FakeRequest("GET", "/rest-api/app/user/1");
    private boolean room = true;

    private final PieceSink sink = new PieceSink() {
        @Override
        public boolean write(byte[] piece) {
            seen.add(new String(piece, StandardCharsets.UTF_8));
            return room;
        }

        @Override
        public void end() {
            seen.add("END");
        }

        @Override
        public void fail() {
            seen.add("FAIL");
        }
    };

    @BeforeEach
    void ask() throws Exception {
        Parts parts = new Parts(temp, engine, new RestappStyle());
        Deployments deployments = parts.deployments(name -> AddonSettings.DEFAULTS, DeployListener.NONE);
        Dispatcher dispatcher = parts.dispatcher(deployments, Map.of());
        deployments.deploy(Samples.folder(temp.resolve("app"), "app", "1"));
        dispatcher.handle(request);
    }

    private Exchange offered() {
        return engine.last().offered.getLast();
    }

    private Answer.Streamed began() {
        offered().began("1\000201\0x-a\nb\0\0s\0");
        return (Answer.Streamed) request.answer();
    }

    private void piece(String text) {
        offered().piece(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void piecesComeToTheEdgeInTheirOrderAndAsTheyCome() {
        Answer.Streamed answer = began();
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.headers()).containsExactly("x-a", "b");
        piece("early");
        answer.source().begin(sink);
        piece("late");
        assertThat(seen).containsExactly("early", "late");
        offered().answered("1\0\0\0\0.\0", null, 0);
        assertThat(seen).containsExactly("early", "late", "END");
        answer.source().closed(true);
        assertThat(engine.last().abandoned).isEmpty();
    }

    @Test
    void whatFindsNoRoomIsTakenWhenThereIsSome() {
        Answer.Streamed answer = began();
        answer.source().begin(sink);
        room = false;
        piece("x".repeat(PieceSink.WINDOW));
        assertThat(engine.last().taken).hasValue(0);
        room = true;
        answer.source().more();
        assertThat(engine.last().taken).hasValue(PieceSink.WINDOW);
    }

    @Test
    void whatWasTakenIsToldInHalvesOfTheWindow() {
        began().source().begin(sink);
        piece("x".repeat(PieceSink.WINDOW / 4));
        assertThat(engine.last().taken).hasValue(0);
        piece("x".repeat(PieceSink.WINDOW / 4));
        assertThat(engine.last().taken).hasValue(PieceSink.WINDOW / 2);
    }

    @Test
    void whatBreaksOffIsSeenByTheClientAndIsNoOtherAnswer() {
        Answer.Streamed answer = began();
        answer.source().begin(sink);
        offered().stopped(new Stop(StopReason.CPU, "too much"), 0);
        assertThat(seen).containsExactly("FAIL");
        assertThat(request.answers).hasSize(1);
    }

    @Test
    void aHandlerThatFailsAfterTheHeadBreaksItOff() {
        Answer.Streamed answer = began();
        answer.source().begin(sink);
        offered().answered("1\000500\0\0\0e\0Error: boom", null, 0);
        assertThat(seen).containsExactly("FAIL");
        assertThat(request.answers).hasSize(1);
    }

    @Test
    void whoLeavesIsTold() {
        Answer.Streamed answer = began();
        answer.source().begin(sink);
        answer.source().closed(false);
        assertThat(engine.last().abandoned).containsExactly(offered());
        piece("for nobody");
        offered().answered("1\0\0\0\0.\0", null, 0);
        assertThat(seen).isEmpty();
    }

    @Test
    void aHeadThatCannotBeSentIsAFailure() {
        offered().began("1\000200\0x a\nb\0\0s\0");
        assertThat(request.answer().status()).isEqualTo(500);
        assertThat(engine.last().abandoned).containsExactly(offered());
    }
}
