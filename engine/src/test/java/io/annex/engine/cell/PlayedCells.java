package io.annex.engine.cell;

import io.annex.engine.EngineOptions.Spare;
import io.annex.engine.Host;
import io.annex.engine.Isolation;
import io.annex.engine.Placement;
import io.annex.engine.TestHost;
import io.annex.engine.WorkerLimits;
import io.annex.engine.Workers;
import io.annex.testing.Waiting;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An engine whose cells are played by the test: the processes do nothing, and
 * the test speaks over their channels. All else of the front is as it always
 * is.
 */
final class PlayedCells implements AutoCloseable {
    private static final String IDLE = """
            #!/bin/sh
            case "$*" in *--prepare*) exit 0 ;; esac
            exec sleep 600
            """;

    final CellEngine engine;
    private final Path run;
    private final Set<Path> seen = new HashSet<>();

    PlayedCells(Path folder) throws IOException {
        run = folder.resolve("run");
        Path java = Files.writeString(folder.resolve("java"), IDLE);
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
        engine = CellEngine.start(new CellOptions(java, List.of(), Files.createDirectory(folder.resolve("cache")), run,
                64 << 20, Waiting.time(Duration.ofSeconds(30)),
                new CellBounds(20, 1L << 30, Waiting.time(Duration.ofSeconds(30))), ZoneId.systemDefault(),
                Spare.ALWAYS));
    }

    /** Limits that nothing here breaks by itself. */
    static WorkerLimits limits() {
        Duration long_ = Duration.ofMinutes(10);
        return new WorkerLimits(long_, long_, long_, 64 << 20, 64 << 20, 1, 100, 1000, 1 << 20, 1 << 16, 100, long_,
                long_, 1L << 40, 1_000_000, 100, long_, 100);
    }

    /** A program in a cell of its own, or in that of a name. */
    Workers open(Host host, String cell) {
        return engine.open(TestHost.program(), new Placement(Isolation.PROCESS, cell), limits(), host);
    }

    /** The next cell that the engine has started, ready. */
    Played next() throws IOException {
        SocketChannel[] channel = new SocketChannel[1];
        Waiting.until("another cell is started", () -> {
            channel[0] = connect();
            return channel[0] != null;
        });
        Played played = new Played(channel[0]);
        played.await(Frame.HELLO);
        played.say(Frame.READY, 0, 0, 0, Frame.utf8(""));
        return played;
    }

    private @Nullable SocketChannel connect() {
        if (!Files.exists(run)) {
            return null;
        }
        try (Stream<Path> folders = Files.list(run)) {
            for (Path folder : folders.toList()) {
                Path socket = folder.resolve("s");
                if (!seen.contains(socket) && Files.exists(socket)) {
                    SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
                    seen.add(socket);
                    return channel;
                }
            }
        } catch (IOException e) {
            // It is about to listen, or has gone.
        }
        return null;
    }

    @Override
    public void close() {
        engine.close();
    }

    /** What the front has said. */
    record Heard(byte kind, int a, int b, String text) {
    }

    /** The cell's end of a channel. */
    static final class Played implements AutoCloseable {
        final Outbox outbox = new Outbox();
        private final SocketChannel channel;
        private final Inbox inbox = new Inbox(1 << 20);
        private final ArrayDeque<Heard> heard = new ArrayDeque<>();

        Played(SocketChannel channel) {
            this.channel = channel;
        }

        /** Waits until the front says that. */
        Heard await(byte kind) throws IOException {
            while (true) {
                Heard next = heard.poll();
                if (next != null && next.kind() == kind) {
                    return next;
                }
                if (next == null && !read()) {
                    throw new IOException("the front has ended it");
                }
            }
        }

        /** Waits for the end. */
        void awaitEnd() {
            try {
                while (read()) {
                    heard.clear();
                }
            } catch (IOException e) {
                // So it has ended.
            }
        }

        private boolean read() throws IOException {
            return inbox.read(channel, frame -> {
                if (frame.kind == Frame.PING) {
                    outbox.add(Frame.PONG, 0, 0, 0);
                } else {
                    heard.add(new Heard(frame.kind, frame.a, frame.b, frame.text(0)));
                }
            });
        }

        /** Evaluates the program that is opened next; returns its number. */
        int load() throws IOException {
            int program = await(Frame.OPEN).a();
            say(Frame.LOADED, program, 1, 0, Frame.utf8("{}"));
            return program;
        }

        void say(byte kind, int a, int b, long c, byte[]... fields) throws IOException {
            outbox.add(kind, a, b, c, fields);
            outbox.flush(channel);
        }

        void flush() throws IOException {
            outbox.flush(channel);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
