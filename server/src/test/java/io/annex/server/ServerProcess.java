package io.annex.server;

import io.annex.testing.Waiting;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The installed server as a process of its own, with a small heap, that serves
 * a folder of add-ons and follows it.
 */
final class ServerProcess implements AutoCloseable {
    private final Path folder;
    private final List<String> command;
    private final Process process;
    private final URI url;

    private ServerProcess(Path folder, List<String> command, Process process, URI url) {
        this.folder = folder;
        this.command = command;
        this.process = process;
        this.url = url;
    }

    static ServerProcess start(String yaml, List<String> options) {
        return start(yaml, options, List.of());
    }

    /**
     * A server that cannot write large files, as on a full disk: some 2 MB at the
     * most.
     */
    static ServerProcess startWithLittleDisk(List<String> options) {
        return startWithLittleDisk("", options);
    }

    /** The same with a configuration. */
    static ServerProcess startWithLittleDisk(String yaml, List<String> options) {
        return start(yaml, options, List.of("sh", "-c", "ulimit -f 2048 && exec \"$@\"", "sh"));
    }

    /** The same, until there is {@link #moreDisk}, and for this process alone. */
    static ServerProcess startWithLittleDiskForNow(List<String> options) {
        List<String> limited = List.of("sh", "-c", "ulimit -S -f 2048 && exec \"$@\"", "sh");
        ServerProcess made = start("", options, limited);
        return new ServerProcess(made.folder, made.command.subList(limited.size(), made.command.size()), made.process,
                made.url);
    }

    /** The disk is free again. */
    void moreDisk() throws IOException, InterruptedException {
        disk("unlimited");
    }

    /** No file of it can become larger than so many bytes from now on. */
    void disk(String bytes) throws IOException, InterruptedException {
        Process prlimit = new ProcessBuilder("prlimit", "--pid", Long.toString(process.pid()), "--fsize=" + bytes + ":")
                .inheritIO().start();
        if (Waiting.exit(prlimit) != 0) {
            throw new IllegalStateException("prlimit failed");
        }
    }

    /** A server that may have so many descriptors open. */
    static ServerProcess startWithFewDescriptors(int most, List<String> options) {
        return start("", options, List.of("sh", "-c", "ulimit -n " + most + " && exec \"$@\"", "sh"));
    }

    /** A server whose JVM has more options. */
    static ServerProcess startWithJava(String javaOptions, List<String> options) {
        return startWithJava("", javaOptions, options);
    }

    /** The same, configured. */
    static ServerProcess startWithJava(String yaml, String javaOptions, List<String> options) {
        return start(yaml, options, List.of("sh", "-c",
                "ANNEX_JAVA_OPTS=\"$ANNEX_JAVA_OPTS " + javaOptions + "\"; export ANNEX_JAVA_OPTS; exec \"$@\"", "sh"));
    }

    private static ServerProcess start(String yaml, List<String> options, List<String> before) {
        try {
            Path folder = Files.createTempDirectory("annex-process-");
            Files.createDirectories(folder.resolve("addons"));
            Files.writeString(folder.resolve("annex.yaml"), yaml);
            Path home = Objects.requireNonNull(Installation.home(), "annex.home");
            List<String> command = new ArrayList<>(
                    List.of(home.resolve("bin/annex").toString(), "run", "addons", "--port", "0"));
            command.addAll(options);
            command.addAll(0, before);
            return start(folder, command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ServerProcess start(Path folder, List<String> command) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile())
                    .redirectOutput(folder.resolve("out").toFile()).redirectError(folder.resolve("log").toFile());
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            builder.environment().merge("ANNEX_JAVA_OPTS",
                    " -Xmx256m -XX:-CreateCoredumpOnCrash -XX:+SuppressFatalErrorMessage", String::concat);
            // Nobody in front of it has to notice that it ends.
            builder.environment().putIfAbsent("ANNEX_GRACE", "0 s");
            Process process = builder.start();
            Waiting.until("the server is ready",
                    () -> !process.isAlive() || read(folder.resolve("out")).contains("Annex ready on "));
            String out = read(folder.resolve("out"));
            int at = out.indexOf("Annex ready on ");
            if (at < 0) {
                throw new IllegalStateException("no server: " + read(folder.resolve("log")));
            }
            return new ServerProcess(folder, command, process,
                    URI.create(out.substring(at + 15).lines().findFirst().get()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI uri(String path) {
        return url.resolve(path);
    }

    /** The folder whose add-ons are served. */
    Path addons() {
        return folder.resolve("addons");
    }

    Path folder() {
        return folder;
    }

    ProcessHandle process() {
        return process.toHandle();
    }

    String log() {
        return log(0);
    }

    /** What has been logged after the first {@code from} bytes. */
    String log(long from) {
        try (InputStream log = Files.newInputStream(folder.resolve("log"))) {
            log.skipNBytes(from);
            return new String(log.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many bytes have been logged. */
    long logged() {
        return folder.resolve("log").toFile().length();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** How it ended, for a report of its death. */
    String ending() {
        List<String> lines = log().lines().toList();
        // What V8 says of its end comes before a list of addresses.
        return "exit status " + process.exitValue() + "; "
                + lines.stream().filter(line -> line.startsWith("# ")).toList() + "; its log ends with: "
                + lines.reversed().stream().limit(20).toList().reversed();
    }

    /** Ends it with SIGKILL, and waits until it has ended. */
    void kill() throws InterruptedException {
        Waiting.exit(process.destroyForcibly());
    }

    /** Another one in its folder, after it has ended. */
    ServerProcess again() {
        return start(folder, command);
    }

    /** Ends it with SIGTERM, and waits until it has ended. */
    int stop() {
        process.destroy();
        try {
            return Waiting.exit(process);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    @Override
    public void close() {
        stop();
        delete(folder);
    }

    static void delete(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
