package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.testing.Pace;
import io.annex.testing.Waiting;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who types commands, word for word, in a checkout that has just been
 * built: a new folder with the script {@code annex}, the distribution and the
 * examples, and nothing else.
 *
 * <p>
 * Pages name the port 8080, which another program or test may have. So that
 * nothing has to be added to a command, it is typed in a network namespace: a
 * loopback with all its ports free. Where the system makes none, the machine's
 * own port 8080 is used, and has to be free. npm and Maven, which fetch from
 * elsewhere, are run outside of it.
 *
 * <p>
 * What people do without thinking is done too: they wait until the server says
 * that it is ready, end it before they start the next one, and ask once more
 * when a deploy was slower than they.
 */
final class Terminal implements AutoCloseable {
    /** Maven and npm may have to fetch much. */
    private static final Duration MOST = Duration.ofSeconds(60);
    private static final long PAUSE_NANOS = 20_000_000;
    private static final String PROMPT = "$ ";
    private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z";
    private static final Pattern FETCHES = Pattern.compile("(npm|mvn) .*");
    private static final Pattern ASKS = Pattern.compile("curl (?!.*-[XFd] ).*");
    private static final String KEY = "\\b[0-9A-Z]{20}\\b";
    private static final Pattern VARIES = Pattern.compile("(?<time>" + TIME + ")|" + KEY + "|…");

    private final Path folder;
    private final Path records;
    private final @Nullable Process namespace;
    private final Shell near;
    private final Shell far;
    private @Nullable Running server;
    private boolean owns = true;
    private int typed;

    /**
     * @param folder
     *            is made the checkout
     */
    Terminal(Path folder) throws IOException {
        this(folder, namespace());
        checkout();
    }

    private Terminal(Path folder, @Nullable Process namespace) throws IOException {
        this.folder = folder;
        this.records = Files.createTempDirectory("annex-terminal-");
        this.namespace = namespace;
        this.near = new Shell(inside());
        this.far = new Shell(List.of());
    }

    /** One more on the same machine, closed first. */
    Terminal another() throws IOException {
        Terminal another = new Terminal(folder, namespace);
        another.owns = false;
        return another;
    }

    private void checkout() throws IOException {
        Path root = Path.of("..").toAbsolutePath().normalize();
        Path home = Objects.requireNonNull(Installation.home(), "annex.home").toAbsolutePath();
        Files.copy(root.resolve("annex"), folder.resolve("annex"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.copy(root.resolve("pom.xml"), folder.resolve("pom.xml"), StandardCopyOption.COPY_ATTRIBUTES);
        Path examples = home.resolve("examples");
        try (Stream<Path> all = Files.walk(examples)) {
            for (Path each : all.toList()) {
                Files.copy(each, folder.resolve("examples").resolve(examples.relativize(each).toString()),
                        StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        // Built last, as far as times tell: nothing is newer.
        Path bin = Files.createDirectories(folder.resolve("server/target").resolve(home.getFileName()).resolve("bin"));
        executable(bin.resolve("annex"), home.resolve("bin/annex"));
    }

    /** Makes a script that is another program. */
    static void executable(Path script, Path program) throws IOException {
        Files.writeString(script, "#!/bin/sh\nexec '" + program + "' \"$@\"\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
    }

    /** A process in a network of its own; it ends when its input does. */
    private static @Nullable Process namespace() throws IOException {
        Process process;
        try {
            process = new ProcessBuilder("unshare", isRoot() ? "-n" : "-rn", "sh", "-c",
                    "ip link set lo up && echo up && exec cat").redirectError(ProcessBuilder.Redirect.DISCARD).start();
        } catch (IOException e) {
            // There is no such program.
            return null;
        }
        BufferedReader out = process.inputReader();
        if ("up".equals(out.readLine())) {
            return process;
        }
        process.destroy();
        return null;
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private List<String> inside() {
        List<String> command = new ArrayList<>();
        if (namespace != null) {
            command.addAll(List.of("nsenter", "-t", String.valueOf(namespace.pid()), "-n"));
            if (!isRoot()) {
                command.addAll(List.of("-U", "--preserve-credentials"));
            }
        }
        return command;
    }

    /**
     * Types the commands of a block and compares what each prints with what stands
     * below it: an ellipsis stands for anything, a time for any time, a key for any
     * key. A server is left running.
     *
     * @return what the last command printed
     */
    String type(String block) throws Exception {
        String printed = "";
        List<String> lines = block.lines().toList();
        for (int at = 0; at < lines.size();) {
            assertThat(lines.get(at)).startsWith(PROMPT);
            String command = lines.get(at++).substring(PROMPT.length());
            List<String> expected = new ArrayList<>();
            while (at < lines.size() && !lines.get(at).startsWith(PROMPT)) {
                expected.add(lines.get(at++));
            }
            String shown = String.join("\n", expected).strip();
            printed = shown.isEmpty() ? enter(command) : enter(command, pattern(shown));
        }
        return printed;
    }

    private static Pattern pattern(String shown) {
        StringBuilder pattern = new StringBuilder();
        for (String line : shown.lines().toList()) {
            pattern.append(pattern.isEmpty() ? "" : "\\R");
            if (line.equals("…")) {
                pattern.append("(?s:.*)");
                continue;
            }
            Matcher varies = VARIES.matcher(line);
            int from = 0;
            while (varies.find()) {
                pattern.append(Pattern.quote(line.substring(from, varies.start())))
                        .append(varies.group().equals("…") ? ".*" : varies.group("time") != null ? TIME : KEY);
                from = varies.end();
            }
            pattern.append(Pattern.quote(line.substring(from)));
        }
        return Pattern.compile(pattern.toString());
    }

    private String enter(String command, Pattern expected) throws Exception {
        String printed = enter(command);
        long until = System.nanoTime() + Waiting.time(MOST).toNanos();
        while (ASKS.matcher(command).matches() && !expected.matcher(printed.strip()).matches()
                && System.nanoTime() < until) {
            Pace.pause(Duration.ofNanos(PAUSE_NANOS));
            printed = enter(command);
        }
        assertThat(printed.strip()).as("%s%n%s", command, log()).matches(expected);
        return printed;
    }

    /** Types one command; what it prints on its standard output. */
    String enter(String command) throws Exception {
        if (command.startsWith("./annex run ")) {
            interrupt();
            Running started = new Running(command);
            server = started;
            return started.ready();
        }
        return (FETCHES.matcher(command).matches() ? far : near).run(command);
    }

    /** Ends the server that runs, as Ctrl-C does. */
    void interrupt() throws Exception {
        Running running = server;
        server = null;
        if (running != null) {
            running.end();
        }
    }

    /** What the server that runs has logged. */
    String log() {
        return server == null ? "" : read(server.err);
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ProcessBuilder process(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        // As after Ctrl-C, which who has started the tests may have them ignore.
        builder.environment().put("ANNEX_GRACE", "0 s");
        // Where pages say `annex`, it is installed.
        builder.environment().merge("PATH", ":" + Objects.requireNonNull(Installation.home()).resolve("bin"),
                String::concat);
        return builder;
    }

    /** A shell that keeps what it is told: variables, and where it is. */
    private final class Shell {
        private final Process process;
        private final BufferedWriter in;

        Shell(List<String> before) throws IOException {
            List<String> command = new ArrayList<>(before);
            command.add("sh");
            process = process(command).redirectErrorStream(true)
                    .redirectOutput(records.resolve("shell-" + before.size()).toFile()).start();
            in = process.outputWriter();
        }

        String run(String command) throws IOException {
            Path record = records.resolve(String.valueOf(typed++));
            Path status = Path.of(record + ".status");
            in.write("{\n" + command + "\n} >" + record + ".out 2>" + record + ".err </dev/null; echo $? >" + record
                    + ".part; mv " + record + ".part " + status + "\n");
            in.flush();
            Waiting.until(MOST, "ended: " + command, () -> Files.exists(status) || !process.isAlive());
            String printed = read(Path.of(record + ".out"));
            assertThat(process.isAlive() ? read(status).strip() : "the shell has ended")
                    .as("%s%n%s%n%s", command, printed, read(Path.of(record + ".err"))).isEqualTo("0");
            return printed;
        }

        void close() throws IOException {
            in.close();
            process.destroy();
        }
    }

    /** A server in a terminal that it has for itself. */
    private final class Running {
        private final Process process;
        private final String command;
        private final Path out;
        private final Path err;

        Running(String command) throws IOException {
            this.command = command;
            int number = typed++;
            out = records.resolve(number + ".out");
            err = records.resolve(number + ".err");
            List<String> all = new ArrayList<>(inside());
            all.addAll(List.of("sh", "-c", "exec " + command));
            process = process(all).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        }

        String ready() {
            Waiting.until(MOST, "ready: " + command, () -> read(out).contains("Annex ready on ") || !process.isAlive());
            assertThat(process.isAlive()).as("%s%n%s", command, read(err)).isTrue();
            return read(out);
        }

        void end() throws InterruptedException {
            process.destroy();
            assertThat(Waiting.exit(process)).as("%s%n%s", command, read(err)).isZero();
        }
    }

    @Override
    public void close() throws Exception {
        try {
            interrupt();
        } finally {
            near.close();
            far.close();
            if (namespace != null && owns) {
                namespace.destroy();
            }
            ServerProcess.delete(records);
        }
    }
}
