package io.annex.server.cli;

import io.annex.server.Installation;
import io.annex.server.Logging;
import io.annex.server.Server;
import io.annex.server.cli.AnnexCommand.CommandFailure;
import io.annex.server.config.ConfigReader;
import io.annex.server.config.InvalidConfig;
import io.annex.server.config.Setting;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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
 * cache is recorded in a child process which serves the examples to itself, and
 * holds for one build of the JVM; any other ignores it.
 */
@Command(name = "prepare", mixinStandardHelpOptions = true, description = "Makes this installation start faster with the Java that runs it. To be repeated when that Java is replaced.")
final class PrepareCommand implements Callable<Integer> {
    private static final int REQUESTS = 60_000;
    private static final int PIPELINED = 20;

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
            return 0;
        }
        Path cache = home.resolve("cache");
        try {
            Files.createDirectories(cache);
            Path part = cache.resolve("annex.aot.part");
            recordInChild(part, cache);
            Files.move(part, cache.resolve("annex.aot"), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new CommandFailure(AnnexCommand.FAILED, cache + " cannot be written: " + e.getMessage());
        }
        spec.commandLine().getOut().println("Prepared for Java " + Runtime.version() + " in " + cache);
        return 0;
    }

    private static void recordInChild(Path cacheFile, Path cache) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:AOTCacheOutput=" + cacheFile);
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        command.add("-Dannex.home=" + System.getProperty("annex.home"));
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), "io.annex.server.Main", "prepare", "--record"));
        Path output = cache.resolve("prepare.log");
        Process child = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        int status = child.waitFor();
        if (status != 0 || !Files.exists(cacheFile)) {
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
            exchange(url, 1, "GET /-/health HTTP/1.1\r\nHost: x\r\n\r\n");
            exchange(url, 1, "GET /-/metrics HTTP/1.1\r\nHost: x\r\n\r\n");
            exchange(url, 1, "GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n");
            String browser = "User-Agent: Mozilla/5.0\r\nAccept: */*\r\nAccept-Encoding: gzip\r\nCookie: a=b\r\n\r\n";
            exchange(url, REQUESTS, "GET /rest-api/hello/Ada?x=1 HTTP/1.1\r\nHost: x\r\n" + browser);
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

    private static void exchange(URI url, int times, String request) throws IOException {
        int together = Math.min(times, PIPELINED);
        byte[] requests = request.repeat(together).getBytes(StandardCharsets.US_ASCII);
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            OutputStream out = socket.getOutputStream();
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (int sent = 0; sent < times; sent += together) {
                out.write(requests);
                for (int i = 0; i < together; i++) {
                    skipAnswer(in);
                }
            }
        }
    }

    private static void skipAnswer(InputStream in) throws IOException {
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
