package io.annex.engine.cell;

import io.annex.engine.isolate.IcuData;
import io.annex.engine.sandbox.ConfinedStart;
import io.annex.engine.sandbox.Sandbox;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A child process that has connected to us: started with no environment but the
 * clock and the place of V8's data, in a folder that only its owner may enter
 * and that is gone as soon as it has connected.
 */
final class CellProcess {
    /**
     * Set while ahead-of-time caches are made: the file that the first cell leaves
     * behind when its channel closes.
     */
    private static final AtomicReference<@Nullable String> RECORDING = new AtomicReference<>(
            System.getProperty("annex.cell.record"));
    private static final long RECORDING_SECONDS = 60;
    private static final long PREPARE_SECONDS = 180;
    private static final long START_SECONDS = 30;
    private static final int LINES_KEPT = 20;
    private static final int LONGEST_RUN_FOLDER = 75;
    private static final int LISTENER_STACK = 256 << 10;

    private final Process process;
    private final SocketChannel channel;
    private final boolean records;
    private final CompletableFuture<Void> exited;
    private final ArrayDeque<String> lastWords = new ArrayDeque<>();

    private CellProcess(Process process, SocketChannel channel, boolean records, CompletableFuture<Void> exited) {
        this.process = process;
        this.channel = channel;
        this.records = records;
        this.exited = exited;
    }

    /** Starts a process and waits until it has connected. */
    static CellProcess start(CellOptions options, Spawner spawner) throws IOException {
        String record = RECORDING.getAndSet(null);
        Path folder = folder(options.run());
        Path socket = folder.resolve("s");
        Process process = null;
        try (ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listening.bind(UnixDomainSocketAddress.of(socket), 1);
            ProcessBuilder builder = builder(options, folder, socket, record);
            process = spawner.start(builder);
            CompletableFuture<Void> exited = Spawner.exit(process);
            CellProcess cell = new CellProcess(process, accept(listening, process, exited), record != null, exited);
            // A virtual thread would hold its carrier for as long as the process lives.
            Thread.ofPlatform().daemon().stackSize(LISTENER_STACK).name("annex-cell-stderr-" + process.pid())
                    .start(cell::listen);
            return cell;
        } catch (IOException | RuntimeException e) {
            if (process != null) {
                process.destroyForcibly();
            }
            throw e;
        } finally {
            if (process != null) {
                spawner.connected(process);
            }
            Files.deleteIfExists(socket);
            if (record == null) {
                Files.deleteIfExists(folder);
            }
        }
    }

    /**
     * Fills the cache, in a process that ends with it: a cell may not write there.
     * It runs our own code alone.
     */
    static void prepare(CellOptions options) throws IOException {
        List<String> command = new ArrayList<>(command(options.java(), options.classPath(),
                options.cache().resolve("cell.aot"), null, options.timezone()));
        command.addAll(List.of(CellMain.class.getName(), CellMain.PREPARE, options.cache().toString(),
                Long.toString(options.maxHeap())));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().putAll(IcuData.environment(options.cache(), options.timezone()));
        Process process = builder.start();
        // What waits for it below would wait for ever for one that hangs.
        CompletableFuture.delayedExecutor(PREPARE_SECONDS, TimeUnit.SECONDS).execute(process::destroyForcibly);
        try (BufferedReader reader = process.errorReader(StandardCharsets.UTF_8)) {
            String words = reader.lines().limit(LINES_KEPT).collect(Collectors.joining("\n  "));
            if (process.waitFor() != 0) {
                throw new IOException(
                        "V8 cannot be prepared in " + options.cache() + ": " + ending(process) + " " + words);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /**
     * A new folder; the address of a socket has room for about a hundred
     * characters.
     */
    private static Path folder(Path run) throws IOException {
        return run.toString().length() > LONGEST_RUN_FOLDER
                ? Files.createTempDirectory("annex-")
                : Files.createTempDirectory(Files.createDirectories(run), "");
    }

    private static ProcessBuilder builder(CellOptions options, Path folder, Path socket, @Nullable String record) {
        Path aotCache = options.cache().resolve("cell.aot");
        List<String> command = new ArrayList<>(
                command(options.java(), options.classPath(), aotCache, record, options.timezone()));
        command.addAll(List.of(CellMain.class.getName(), socket.toString()));
        if (record == null && Sandbox.isSupported()) {
            List<String> own = isFor(aotCache, options.classPath())
                    ? List.of("-XX:AOTCache=" + aotCache, "-Xlog:disable", "-Xlog:all=off")
                    : List.of("-Xlog:disable", "-Xlog:all=off");
            command = ConfinedStart.command(options.java(), own, options.classPath(), ProcessHandle.current().pid(),
                    List.of(options.cache(), folder), command);
        }
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().putAll(IcuData.environment(options.cache(), options.timezone()));
        return builder;
    }

    /**
     * Whether there is a cache that the JVM can compare with the class path: of
     * folders it cannot tell that they have changed.
     */
    private static boolean isFor(Path aotCache, List<Path> classPath) {
        return Files.exists(aotCache) && classPath.stream().allMatch(Files::isRegularFile);
    }

    /**
     * The JVM's part of the command line. A small heap and the serial collector:
     * what lives in a cell's Java heap are messages. What C's heap has free is
     * given back. No attaching, no files in the temporary folder, no crash reports:
     * the folder it starts in is gone.
     */
    static List<String> command(Path java, List<Path> classPath, Path aotCache, @Nullable String record,
            ZoneId timezone) {
        List<String> command = new ArrayList<>();
        command.add(java.toString());
        if (record != null) {
            command.add("-XX:AOTCacheOutput=" + record);
        } else if (isFor(aotCache, classPath)) {
            command.add("-XX:AOTCache=" + aotCache);
        }
        command.addAll(List.of("-Xlog:disable", "-Xlog:all=off", "-XX:+UseSerialGC", "-Xms4m", "-XX:MaxNewSize=4m",
                "-XX:MaxHeapFreeRatio=30", "-XX:MinHeapFreeRatio=10", "-XX:-ShrinkHeapInSteps", "-Xmx256m", "-Xss512k",
                "-XX:TrimNativeHeapInterval=3000", "-XX:ReservedCodeCacheSize=32m", "-XX:-UsePerfData",
                "-XX:+DisableAttachMechanism", "-XX:+SuppressFatalErrorMessage", "-XX:-CreateCoredumpOnCrash",
                "-XX:+ExitOnOutOfMemoryError", "-Djava.io.tmpdir=/nonexistent",
                // Dates are read off the server's clock.
                "-Duser.timezone=" + timezone.getId(), "-Dslf4j.provider=" + CellLogging.class.getName(),
                "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-cp",
                classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator))));
        return command;
    }

    private static SocketChannel accept(ServerSocketChannel listening, Process process, CompletableFuture<Void> exited)
            throws IOException {
        exited.copy().orTimeout(START_SECONDS, TimeUnit.SECONDS).whenComplete((ended, late) -> close(listening));
        try {
            return listening.accept();
        } catch (IOException e) {
            if (process.isAlive()) {
                throw new IOException("it did not connect within " + START_SECONDS + " s", e);
            }
            try (BufferedReader reader = process.errorReader(StandardCharsets.UTF_8)) {
                throw new IOException("it ended: " + ending(process)
                        + reader.lines().limit(LINES_KEPT).map(line -> "\n  " + line).collect(Collectors.joining()), e);
            }
        }
    }

    private static void close(ServerSocketChannel listening) {
        try {
            listening.close();
        } catch (IOException e) {
            // It was about to be closed.
        }
    }

    /**
     * What it writes to its standard error: V8's reason for ending it, above all.
     */
    private void listen() {
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
            char[] part = new char[1024];
            StringBuilder line = new StringBuilder();
            for (int count = reader.read(part); count >= 0; count = reader.read(part)) {
                for (int i = 0; i < count; i++) {
                    if (part[i] != '\n' && line.length() < part.length) {
                        line.append(part[i]);
                    } else if (part[i] == '\n') {
                        keep(line.toString().strip());
                        line.setLength(0);
                    }
                }
            }
        } catch (IOException | UncheckedIOException e) {
            // It has ended.
        }
    }

    private void keep(String line) {
        synchronized (lastWords) {
            if (!line.isEmpty() && !line.startsWith("#") || line.startsWith("# Fatal")) {
                lastWords.add(line);
                if (lastWords.size() > LINES_KEPT) {
                    lastWords.remove();
                }
            }
        }
    }

    /** Ends the process; one that records is let write its cache. */
    void destroy() {
        if (records) {
            try {
                channel.close();
                process.waitFor(RECORDING_SECONDS, TimeUnit.SECONDS);
            } catch (IOException e) {
                // It ends all the same.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        process.destroyForcibly();
    }

    boolean records() {
        return records;
    }

    SocketChannel channel() {
        return channel;
    }

    Process process() {
        return process;
    }

    /** When it has ended, however. */
    CompletableFuture<Void> exited() {
        return exited.copy();
    }

    long pid() {
        return process.pid();
    }

    /** How the process ended, with what it said last; for the operator. */
    String ending() {
        String words;
        synchronized (lastWords) {
            words = lastWords.stream().filter(line -> line.contains("Fatal") || line.contains("OutOfMemory"))
                    .findFirst().map(line -> ": " + line).orElse("");
        }
        return ending(process) + words;
    }

    private static String ending(Process process) {
        if (process.isAlive()) {
            return "the process closed its channel";
        }
        int status = process.exitValue();
        @Nullable
        String signal = switch (status - 128) {
            case 4 -> "SIGILL";
            case 5 -> "SIGTRAP";
            case 6 -> "SIGABRT";
            case 7 -> "SIGBUS";
            case 9 -> "SIGKILL";
            case 11 -> "SIGSEGV";
            case 15 -> "SIGTERM";
            case 31 -> "SIGSYS";
            default -> null;
        };
        return signal == null ? "exit status " + status : signal;
    }
}
