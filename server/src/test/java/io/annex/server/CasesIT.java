package io.annex.server;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every {@code cases.jsonl} beside an add-on in {@code src/test/addons}:
 * requests and what they are answered.
 */
class CasesIT {
    private static final List<String> ADDONS = List.of("contract", "gatekeeper", "beacon");
    private static RunningServer server;

    @BeforeAll
    static void start() {
        server = RunningServer.start("", ADDONS.toArray(String[]::new));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @TestFactory
    Stream<DynamicTest> cases() {
        return ADDONS.stream().flatMap(
                addon -> Cases.of(Path.of("src/test/addons", addon), server.uri("/rest-api/" + addon), Map.of()));
    }

}
