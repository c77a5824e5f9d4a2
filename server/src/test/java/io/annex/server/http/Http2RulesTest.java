package io.annex.server.http;

import static io.annex.server.http.FrameClient.CANCEL;
import static io.annex.server.http.FrameClient.CONTINUATION;
import static io.annex.server.http.FrameClient.END_STREAM;
import static io.annex.server.http.FrameClient.PRIORITY;
import static io.annex.server.http.FrameClient.PROTOCOL_ERROR;
import static io.annex.server.http.FrameClient.RST_STREAM;
import static io.annex.server.http.FrameClient.STREAM_CLOSED;
import static io.annex.server.http.FrameClient.WINDOW_UPDATE;
import static org.assertj.core.api.Assertions.assertThat;

import io.annex.core.http.IncomingRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is refused of HTTP/2, frame by frame, and how much ends with it. */
class Http2RulesTest extends FramesToAnEdge {
    private static final String MALFORMED = "reset " + PROTOCOL_ERROR;
    private static final String LATE = "reset " + STREAM_CLOSED;

    // ---- heads
    // -----------------------------------------------------------------------------------------------------

    private static final Map<String, String> FIELDS = Map.of(":method", "GET", ":scheme", "https", ":authority",
            "localhost", ":path", "/");

    /**
     * A head in which some pseudo-headers are different, or gone, and more follows.
     */
    private static String[] head(Map<String, String> changed, String... more) {
        List<String> fields = new ArrayList<>();
        for (String name : List.of(":method", ":scheme", ":authority", ":path")) {
            String value = changed.getOrDefault(name, FIELDS.get(name));
            if (!value.equals("-")) {
                fields.addAll(List.of(name, value));
            }
        }
        fields.addAll(List.of(more));
        return fields.toArray(String[]::new);
    }

    private static Arguments refused(String what, String end, Map<String, String> changed, String... more) {
        return Arguments.of(what, end, head(changed, more));
    }

    private static Arguments malformed(String what, Map<String, String> changed, String... more) {
        return refused(what, MALFORMED, changed, more);
    }

    static Stream<Arguments> heads() {
        Map<String, String> same = Map.of();
        Map<String, String> connect = Map.of(":method", "CONNECT", ":scheme", "-", ":path", "-");
        return Stream.of(refused("nothing", "200 GET /", same),
                refused("host alone", "200 GET /", Map.of(":authority", "-"), "host", "localhost"),
                refused("host as :authority", "200 GET /", same, "host", "LOCALHOST"),
                refused("white space within a value", "200 GET /", same, "x-a", "a \t b"),
                refused("an empty value", "200 GET /", same, "x-a", ""),
                refused("te: trailers", "200 GET /", same, "te", "trailers"),
                refused("another scheme", "200 GET /", Map.of(":scheme", "http+x")),
                malformed("no method", Map.of(":method", "-")), malformed("an empty method", Map.of(":method", "")),
                malformed("a method with a space", Map.of(":method", "GET /x")),
                malformed("a method with a line end", Map.of(":method", "GET\r\n")),
                malformed("two methods", same, ":method", "GET"), malformed("no scheme", Map.of(":scheme", "-")),
                malformed("a scheme with a line end", Map.of(":scheme", "https\r\nx: y")),
                malformed("an empty scheme", Map.of(":scheme", "")), malformed("no path", Map.of(":path", "-")),
                malformed("an empty path", Map.of(":path", "")),
                malformed("an absolute path", Map.of(":path", "https://elsewhere.example.org/")),
                malformed("a path without a slash", Map.of(":path", "x")),
                malformed("an asterisk, but for OPTIONS", Map.of(":path", "*")),
                malformed("no authority", Map.of(":authority", "-")),
                malformed("an empty authority", Map.of(":authority", "")),
                malformed("an empty authority, and host", Map.of(":authority", ""), "host", "localhost"),
                malformed("an empty host", Map.of(":authority", "-"), "host", ""),
                malformed("host against :authority", same, "host", "elsewhere.example.org"),
                malformed("another port in host", same, "host", "localhost:81"),
                malformed("two hosts", same, "host", "localhost", "host", "localhost"),
                malformed("two hosts alone", Map.of(":authority", "-"), "host", "localhost", "host", "localhost"),
                malformed("CONNECT with a path", Map.of(":method", "CONNECT", ":scheme", "-")),
                malformed("CONNECT with a scheme", Map.of(":method", "CONNECT", ":path", "-")),
                malformed("CONNECT to nowhere",
                        Map.of(":method", "CONNECT", ":scheme", "-", ":path", "-", ":authority", "-")),
                refused("CONNECT", "400", connect), malformed("a space before a value", same, "x-a", " a"),
                malformed("a tab behind a value", same, "x-a", "a\t"),
                malformed("a space as a value", same, "x-a", " "),
                malformed("a line end in a value", same, "x-a", "a\r\nb: c"),
                malformed("a zero in a value", same, "x-a", "a\0b"), malformed("a bell", same, "x-a", "a\7b"),
                malformed("a space in a name", same, "x a", "b"), malformed("a colon in a name", same, "x:a", "b"),
                malformed("a capital letter in a name", same, "X-a", "b"), malformed("no name", same, "", "b"),
                malformed("a pseudo-header behind a field", same, "x-a", "b", ":path", "/"),
                malformed("a pseudo-header of an answer", same, ":status", "200"),
                malformed("an unknown pseudo-header", same, ":protocol", "x"),
                malformed("connection", same, "connection", "close"),
                malformed("transfer-encoding", same, "transfer-encoding", "chunked"),
                malformed("te: gzip", same, "te", "gzip"),
                malformed("two lengths", same, "content-length", "0", "content-length", "1"),
                malformed("a length that is none", same, "content-length", "-1"),
                malformed("a length, and no data", same, "content-length", "3"),
                refused("a path trick", "400", Map.of(":path", "/a/%2e%2e/b")),
                refused("no host", "400", Map.of(":authority", "a@b")));
    }

    /** A head that is refused ends its stream alone. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("heads")
    void aHeadIsAnsweredOrEndsItsStream(String what, String end, String[] fields) throws IOException {
        client.headers(1, END_STREAM, fields);
        String seen = client.end(1);
        assertThat(end.length() == 3 ? seen.substring(0, 3) : seen).as(what).isEqualTo(end);
        assertThat(client.get(3, "/next").end(3)).isEqualTo("200 GET /next");
        assertThat(server.targets).doesNotContain("https://elsewhere.example.org/");
    }

    // ---- bodies
    // ----------------------------------------------------------------------------------------------------

    @Test
    void aBodyHasTheLengthThatItSays() throws IOException {
        assertThat(client.post(1, "/", "content-length", "4").data(1, 0, "te").data(1, END_STREAM, "st").end(1))
                .isEqualTo("200 body 4");
        assertThat(client.post(3, "/", "content-length", "4").data(3, END_STREAM, "tes").end(3)).isEqualTo(MALFORMED);
        assertThat(client.post(5, "/", "content-length", "4").data(5, END_STREAM, "tests").end(5)).isEqualTo(MALFORMED);
        assertThat(client.post(7, "/").data(7, 0, "te").headers(7, END_STREAM, "x-trailer", "a").end(7))
                .isEqualTo("200 body 2");
        assertThat(client.post(9, "/").data(9, 0, "te").headers(9, END_STREAM, "x-trailer", "a\r\nb").end(9))
                .isEqualTo(MALFORMED);
        assertThat(client.post(11, "/").data(11, 0, "te").headers(11, END_STREAM, ":path", "/").end(11))
                .isEqualTo(MALFORMED);
        assertThat(client.post(13, "/").data(13, 0, "te").headers(13, 0, "x-no", "end").end(13)).isEqualTo(MALFORMED);
        assertThat(client.get(15, "/next").end(15)).isEqualTo("200 GET /next");
    }

    // ---- streams
    // ---------------------------------------------------------------------------------------------------

    @Test
    void whatFollowsTheLastFrameOfARequestEndsItsStream() throws IOException {
        client.get(1, "/hold");
        server.awaitHeld();
        assertThat(client.get(1, "/").end(1)).isEqualTo(LATE);
        client.get(3, "/hold");
        server.awaitHeld();
        assertThat(client.post(3, "/").end(3)).isEqualTo(LATE);
        client.get(5, "/hold");
        IncomingRequest late = server.awaitHeld();
        assertThat(client.data(5, END_STREAM, "test").end(5)).isEqualTo(LATE);
        late.loop().execute(() -> late.answer(StubbedEdge.text("nobody hears it")));
        assertThat(client.get(7, "/next").end(7)).isEqualTo("200 GET /next");
    }

    @Test
    void whatFollowsAResetOfTheClientIsAnErrorOfTheStream() throws IOException {
        assertThat(client.post(1, "/").code(RST_STREAM, 1, CANCEL).data(1, END_STREAM, "test").end(1)).isEqualTo(LATE);
        assertThat(client.post(3, "/").code(RST_STREAM, 3, CANCEL).get(3, "/").end(3)).isEqualTo(LATE);
        client.post(5, "/").code(RST_STREAM, 5, CANCEL).code(WINDOW_UPDATE, 5, 100).code(RST_STREAM, 5, CANCEL);
        assertThat(client.frame(PRIORITY, 0, 5, new byte[5]).said(5)).isEmpty();
        assertThat(client.get(7, "/next").end(7)).isEqualTo("200 GET /next");
    }

    @Test
    void whatFollowsAResetOfOursIsThrownAway() throws IOException {
        assertThat(client.headers(1, 0, head(Map.of(":method", "a b"))).end(1)).isEqualTo(MALFORMED);
        assertThat(client.data(1, 0, "more").headers(1, END_STREAM, "x-trailer", "a").said(1)).isEmpty();
        // What is thrown away leaves the window of the connection as it was.
        String piece = "x".repeat(16 << 10);
        for (int stream = 3; stream < 23; stream += 2) {
            client.headers(stream, 0, head(Map.of(":method", "a b"))).data(stream, END_STREAM, piece);
        }
        assertThat(client.said(21)).isEqualTo(MALFORMED);
        assertThat(client.post(23, "/").data(23, END_STREAM, "x".repeat(1000)).end(23)).isEqualTo("200 body 1000");
    }

    @Test
    void whatFollowsTheLastFrameOfBothEndsTheConnection() throws IOException {
        assertThat(client.get(1, "/").end(1)).isEqualTo("200 GET /");
        client.code(WINDOW_UPDATE, 1, 100).code(RST_STREAM, 1, CANCEL);
        assertThat(client.frame(PRIORITY, 0, 1, new byte[5]).said(1)).isEmpty();
        assertThat(client.get(1, "/").end(1)).isEqualTo("goaway " + STREAM_CLOSED);
        try (FrameClient other = new FrameClient(keys.trust(), server.port())) {
            assertThat(other.get(1, "/").end(1)).isEqualTo("200 GET /");
            assertThat(other.data(1, END_STREAM, "test").end(1)).isEqualTo("goaway " + STREAM_CLOSED);
        }
    }

    static Stream<Arguments> identifiers() {
        return Stream.of(Arguments.of("an even one", List.of(2)),
                Arguments.of("one below one that is open", List.of(5, 3)),
                Arguments.of("one below several", List.of(1, 7, 9, 21, 5)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("identifiers")
    void anIdentifierOutOfOrderEndsTheConnection(String what, List<Integer> streams) throws IOException {
        for (int stream : streams) {
            client.get(stream, "/");
        }
        assertThat(client.end(streams.getLast())).as(what).isEqualTo("goaway " + PROTOCOL_ERROR);
    }

    @Test
    void whatCannotComeOnAStreamThatWasNeverOpenedEndsTheConnection() throws IOException {
        assertThat(client.data(1, END_STREAM, "test").end(1)).isEqualTo("goaway " + PROTOCOL_ERROR);
        for (int type : List.of(RST_STREAM, WINDOW_UPDATE, CONTINUATION)) {
            try (FrameClient other = new FrameClient(keys.trust(), server.port())) {
                assertThat(other.code(type, 1, CANCEL).end(1)).as("type %d", type)
                        .isEqualTo("goaway " + PROTOCOL_ERROR);
            }
        }
        try (FrameClient other = new FrameClient(keys.trust(), server.port())) {
            assertThat(other.get(5, "/hold").data(3, END_STREAM, "test").end(3)).isEqualTo("goaway " + PROTOCOL_ERROR);
            server.awaitHeld();
        }
    }

    /** What closed long ago is not known any more. */
    @Test
    void afterManyStreamsTheFirstIsForgotten() throws IOException {
        for (int stream = 1; stream < 401; stream += 2) {
            assertThat(client.get(stream, "/").end(stream)).isEqualTo("200 GET /");
        }
        assertThat(client.get(399, "/").end(399)).isEqualTo("goaway " + STREAM_CLOSED);
        try (FrameClient other = new FrameClient(keys.trust(), server.port())) {
            for (int stream = 1; stream < 401; stream += 2) {
                other.get(stream, "/").end(stream);
            }
            assertThat(other.get(1, "/").end(1)).isEqualTo(LATE);
            assertThat(other.get(401, "/next").end(401)).isEqualTo("200 GET /next");
        }
    }
}
