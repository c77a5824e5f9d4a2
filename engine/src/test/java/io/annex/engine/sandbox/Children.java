package io.annex.engine.sandbox;

import com.caoccao.javet.enums.JSRuntimeType;
import com.caoccao.javet.exceptions.JavetException;
import com.caoccao.javet.interop.loader.JavetLibLoader;
import io.annex.testing.Waiting;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Starts {@link Confined}, and answers on its channel with what it says. */
final class Children implements AutoCloseable {
    /** What a child has printed and how it ended. */
    record Outcome(int exit, String output) {
        /** What it has said after {@code name: }. */
        Map<String, String> said() {
            return output.lines().filter(line -> line.contains(": ") && !line.startsWith("report "))
                    .collect(Collectors.toMap(line -> line.substring(0, line.indexOf(": ")),
                            line -> line.substring(line.indexOf(": ") + 2), (first, second) -> second,
                            LinkedHashMap::new));
        }

        SandboxReport report() {
            return SandboxReport.parse(output.lines().filter(line -> line.startsWith("report "))
                    .map(line -> line.substring("report ".length())).collect(Collectors.joining("\n")));
        }
    }

    final Path folder;
    private final ServerSocketChannel channel;
    private final ServerSocketChannel other;
    private final ServerSocket tcp;

    Children(Path folder) throws IOException {
        this.folder = folder;
        for (String name : List.of("readable", "writable")) {
            Files.createDirectory(folder.resolve(name));
        }
        for (String name : List.of("readable/file", "readable/old", "readable/superfluous", "readable/other",
                "secret")) {
            Files.writeString(folder.resolve(name), name);
        }
        channel = listen("channel");
        other = listen("other");
        tcp = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().start(this::answer);
    }

    /** Unpacks V8's library and its data to where a child may read it. */
    Children withV8() throws IOException, JavetException {
        for (String packed : List.of(new JavetLibLoader(JSRuntimeType.V8I18n).getResourceFileName(),
                "/io/annex/icu/icudtl.dat")) {
            try (InputStream in = Children.class.getResourceAsStream(packed)) {
                Files.copy(in, folder.resolve("readable").resolve(packed.substring(packed.lastIndexOf('/') + 1)));
            }
        }
        return this;
    }

    Outcome run(String how, String what, String... flags) throws IOException, InterruptedException {
        return outcome(start(how, what, flags));
    }

    /** The same, in a process that is confined from its first instruction on. */
    Outcome runConfined(String how, String what) throws IOException, InterruptedException {
        return outcome(start(confined(command(how, what))));
    }

    private static Outcome outcome(Process process) throws IOException, InterruptedException {
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes());
        return new Outcome(Waiting.exit(process), output);
    }

    Process start(String how, String what, String... flags) throws IOException {
        return start(command(how, what, flags));
    }

    Process startConfined(String how, String what) throws IOException {
        return start(confined(command(how, what)));
    }

    private static Process start(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectInput(Redirect.PIPE);
        builder.environment().put("TZ", "Asia/Kathmandu");
        return builder.start();
    }

    private List<String> confined(List<String> command) {
        List<Path> classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator)).map(Path::of)
                .toList();
        return ConfinedStart.command(Path.of(command.getFirst()), List.of(), classPath, ProcessHandle.current().pid(),
                List.of(folder.resolve("readable")), command);
    }

    private List<String> command(String how, String what, String... flags) {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx64m", "-XX:+UseSerialGC", "-XX:-UsePerfData"));
        if (Stream.of(flags).noneMatch(flag -> flag.contains("native-access"))) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(List.of(flags));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Confined.class.getName(), how,
                String.valueOf(ProcessHandle.current().pid()), folder.toString(), String.valueOf(tcp.getLocalPort()),
                what));
        return command;
    }

    @Override
    public void close() throws IOException {
        channel.close();
        other.close();
        tcp.close();
    }

    private ServerSocketChannel listen(String name) throws IOException {
        return ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(folder.resolve(name)));
    }

    private void answer() {
        while (channel.isOpen()) {
            try {
                SocketChannel child = channel.accept();
                Thread.ofPlatform().daemon().start(() -> echo(child));
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void echo(SocketChannel child) {
        try (child) {
            ByteBuffer buffer = ByteBuffer.allocate(1024);
            while (child.read(buffer) >= 0) {
                child.write(buffer.flip());
                buffer.clear();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
