package io.annex.server.http;

import static io.annex.server.http.FrameClient.CANCEL;
import static io.annex.server.http.FrameClient.CONTINUATION;
import static io.annex.server.http.FrameClient.DATA;
import static io.annex.server.http.FrameClient.END_STREAM;
import static io.annex.server.http.FrameClient.GOAWAY;
import static io.annex.server.http.FrameClient.HEADERS;
import static io.annex.server.http.FrameClient.PING;
import static io.annex.server.http.FrameClient.PRIORITY;
import static io.annex.server.http.FrameClient.PROTOCOL_ERROR;
import static io.annex.server.http.FrameClient.RST_STREAM;
import static io.annex.server.http.FrameClient.SETTINGS;
import static io.annex.server.http.FrameClient.WINDOW_UPDATE;
import static org.assertj.core.api.Assertions.assertThat;

import io.annex.core.http.IncomingRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What HTTP/2 asks of frames, windows and counts, seen from a client. */
class Http2FramesTest extends FramesToAnEdge {
    private static final int PUSH_PROMISE = 5;
    private static final int UNKNOWN = 0x16;
    private static final int PADDED = 8;
    private static final int WITH_PRIORITY = 0x20;
    private static final int ACK = 1;
    private static final int END_HEADERS = 4;
    private static final int INITIAL_WINDOW = 4;

    private static final String PROTOCOL = "goaway " + PROTOCOL_ERROR;
    private static final String FLOW = "goaway 3";
    private static final String SIZE = "goaway 6";
    private static final String COMPRESSION = "goaway 9";
    private static final String CALM = "goaway 11";

    /** Frames to be sent. */
    private interface Frames {
        void send(FrameClient client) throws IOException;
    }

    private static Arguments that(String what, String end, Frames frames) {
        return Arguments.of(what, end, frames);
    }

    private static byte[] number(int... numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * numbers.length);
        for (int number : numbers) {
            bytes.putInt(number);
        }
        return bytes.array();
    }

    /** One setting (RFC 9113 section 6.5.1). */
    private static byte[] setting(int name, int value) {
        return ByteBuffer.allocate(6).putShort((short) name).putInt(value).array();
    }

    private static byte[] head() {
        return FrameClient.block(":method", "GET", ":scheme", "https", ":authority", "localhost", ":path", "/");
    }

    private static byte[] behind(byte[] first, byte... second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    static Stream<Arguments> frames() {
        return Stream.of(that("nothing", "200 GET /", client -> client.get(1, "/")),
                that("frames of a type that nobody knows", "200 GET /",
                        client -> client.frame(UNKNOWN, 0xff, 0, new byte[8]).frame(UNKNOWN, 0, 3).get(1, "/")),
                that("a setting that nobody knows", "200 GET /",
                        client -> client.frame(SETTINGS, 0, 0, setting(0xff, 1)).get(1, "/")),
                that("flags that nobody knows", "200 GET /",
                        client -> client.frame(PING, 0x16, 0, new byte[8]).get(1, "/")),
                that("priorities, also of streams that are idle", "200 GET /",
                        client -> client.frame(PRIORITY, 0, 7, behind(number(0), (byte) 15)).get(1, "/")),
                that("a head in two frames", "200 GET /",
                        client -> client.frame(HEADERS, END_STREAM, 1, Arrays.copyOf(head(), 9)).frame(CONTINUATION,
                                END_HEADERS, 1, Arrays.copyOfRange(head(), 9, head().length))),
                that("a head with padding", "200 GET /",
                        client -> client.frame(HEADERS, END_STREAM | END_HEADERS | PADDED, 1,
                                behind(behind(new byte[]{2}, head()), (byte) 0, (byte) 0))),
                that("a head with a priority", "200 GET /",
                        client -> client.frame(HEADERS, END_STREAM | END_HEADERS | WITH_PRIORITY, 1,
                                behind(behind(number(0), (byte) 15), head()))),
                that("the largest frame", "413",
                        client -> client.post(1, "/").frame(DATA, END_STREAM, 1, new byte[16 << 10])),
                that("a frame that is too large", SIZE,
                        client -> client.post(1, "/").frame(DATA, END_STREAM, 1, new byte[(16 << 10) + 1])),
                that("a head that is too large", SIZE,
                        client -> client.frame(HEADERS, END_STREAM | END_HEADERS, 1, new byte[(16 << 10) + 1])),
                that("what cannot be decompressed", COMPRESSION,
                        client -> client.frame(HEADERS, END_STREAM | END_HEADERS, 1, (byte) 0xff, (byte) 0xff,
                                (byte) 0xff, (byte) 0xff, (byte) 0xff)),
                that("a name of a table that has none", COMPRESSION,
                        client -> client.frame(HEADERS, END_STREAM | END_HEADERS, 1, (byte) 0x80)),
                that("a table that is larger than agreed", COMPRESSION,
                        client -> client.frame(HEADERS, END_STREAM | END_HEADERS, 1,
                                behind(new byte[]{0x3f, (byte) 0xff, (byte) 0xff, 0x7f}, head()))),
                that("something within a head", PROTOCOL,
                        client -> client.frame(HEADERS, END_STREAM, 1, head()).frame(PRIORITY, 0, 1, new byte[5])),
                that("another stream within a head", PROTOCOL,
                        client -> client.frame(HEADERS, END_STREAM, 1, head()).get(3, "/")),
                that("a head for stream 0", PROTOCOL,
                        client -> client.frame(HEADERS, END_STREAM | END_HEADERS, 0, head())),
                that("more padding than a head", PROTOCOL,
                        client -> client.frame(HEADERS, END_STREAM | END_HEADERS | PADDED, 1, (byte) 9, (byte) 0)),
                that("a stream that depends on itself", PROTOCOL,
                        client -> client.frame(HEADERS, END_STREAM | END_HEADERS | WITH_PRIORITY, 1,
                                behind(behind(number(1), (byte) 15), head()))),
                that("data for stream 0", PROTOCOL, client -> client.frame(DATA, END_STREAM, 0, new byte[4])),
                that("more padding than data", PROTOCOL,
                        client -> client.post(1, "/").frame(DATA, END_STREAM | PADDED, 1, (byte) 9, (byte) 0)),
                that("a priority for stream 0", PROTOCOL, client -> client.frame(PRIORITY, 0, 0, new byte[5])),
                that("a reset of stream 0", PROTOCOL, client -> client.code(RST_STREAM, 0, CANCEL)),
                that("a reset with no code", SIZE, client -> client.post(1, "/").frame(RST_STREAM, 0, 1, new byte[3])),
                that("settings of a stream", PROTOCOL, client -> client.frame(SETTINGS, 0, 1, setting(3, 1))),
                that("settings that are cut", SIZE, client -> client.frame(SETTINGS, 0, 0, new byte[3])),
                that("an acknowledgement with settings", SIZE, client -> client.frame(SETTINGS, ACK, 0, setting(3, 1))),
                that("push as a number", PROTOCOL, client -> client.frame(SETTINGS, 0, 0, setting(2, 2))),
                that("a window that is too large", FLOW,
                        client -> client.frame(SETTINGS, 0, 0, setting(INITIAL_WINDOW, Integer.MIN_VALUE))),
                that("frames that are too small", PROTOCOL, client -> client.frame(SETTINGS, 0, 0, setting(5, 16_383))),
                that("frames that are too large", PROTOCOL,
                        client -> client.frame(SETTINGS, 0, 0, setting(5, 1 << 24))),
                that("a push of a client", PROTOCOL,
                        client -> client.post(1, "/").frame(PUSH_PROMISE, END_HEADERS, 1, behind(number(2), head()))),
                that("a ping of a stream", PROTOCOL, client -> client.frame(PING, 0, 1, new byte[8])),
                that("a ping that is cut", SIZE, client -> client.frame(PING, 0, 0, new byte[6])),
                that("a farewell to a stream", PROTOCOL, client -> client.frame(GOAWAY, 0, 1, new byte[8])),
                that("a window that grows by nothing", PROTOCOL, client -> client.code(WINDOW_UPDATE, 0, 0)),
                that("a stream's window that grows by nothing", "reset 1",
                        client -> client.get(1, "/hold").code(WINDOW_UPDATE, 1, 0)),
                that("a window that grows beyond its bounds", FLOW,
                        client -> client.code(WINDOW_UPDATE, 0, Integer.MAX_VALUE)),
                that("a stream's window that does", "reset 3",
                        client -> client.get(1, "/hold").code(WINDOW_UPDATE, 1, Integer.MAX_VALUE)),
                that("a window update that is cut", SIZE, client -> client.frame(WINDOW_UPDATE, 0, 0, new byte[3])),
                that("the rest of no head", PROTOCOL,
                        client -> client.get(1, "/hold").frame(CONTINUATION, END_HEADERS, 1, head())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("frames")
    void aFrameIsTakenOrEndsWhatItIsFor(String what, String end, Frames frames) throws IOException {
        frames.send(client);
        String seen = client.end(1);
        assertThat(end.length() == 3 ? seen.substring(0, 3) : seen).as(what).isEqualTo(end);
        if (!end.startsWith("goaway")) {
            assertThat(client.get(3, "/next").end(3)).isEqualTo("200 GET /next");
        }
    }

    @Test
    void whoSpeaksNoHttpTwoIsLetGo() throws IOException {
        try (FrameClient other = new FrameClient(keys.trust(), server.port(),
                "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")) {
            assertThat(other.end(1)).isIn("closed", PROTOCOL);
        }
    }

    // ---- windows
    // ---------------------------------------------------------------------------------------------------

    @Test
    void anAnswerGoesAsFarAsItsWindow() throws IOException {
        client.frame(SETTINGS, 0, 0, setting(INITIAL_WINDOW, 3)).get(1, "/first");
        assertThat(client.dataOf(1)).isEqualTo("GET");
        client.code(WINDOW_UPDATE, 1, 2);
        assertThat(client.dataOf(1)).isEqualTo(" /");
        client.frame(SETTINGS, 0, 0, setting(INITIAL_WINDOW, 100));
        assertThat(client.dataOf(1)).isEqualTo("first");
        client.frame(SETTINGS, 0, 0, setting(INITIAL_WINDOW, 0)).get(3, "/held-up");
        client.frame(SETTINGS, 0, 0, setting(INITIAL_WINDOW, 1)).get(5, "/held-up");
        assertThat(client.dataOf(5)).isEqualTo("G");
        client.code(RST_STREAM, 3, CANCEL).code(RST_STREAM, 5, CANCEL);
        assertThat(client.code(WINDOW_UPDATE, 3, 100).said(3)).isEmpty();
    }

    @Test
    void whoSendsMoreThanItsWindowIsRefused() throws IOException {
        client.post(1, "/hold");
        IncomingRequest held = server.awaitHeld();
        // The body has to wait, so the window stays as it was.
        CompletableFuture<String> gate = new CompletableFuture<>();
        CompletableFuture
                .runAsync(() -> held.then(gate, (text, failure) -> held.answer(StubbedEdge.text(text))), held.loop())
                .join();
        String end = "";
        for (int i = 0; i < 5 && end.isEmpty(); i++) {
            client.frame(DATA, 0, 1, new byte[16 << 10]);
            end = client.said(1);
        }
        assertThat(end).isIn(FLOW, "reset 3");
        gate.complete("late");
    }

    // ---- floods
    // ----------------------------------------------------------------------------------------------------

    private String flood(int most, Frames frames) throws IOException {
        try {
            for (int i = 0; i < most; i++) {
                frames.send(client);
            }
        } catch (IOException e) {
            // It has closed.
        }
        return client.end(Integer.MAX_VALUE);
    }

    @Test
    void whoOpensStreamsToResetThemIsCutOff() throws IOException {
        int[] stream = {-1};
        assertThat(flood(300, to -> to.post(stream[0] += 2, "/hold").code(RST_STREAM, stream[0], CANCEL))).isIn(CALM,
                "closed");
    }

    @Test
    void whoMakesUsResetStreamsIsCutOff() throws IOException {
        int[] stream = {-1};
        assertThat(flood(300, to -> to.headers(stream[0] += 2, END_STREAM, ":method", "a b"))).isIn(CALM, "closed");
    }

    @Test
    void whoSendsNothingAgainAndAgainIsCutOff() throws IOException {
        client.post(1, "/");
        assertThat(flood(10, to -> to.data(1, 0, ""))).isIn(CALM, "closed");
    }

    @Test
    void aHeadHasItsBound() throws IOException {
        List<String> fields = new ArrayList<>(
                List.of(":method", "GET", ":scheme", "https", ":authority", "localhost", ":path", "/"));
        for (int i = 0; i < 40; i++) {
            fields.addAll(List.of("x-" + i, "x".repeat(1000)));
        }
        byte[] block = FrameClient.block(fields.toArray(String[]::new));
        int frame = 16 << 10;
        client.frame(HEADERS, END_STREAM, 1, Arrays.copyOf(block, frame));
        client.frame(CONTINUATION, 0, 1, Arrays.copyOfRange(block, frame, 2 * frame));
        client.frame(CONTINUATION, END_HEADERS, 1, Arrays.copyOfRange(block, 2 * frame, block.length));
        assertThat(client.end(1)).startsWith("431");
        assertThat(client.get(3, "/next").end(3)).isEqualTo("200 GET /next");
    }

    @Test
    void moreStreamsThanAgreedAreRefused() throws IOException {
        for (int i = 0; i < 100; i++) {
            client.get(2 * i + 1, "/hold");
        }
        assertThat(client.get(201, "/").end(201)).isEqualTo("reset 7");
        List<IncomingRequest> held = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            held.add(server.awaitHeld());
        }
        held.getFirst().loop().execute(() -> held.getFirst().answer(StubbedEdge.text("done")));
        assertThat(client.end(1)).isEqualTo("200 done");
        assertThat(client.get(203, "/next").end(203)).isEqualTo("200 GET /next");
    }
}
