package io.annex.server;

import io.annex.testing.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/** {@code annex} with some arguments, as a process in a folder. */
final class RunningCommand implements AutoCloseable {
    private static final String READY = "Annex ready on ";
    /** What Vert.x says of a machine that has no time for it. */
    private static final Pattern BUSY = Pattern.compile(
            "(?m)^.*has been blocked for \\d+ ms.*\\R(io\\.vertx\\.core\\.VertxException.*\\R(\\tat .*\\R)*)?");

    /** What it left: exit status and all that it printed. */
    record Ended(int status, String out, String err) {
    }

    private final Process process;
    private final Path out;
    private final Path err;

    /** The command of the installation. */
    static RunningCommand installed(Path folder, List<String> arguments) throws IOException {
        return new RunningCommand(folder, List.of(), arguments);
    }

    /** The same, started by another command. */
    static RunningCommand installed(Path folder, List<String> before, List<String> arguments) throws IOException {
        return new RunningCommand(folder, before, arguments);
    }

    private RunningCommand(Path folder, List<String> before, List<String> arguments) throws IOException {
        Path home = Objects.requireNonNull(Installation.home(), "annex.home");
        List<String> command = new ArrayList<>(before);
        command.add(home.resolve("bin/annex").toString());
        command.addAll(arguments);
        out = Files.createTempFile("annex-out-", "");
        err = Files.createTempFile("annex-err-", "");
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("ANNEX_COMMAND", "annex");
        // Nobody in front of it has to notice that it ends.
        builder.environment().put("ANNEX_GRACE", "0 s");
        process = builder.start();
    }

    Process process() {
        return process;
    }

    String out() {
        return read(out);
    }

    /** Without what depends on how busy the machine is. */
    String err() {
        return BUSY.matcher(read(err)).replaceAll("");
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it says that it is ready; its URL. */
    URI ready() {
        Waiting.until("the server is ready", () -> out().contains(READY) || !process.isAlive());
        return URI.create(out().lines().filter(line -> line.startsWith(READY)).findFirst()
                .orElseThrow(() -> new AssertionError(err())).substring(READY.length()));
    }

    /** Waits until it has ended. */
    Ended end() throws InterruptedException {
        Waiting.until(() -> "it ends, and it has said: " + err(), () -> !process.isAlive());
        return new Ended(process.exitValue(), out(), err());
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            Waiting.exit(process);
            Files.delete(out);
            Files.delete(err);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
