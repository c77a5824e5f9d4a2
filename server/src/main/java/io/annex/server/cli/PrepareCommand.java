package io.annex.server.cli;

import io.annex.server.Installation;
import io.annex.server.Server;
import io.annex.server.cli.AnnexCommand.CommandFailure;
import io.annex.server.config.ConfigReader;
import io.annex.server.config.InvalidConfig;
import io.annex.server.config.Setting;
import io.annex.server.log.Logging;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code annex prepare}: makes an installation start in half the time. It fills
 * the installation's {@code cache} folder with V8's library, the start-up
 * snapshot, and the JVM's ahead-of-time cache: classes as they are after
 * loading, and which methods are worth compiling (JEP 483, 514, 515). That
 * cache is recorded in a child process which serves and tests the examples, and
 * holds for one build of the JVM; any other ignores it.
 */
@Command(name = "prepare", mixinStandardHelpOptions = true, description = "Makes this installation start faster with the Java that runs it. To be repeated when that Java is replaced.")
final class PrepareCommand implements Callable<Integer> {
    private static final int CONNECTIONS = 32;
    private static final int ROUNDS = 50;
    private static final int TIMES = 40;

    @Option(names = "--record", hidden = true)
    private boolean record;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path home = Installation.home();
        if (home == null) {
            throw new CommandFailure(AnnexCommand.FAILED,
                    "this is no installation (expected: to be started by bin/annex)");
        }
        if (record) {
            record(home);
            // What its authors wait for most often.
            return AnnexCommand.execute("test", home.resolve("examples/hello").toString());
        }
        Path cache = home.resolve("cache");
        try {
            Files.createDirectories(cache);
            Path part = cache.resolve("annex.aot.part");
            Path cellPart = cache.resolve("cell.aot.part");
            Path made = cache.resolve("annex.aot");
            Path cellMade = cache.resolve("cell.aot");
            // In an installation that was moved, the JVM takes those of before for
            // libraries that were replaced since.
            Files.deleteIfExists(made);
            Files.deleteIfExists(cellMade);
            recordInChild(part, cellPart, cache);
            Files.move(part, made, StandardCopyOption.REPLACE_EXISTING);
            Files.move(cellPart, cellMade, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new CommandFailure(AnnexCommand.FAILED, cache + " cannot be written: " + e.getMessage());
        }
        spec.commandLine().getOut().println("Prepared for Java " + Runtime.version() + " in " + cache);
        return 0;
    }

    private static void recordInChild(Path cacheFile, Path cellCacheFile, Path cache)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:AOTCacheOutput=" + cacheFile);
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        command.add("-Dannex.cell.record=" + cellCacheFile);
        command.add("-Dannex.home=" + System.getProperty("annex.home"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.annex.server.cli.Main", "prepare",
                "--record"));
        Path output = cache.resolve("prepare.log");
        Process child = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        int status = child.waitFor();
        if (status != 0 || !Files.exists(cacheFile) || !Files.exists(cellCacheFile)) {
            throw new CommandFailure(AnnexCommand.FAILED, "the recording failed, see " + output);
        }
        Files.delete(output);
    }

    /** Serves the examples to itself, so that the JVM sees what a server does. */
    private static void record(Path home) throws IOException {
        Logging.configure(false);
        Path data = Files.createTempDirectory("annex-prepare-");
        Map<Setting, String> options = Map.of(Setting.PORT, "0", Setting.DATA, data.toString());
        try (Server server = Server.start(ConfigReader.read(null, Map.of(), options),
                List.of(home.resolve("examples")))) {
            URI url = URI.create(server.url());
            String browser = "Host: x\r\nUser-Agent: Mozilla/5.0\r\nAccept: */*\r\nAccept-Encoding: gzip\r\nCookie: a=b\r\n";
            String json = "{\"text\":\"remember me\"}";
            List<String> requests = List.of("GET /rest-api/hello/Ada?x=1 HTTP/1.1\r\n" + browser + "\r\n",
                    "GET /rest-api/hello HTTP/1.1\r\nHost: x\r\n\r\n", "POST /rest-api/notes HTTP/1.1\r\n" + browser
                            + "Content-Type: application/json\r\nContent-Length: " + json.length() + "\r\n\r\n" + json,
                    "GET /rest-api/notes HTTP/1.1\r\n" + browser + "\r\n");
            for (int time = 0; time < TIMES; time++) {
                connections(url, requests.get(time < TIMES / 2 ? 0 : time % requests.size()), ROUNDS);
            }
            for (String path : List.of("/-/health", "/-/metrics", "/nothing")) {
                connections(url, "GET " + path + " HTTP/1.1\r\n" + browser + "\r\n", 1);
            }
        } catch (InvalidConfig e) {
            throw new IllegalStateException(e);
        } finally {
            try (Stream<Path> all = Files.walk(data)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }

    /**
     * Many connections that come, ask in turn, and go: the compiler then knows
     * those ways too, and need not give up what it has compiled when they are
     * taken.
     */
    private static void connections(URI url, String request, int rounds) throws IOException {
        byte[] bytes = request.getBytes(StandardCharsets.US_ASCII);
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < CONNECTIONS; i++) {
                sockets.add(new Socket(url.getHost(), url.getPort()));
            }
            for (int round = 0; round < rounds; round++) {
                for (Socket socket : sockets) {
                    socket.getOutputStream().write(bytes);
                }
                for (Socket socket : sockets) {
                    skipAnswer(socket.getInputStream());
                }
            }
            // One goes while it is being answered.
            sockets.getFirst().getOutputStream().write(bytes);
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    private static void skipAnswer(InputStream socket) throws IOException {
        InputStream in = new BufferedInputStream(socket);
        int length = 0;
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            if (line.startsWith("content-length: ")) {
                length = Integer.parseInt(line, 16, line.length(), 10);
            }
        }
        in.skipNBytes(length);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the server closed the connection");
            }
            if (c != '\r') {
                line.append(Character.toLowerCase((char) c));
            }
        }
        return line.toString();
    }
}
