package io.annex.server.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.annex.core.grant.Grants;
import io.annex.core.grant.HostGrant;
import io.annex.core.outbound.Outbound.Call;
import io.annex.core.outbound.Outbound.Client;
import io.annex.core.outbound.OutboundFailure;
import io.annex.core.outbound.OutboundRequest;
import io.annex.core.settings.Limits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a guest library that an add-on has taken over could ask for, past any
 * parser of URLs.
 */
class HttpOutboundTest {
    private static final HttpOutbound OUTBOUND = HttpOutbound.open();
    private static Client client;
    private static ServerSocket listening;

    @BeforeAll
    static void open() throws IOException {
        client = OUTBOUND.open("app", Limits.DEFAULTS);
        listening = new ServerSocket(0, 10, InetAddress.ofLiteral("127.0.0.1"));
    }

    @AfterAll
    static void close() throws IOException {
        client.close();
        OUTBOUND.close();
        listening.close();
    }

    private static OutboundFailure failure(String method, String host, String target, List<String> headers) {
        Call call = client.call(new OutboundRequest(method, false, host, listening.getLocalPort(), target, headers, 0,
                Duration.ofSeconds(5), ""), Grants.DEFAULTS);
        call.write(new byte[0], true);
        Throwable thrown = catchThrowable(() -> call.head().toCompletableFuture().join());
        assertThat(thrown).isInstanceOf(CompletionException.class).hasCauseInstanceOf(OutboundFailure.class);
        return (OutboundFailure) thrown.getCause();
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1", "127.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "127.0.0.1.", "localhost",
            "localhost.", "0", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]",
            "[0000:0000:0000:0000:0000:0000:0000:0001]", "[::]"})
    void noNotationOfThisMachineIsConnectedTo(String host) {
        OutboundFailure failure = failure("GET", host, "/", List.of());
        assertThat(failure.kind()).isIn(OutboundFailure.Kind.REFUSED, OutboundFailure.Kind.INVALID,
                OutboundFailure.Kind.NOT_FOUND);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a/b", "a@b", "a:80", "[::1", "::1", "[fe80::1%lo]", "[::1]x", "a\r\nb", "ä",
            "a%2eb", "a\\b", "a?b", "a#b"})
    void aHostThatIsNoneIsRefused(String host) {
        assertThat(failure("GET", host, "/", List.of()).kind()).isEqualTo(OutboundFailure.Kind.INVALID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "/a b", "/a\r\nHost: b", "/a\tb", "/ä", "http://b/"})
    void aTargetThatSplitsTheRequestIsRefused(String target) {
        assertThat(failure("GET", "127.0.0.1", target, List.of()).kind()).isEqualTo(OutboundFailure.Kind.INVALID);
    }

    @ParameterizedTest
    @CsvSource({"Host, b", "content-length, 5", "Transfer-Encoding, chunked", "connection, close", "a b, c", "'', c",
            "a, 'b\r\nc: d'", "upgrade, h2c", "te, trailers", "a, \u0100"})
    void aHeaderThatFramesTheMessageIsRefused(String name, String value) {
        assertThat(failure("GET", "127.0.0.1", "/", List.of(name, value)).kind())
                .isEqualTo(OutboundFailure.Kind.INVALID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONNECT", "TRACE", "trace", "G ET", "GET / HTTP/1.1\r\n\r\nGET", ""})
    void aMethodThatIsNoneOfAResourceIsRefused(String method) {
        assertThat(failure(method, "127.0.0.1", "/", List.of()).kind()).isEqualTo(OutboundFailure.Kind.INVALID);
    }

    @Test
    void aPortOfAnotherProtocolNeedsAGrantOfItsOwn() {
        Grants mail = Grants.DEFAULTS.with(HostGrant.parse("mail.example:25"));
        assertThat(mail.refusesPort("mail.example", 25, "app")).isNull();
        assertThat(mail.refusesPort("other.example", 25, "app"))
                .contains("add 'hosts: [other.example:25]' under addons.app.grants");
        assertThat(Grants.DEFAULTS.with(HostGrant.parse("mail.example")).refusesPort("mail.example", 25, "app"))
                .isNotNull();
    }

    @Test
    void nothingHasConnected() throws IOException {
        listening.setSoTimeout(1);
        assertThat(catchThrowable(listening::accept)).isInstanceOf(java.net.SocketTimeoutException.class);
    }
}
