package io.annex.server.http;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** An edge that speaks TLS, and for each test a client that sends it frames. */
abstract class FramesToAnEdge {
    @TempDir
    static Path folder;

    static TestKeys keys;
    static StubbedEdge server;

    FrameClient client;

    @BeforeAll
    static void start() throws Exception {
        keys = TestKeys.in(folder);
        server = new StubbedEdge(keys::with);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void connect() throws IOException {
        // Others have left theirs.
        server.held.clear();
        client = new FrameClient(keys.trust(), server.port());
    }

    @AfterEach
    void disconnect() throws IOException {
        client.close();
    }
}
