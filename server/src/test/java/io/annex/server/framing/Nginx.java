package io.annex.server.framing;

import io.annex.testing.Waiting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A started nginx, which hands on what it has read to {@link Echo}. It has to
 * be installed.
 */
public final class Nginx implements AutoCloseable {
    private static final Path CONFIGURATION = Path.of("src/test/framing/nginx.conf");

    private final Echo behind = new Echo();
    private final int port;
    private final Process nginx;

    /**
     * Starts the one that is installed.
     *
     * @param folder
     *            empty, for what it writes
     */
    public Nginx(Path folder) throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path configuration = Files.writeString(folder.resolve("nginx.conf"),
                Files.readString(CONFIGURATION).replace("MOST_BODY", String.valueOf(FramingCases.MOST_BODY))
                        .replace("BEHIND", String.valueOf(behind.port())).replace("PORT", String.valueOf(port)));
        nginx = new ProcessBuilder("nginx", "-p", folder.toString(), "-c", configuration.toString())
                .redirectErrorStream(true).redirectOutput(folder.resolve("nginx.log").toFile()).start();
        Waiting.until(() -> "nginx listens, and says " + log(folder), this::listens);
    }

    private static String log(Path folder) {
        try {
            return Files.readString(folder.resolve("nginx.log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    public int port() {
        return port;
    }

    @Override
    public void close() throws IOException {
        nginx.destroy();
        Waiting.until("nginx has ended", () -> !nginx.isAlive());
        behind.close();
    }
}
