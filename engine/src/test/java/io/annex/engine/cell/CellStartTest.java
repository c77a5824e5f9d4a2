package io.annex.engine.cell;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.engine.Isolation;
import io.annex.engine.Placement;
import io.annex.engine.TestHost;
import io.annex.engine.Workers;
import io.annex.testing.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cells that do not start as they should. */
class CellStartTest {
    /** A cell that lives, and evaluates nothing. */
    private static final String SILENT = """
            package io.annex.engine.cell;

            import java.net.UnixDomainSocketAddress;
            import java.nio.channels.SocketChannel;

            public final class CellMain {
                static final String PREPARE = "--prepare";
                static final int UNCONFINED = 1;

                public static void main(String[] arguments) throws Exception {
                    if (arguments[0].equals(PREPARE)) {
                        return;
                    }
                    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(arguments[0]))) {
                        Inbox inbox = new Inbox(1 << 20);
                        Outbox outbox = new Outbox();
                        while (inbox.read(channel, frame -> {
                            switch (frame.kind) {
                                case Frame.HELLO -> outbox.add(Frame.READY, 0, 0, 0, Frame.utf8(""));
                                case Frame.PING -> outbox.add(Frame.PONG, 0, 0, 0);
                                default -> {
                                }
                            }
                        })) {
                            outbox.flush(channel);
                        }
                    }
                }
            }
            """;

    @TempDir
    private Path folder;

    private CellOptions options(String main) throws IOException {
        Path source = Files.writeString(folder.resolve("CellMain.java"), main);
        Path classes = Files.createDirectory(folder.resolve("classes"));
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, "-d", classes.toString(), "-cp",
                System.getProperty("java.class.path"), source.toString())).isZero();
        CellOptions options = CellOptions.of(folder.resolve("cache"), folder.resolve("run"), 64 << 20);
        List<Path> classPath = new ArrayList<>(List.of(classes));
        classPath.addAll(options.classPath());
        Files.createDirectories(options.cache());
        return options.withClassPath(classPath);
    }

    @Test
    void oneThatNeverSaysWhatBecameOfAProgramIsEnded() throws IOException {
        try (CellEngine engine = CellEngine.start(options(SILENT))) {
            Workers workers = engine.open(TestHost.program(), new Placement(Isolation.PROCESS, ""),
                    TestHost.limits(Duration.ofMillis(100)), new TestHost(""));
            assertThat(workers.load()).failsWithin(Waiting.time(Duration.ofSeconds(30))).withThrowableThat()
                    .withMessageContaining("its process did not evaluate it within 5.");
        }
    }
}
