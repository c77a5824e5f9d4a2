package io.annex.server.operator;

import io.annex.engine.BlockingTasks;
import io.annex.server.database.PrivateFolder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import jdk.net.ExtendedSocketOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where a running server does what {@code annex keys} and the like ask for: a
 * Unix domain socket in a folder of the data folder that its owner alone may
 * enter. Whoever may open the database's file may connect, and nobody else; no
 * port is opened and no secret kept. A connection has one request and one
 * answer, a line of JSON each.
 */
public final class AdminSocket implements AutoCloseable {
    /** The file that says where the socket is. */
    private static final String ADDRESS = "admin";
    private static final Logger log = LoggerFactory.getLogger(AdminSocket.class);
    /** Of the 108 bytes that a socket's address has. */
    private static final int LONGEST_PATH = 100;
    /** Requests at a time, and how many wait. */
    private static final int REQUESTS = 4;
    private static final int WAITING = 100;
    private static final long REQUEST_SECONDS = 60;
    private static final long PAUSE_NANOS = 100_000_000;

    private final Administration administration;
    private final ServerSocketChannel channel;
    private final Path socket;
    private final Executor requests = new BlockingTasks("annex-admin", REQUESTS).lane(REQUESTS, WAITING);

    private AdminSocket(Administration administration, ServerSocketChannel channel, Path socket) {
        this.administration = administration;
        this.channel = channel;
        this.socket = socket;
    }

    private static Path folder(Path data) {
        return data.toAbsolutePath().normalize().resolve("database");
    }

    /** Begins to listen. */
    public static AdminSocket open(Path data, Administration administration) throws IOException {
        Path folder = PrivateFolder.make(folder(data));
        // The address of a socket is short, a data folder's path may be long.
        Path socket = folder.resolve("admin.sock");
        if (socket.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST_PATH) {
            socket = Files.createTempDirectory("annex-admin-").resolve("admin.sock");
        }
        Files.deleteIfExists(socket);
        Files.writeString(folder.resolve(ADDRESS), socket.toString());
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        AdminSocket opened = new AdminSocket(administration, channel, socket);
        try {
            channel.bind(UnixDomainSocketAddress.of(socket));
        } catch (IOException e) {
            opened.close();
            throw e;
        }
        Thread.ofPlatform().daemon().name("annex-admin").start(opened::accept);
        return opened;
    }

    private void accept() {
        while (channel.isOpen()) {
            try {
                serve(channel.accept());
            } catch (ClosedChannelException e) {
                log.debug("No more requests of operators");
            } catch (IOException | RuntimeException | Error e) {
                // No descriptor may be left for a while, or no memory.
                log.error("A request of an operator was not accepted: {}", e.toString());
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private void serve(SocketChannel connection) throws IOException {
        try {
            requests.execute(() -> answer(connection));
        } catch (RejectedExecutionException e) {
            connection.close();
        }
    }

    private void answer(SocketChannel connection) {
        // Who asks nothing, or reads no answer, is not waited for.
        CompletableFuture<Void> answered = new CompletableFuture<Void>().orTimeout(REQUEST_SECONDS, TimeUnit.SECONDS);
        answered.whenComplete((done, late) -> close(connection));
        try {
            write(connection, administration.answer(line(connection), peer(connection)));
        } catch (IOException e) {
            log.debug("A request of an operator was not answered", e);
        } finally {
            answered.complete(null);
        }
    }

    /** Who is at the other end. */
    private static String peer(SocketChannel connection) {
        try {
            return connection.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
        } catch (IOException | UnsupportedOperationException e) {
            return "somebody";
        }
    }

    private static void close(SocketChannel connection) {
        try {
            connection.close();
        } catch (IOException e) {
            log.debug("A connection of an operator did not close", e);
        }
    }

    /**
     * Asks the server that has the data folder.
     *
     * @throws NoSuchFileException
     *             where no server listens
     * @throws Refused
     *             when it cannot be done
     */
    public static ObjectNode ask(Path data, JsonNode request) throws IOException, CommandRefused {
        Path socket = Path.of(Files.readString(folder(data).resolve(ADDRESS)));
        try (SocketChannel connection = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            write(connection, request.toString());
            return Administration.read(line(connection));
        }
    }

    private static void write(SocketChannel connection, String line) throws IOException {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(line + '\n');
        while (bytes.hasRemaining()) {
            connection.write(bytes);
        }
    }

    private static String line(SocketChannel connection) throws IOException {
        Reader reader = new BufferedReader(Channels.newReader(connection, StandardCharsets.UTF_8));
        StringBuilder line = new StringBuilder();
        for (int c = reader.read(); c != '\n'; c = reader.read()) {
            if (c < 0) {
                throw new IOException("the connection ended");
            }
            line.append((char) c);
        }
        return line.toString();
    }

    @Override
    public void close() {
        try {
            channel.close();
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            log.debug("The operators' socket did not close", e);
        }
    }
}
