package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.testing.Waiting;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A server without memory ends, so that another one takes its place. */
class NoMemoryIT {
    private static final String HOARDER = """
            private final List<byte[]> kept = new ArrayList<>();
            public void endpoints(Router router) {
                router.get("/", exchange -> exchange.send("well"));
                router.get("/hoard", exchange -> {
                    while (true) {
                        kept.add(new byte[1 << 20]);
                    }
                });
            }
            """;

    @Test
    void itSaysWhyAndEndsWithAStatusAndTheNextOneServes() throws Exception {
        ServerProcess server = ServerProcess.start("java: true\n",
                List.of("--isolation", RunningServer.ISOLATION.code()));
        try {
            JavaSources.addon(server.addons().resolve("hoarder"), "1", HOARDER);
            awaitWell(server);
            Http.later(server.uri("/java/hoarder/hoard"));
            ServerProcess ended = server;
            Waiting.until("it has ended", () -> !ended.isAlive());
            assertThat(server.ending()).startsWith("exit status 3;");
            assertThat(Files.readString(server.folder().resolve("out")))
                    .contains("Terminating due to java.lang.OutOfMemoryError");
            server = server.again();
            awaitWell(server);
        } finally {
            server.close();
        }
    }

    private static void awaitWell(ServerProcess server) {
        Waiting.until("it serves", () -> Http.get(server.uri("/java/hoarder/")).body().equals("well"));
    }
}
