package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.testing.Waiting;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Cryptography that takes too long ends with its exchange's CPU time, and what
 * would take too much is refused by name. Neither costs a cell or a worker that
 * cannot be interrupted: the next request is answered as ever.
 */
class CryptoBoundsIT {
    private static final Path ADDON = Path.of("src/test/addons/crypto-bounds").toAbsolutePath();

    @TempDir
    private static Path folder;
    private static RunningServer server;

    /** The same add-on twice: one with as much CPU time as it takes. */
    @BeforeAll
    static void start() throws IOException {
        Path limited = Files.createDirectory(folder.resolve("crypto-bounds-cpu"));
        Files.copy(ADDON.resolve("index.js"), limited.resolve("index.js"));
        Files.writeString(limited.resolve("manifest.json"),
                "{\"id\": \"crypto-bounds-cpu\", \"version\": \"1\", \"type\": \"rest\"}");
        server = RunningServer.startIn("""
                limits: {cpu: 30 s, wall: 60 s, external: 16 MB}
                addons: {crypto-bounds-cpu: {limits: {cpu: 400 ms, workers: 1}}}
                """, ADDON, limited);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static HttpResponse<String> limited(String path) {
        return Http.get(server.uri("/rest-api/crypto-bounds-cpu/" + path));
    }

    private static HttpResponse<String> ask(String path) {
        return Http.get(server.uri("/rest-api/crypto-bounds/" + path));
    }

    /** What was asked before has left nothing behind. */
    @AfterEach
    void theNextRequestIsAnswered() {
        assertThat(limited("fine").body()).contains("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(server.log()).doesNotContain("cannot be interrupted").doesNotContain("WARN  cell")
                .doesNotContain("was killed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pbkdf2", "scrypt", "rsa", "prime", "group", "hash", "cipher", "sign"})
    void whatIsWaitedForEndsWithItsCpuTime(String what) {
        HttpResponse<String> answer = limited("now?what=" + what);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(504);
        assertThat(Http.json(answer).path("reason").asString()).isEqualTo("cpu");
    }

    /** The worker's code was not cut off, so the worker is still the same. */
    @ParameterizedTest
    @ValueSource(strings = {"pbkdf2", "scrypt", "rsa", "prime"})
    void whatIsComputedBesideEndsWithItsCpuTimeAndTheWorkerGoesOn(String what) {
        int before = Http.json(limited("fine")).path("answered").asInt();
        HttpResponse<String> answer = limited("later?what=" + what);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(504);
        assertThat(Http.json(answer).path("reason").asString()).isEqualTo("cpu");
        assertThat(Http.json(limited("fine")).path("answered").asInt()).isGreaterThan(before);
    }

    @Test
    void callsThatWaitForEachOtherHaveOneCpuTimeTogether() {
        HttpResponse<String> answer = limited("later?what=many");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(504);
        assertThat(Http.json(answer).path("reason").asString()).isEqualTo("cpu");
    }

    @ParameterizedTest
    @CsvSource({"iterations, 10000000", "memory, 134217728", "modulus, 4096", "prime, 4096", "candidate, 4096",
            "group, 8192"})
    void whatWouldTakeTooMuchIsRefusedByTheNameOfItsBound(String what, String bound) {
        assertThat(Http.json(ask("refused?what=" + what)).path("message").asString())
                .contains("(expected: at most " + bound + ")");
    }

    @Test
    void moreThanTheMemoryOfAWorkerGoesThroughADigest() throws Exception {
        byte[] part = new byte[1 << 20];
        Arrays.fill(part, (byte) 7);
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (int i = 0; i < 64; i++) {
            digest.update(part);
        }
        assertThat(Http.json(ask("stream?megabytes=64")).path("digest").asString())
                .isEqualTo(HexFormat.of().formatHex(digest.digest()));
    }

    /** 6,000 of them, where a worker may have 2,000. */
    @Test
    void digestsThatNobodyHasAnyMoreAreClosed() {
        for (int i = 0; i < 20; i++) {
            assertThat(ask("abandon").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aWorkerOpensABoundedNumberOfDigestsAndClosesThemAgain() {
        HttpResponse<String> answer = ask("hoard");
        assertThat(Http.json(answer).path("message").asString()).contains("(expected: fewer; finish them)");
        Waiting.until("what it kept is closed", () -> ask("abandon").statusCode() == 200);
    }
}
