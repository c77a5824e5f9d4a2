package io.annex.server.database;

import io.annex.testing.Waiting;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * A real PostgreSQL on a free port, from the binaries that zonky packs for
 * Maven. PostgreSQL does not run as root, so there it is run as {@code nobody},
 * by {@code setpriv} of util-linux, which every Debian has.
 */
public final class PostgresServer implements AutoCloseable {
    private final Path folder;
    private final int port;
    private Process process;
    private int databases;

    private PostgresServer(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    public static PostgresServer start() {
        try {
            Path folder = Files.createTempDirectory("annex-postgres-");
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            unpack(folder.resolve("program"));
            int port;
            try (ServerSocket free = new ServerSocket(0)) {
                port = free.getLocalPort();
            }
            PostgresServer server = new PostgresServer(folder, port);
            Path data = Files.createDirectory(folder.resolve("data"));
            if (isRoot()) {
                Files.setOwner(data,
                        data.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
            }
            server.run("initdb", "-D", data.toString(), "-U", "annex", "-A", "trust", "-E", "UTF8", "--locale=C",
                    "--no-sync");
            server.resume();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private List<String> command(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"));
        }
        command.add(folder.resolve("program/bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private ProcessBuilder builder(String program, String... arguments) {
        return new ProcessBuilder(command(program, arguments)).directory(folder.resolve("data").toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()));
    }

    private void run(String program, String... arguments) throws IOException {
        Process running = builder(program, arguments).start();
        try {
            if (Waiting.exit(Duration.ofSeconds(60), running) != 0) {
                throw new IOException(program + " failed: " + Files.readString(folder.resolve("log")));
            }
        } catch (InterruptedException e) {
            running.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static void unpack(Path target) throws IOException {
        String name = "/postgres-" + (System.getProperty("os.name").equals("Linux") ? "linux-" : "darwin-")
                + (System.getProperty("os.arch").equals("aarch64") ? "arm_64" : "x86_64") + ".txz";
        try (InputStream packed = Objects.requireNonNull(PostgresServer.class.getResourceAsStream(name), name);
                TarArchiveInputStream tar = new TarArchiveInputStream(new XZCompressorInputStream(packed))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path path = target.resolve(entry.getName()).normalize();
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                    continue;
                }
                Files.createDirectories(path.getParent());
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
                    continue;
                }
                Files.copy(tar, path);
                if ((entry.getMode() & 0100) != 0) {
                    Set<PosixFilePermission> permissions = PosixFilePermissions.fromString("rwxr-xr-x");
                    Files.setPosixFilePermissions(path, permissions);
                }
            }
        }
    }

    /** Starts it again after {@link #stop}, with what it had. */
    public void resume() throws IOException {
        process = builder("postgres", "-D", folder.resolve("data").toString(), "-p", String.valueOf(port), "-h",
                "127.0.0.1", "-c", "unix_socket_directories=", "-c", "max_connections=60").start();
        Waiting.until("PostgreSQL answers, whose log is in " + folder, () -> !process.isAlive() || answers());
        if (!process.isAlive()) {
            throw new IOException("no PostgreSQL: " + Files.readString(folder.resolve("log")));
        }
    }

    private boolean answers() {
        try (Connection connection = DriverManager.getConnection(url("postgres"), "annex", "")) {
            return connection.isValid(1);
        } catch (SQLException e) {
            return false;
        }
    }

    /** Kills it; what was committed is kept. */
    public void stop() {
        // The postmaster's children end by themselves when it is gone; SIGQUIT lets it
        // end them.
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
        all.forEach(ProcessHandle::destroyForcibly);
        Waiting.until("PostgreSQL has ended", () -> all.stream().noneMatch(ProcessHandle::isAlive));
    }

    private String url(String database) {
        return DatabaseOptions.POSTGRESQL + "//127.0.0.1:" + port + "/" + database;
    }

    /** A new, empty database. */
    public synchronized DatabaseOptions database() {
        String name = "annex" + ++databases;
        try (Connection connection = DriverManager.getConnection(url("postgres"), "annex", "")) {
            connection.createStatement().execute("CREATE DATABASE " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return new DatabaseOptions(url(name), "annex", "", 8);
    }

    @Override
    public void close() {
        stop();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                if (Files.exists(each, LinkOption.NOFOLLOW_LINKS)) {
                    Files.delete(each);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
