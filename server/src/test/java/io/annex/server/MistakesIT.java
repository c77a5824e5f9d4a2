package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.engine.Isolation;
import io.annex.server.config.ConfigReader;
import io.annex.server.config.InvalidConfig;
import io.annex.testing.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What beginners do wrong, a file each in {@code src/test/mistakes}: an add-on,
 * what it is asked, and what its author sees of it, word for word. Each says
 * what is wrong, where in the author's own file, and what to write instead.
 */
class MistakesIT {
    private static final Path MISTAKES = Path.of("src/test/mistakes");
    /** For whoever writes a mistake: what is seen now. */
    private static final Path SEEN = Path.of("target/mistakes");
    private static final Pattern ENTRY = Pattern.compile("(?m)^(TRACE|DEBUG|INFO|WARN|ERROR) \\{(.*?)\\} ");

    /** One for all: none of them ends it. */
    private static final String CELL = RunningServer.ISOLATION == Isolation.PROCESS ? "cell: mistakes, " : "";

    @TempDir
    private static Path folder;

    private static List<Mistake> mistakes;
    private static RunningServer server;
    private static String configuration;

    @BeforeAll
    static void start() throws IOException {
        StringBuilder yaml = new StringBuilder("""
                java: true
                limits: {cpu: 300 ms, load: 600 ms, heap: 32 MB, external: 16 MB, workers: 1, resident: 2 GB, idle: 1 s}
                jbackend:
                  endpoints:
                    - {path: /jbackend, access: free}
                addons:
                """);
        try (Stream<Path> files = Files.list(MISTAKES)) {
            mistakes = files.sorted().map(Mistake::read).toList();
        }
        Path addons = Files.createDirectory(folder.resolve("addons"));
        for (Mistake mistake : mistakes) {
            mistake.write(addons);
            if (!mistake.isOfOperator()) {
                String own = mistake.part("addons").strip();
                yaml.append("  ").append(mistake.name()).append(": {").append(CELL).append(own).append("}\n");
            }
        }
        configuration = yaml.toString();
        server = RunningServer.startIn(configuration, addons);
        Files.createDirectories(SEEN);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @TestFactory
    Stream<DynamicTest> whatIsSeenOfAMistakeSaysWhatWhereAndWhatToWrite() {
        return mistakes.stream().map(mistake -> DynamicTest.dynamicTest(mistake.name(), () -> check(mistake)));
    }

    private static void check(Mistake mistake) throws IOException {
        String answers = mistake.isOfOperator()
                ? ""
                : mistake.asked().map(MistakesIT::answer).collect(Collectors.joining());
        String expected = mistake.part("seen");
        try {
            Waiting.until("what is seen is there", () -> plain(answers + seen(mistake)).length() >= expected.length());
        } finally {
            Files.writeString(SEEN.resolve(mistake.name() + ".txt"), plain(answers + seen(mistake)));
        }
        assertThat(plain(answers + seen(mistake))).isEqualTo(expected);
        for (String score : List.of("what", "where", "instead")) {
            assertThat(expected).as(score).contains(mistake.said(score));
        }
    }

    /** What needs no request to be found. */
    @Test
    void checkSaysTheSameOfWhatNeedsNoRequest() throws Exception {
        List<Mistake> found = mistakes.stream().filter(each -> !each.isOfOperator() && !each.has("ask")).toList();
        List<String> arguments = new ArrayList<>(List.of("check"));
        found.forEach(each -> arguments.add(folder.resolve("addons").resolve(each.name()).toString()));
        Path config = Files.writeString(folder.resolve("annex.yaml"),
                configuration + "isolation: " + RunningServer.ISOLATION.code() + '\n');
        arguments.addAll(List.of("--config", config.toString()));
        try (RunningCommand command = RunningCommand.installed(folder, arguments)) {
            String said = plain(command.end().err());
            for (Mistake each : found) {
                for (String entry : each.part("seen").split("(?m)^(?=(?:WARN|ERROR) )")) {
                    String message = entry.replaceFirst(
                            "^(?:WARN|ERROR) (?:\\S+ (?:was not deployed|is not served): )?(?:browsers get no script: )?",
                            "").strip();
                    assertThat(said).as(each.name()).contains(message);
                }
            }
        }
    }

    @Test
    void thereAreMistakesOfEveryStyle() {
        assertThat(mistakes).hasSizeGreaterThanOrEqualTo(40);
        assertThat(mistakes.stream().map(Mistake::style).distinct()).containsExactlyInAnyOrder("restapp", "widget",
                "webpoints", "jbackend", "java", "operator", "folder");
    }

    private static String answer(Asked asked) {
        HttpRequest.Builder request = Http.request(server.uri(asked.path())).method(asked.method(),
                asked.body().isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(asked.body()));
        asked.headers().forEach(request::header);
        HttpResponse<String> answer = Http.send(request.build());
        return asked.method() + ' ' + asked.path() + '\n' + answer.statusCode() + ' ' + answer.body() + '\n';
    }

    /** What the log has of it. */
    private static String seen(Mistake mistake) {
        if (mistake.isOfOperator()) {
            return refusal(mistake);
        }
        StringBuilder seen = new StringBuilder();
        String log = server.log();
        Matcher entry = ENTRY.matcher(log);
        for (boolean found = entry.find(); found;) {
            String level = String.valueOf(entry.group(1));
            String about = String.valueOf(entry.group(2));
            int from = entry.end();
            found = entry.find();
            String message = log.substring(from, found ? entry.start() : log.length());
            boolean its = Pattern.compile("\\baddon=" + mistake.name() + "(?:,|$)").matcher(about).find()
                    || about.isEmpty() && message.contains("/" + mistake.name() + " ");
            if (its && !level.equals("INFO")) {
                seen.append(level).append(' ').append(message);
            }
        }
        return seen.toString();
    }

    private static String refusal(Mistake mistake) {
        try {
            ConfigReader.read(folder.resolve("addons").resolve(mistake.name()).resolve("annex.yaml"), Map.of(),
                    Map.of());
            return "";
        } catch (InvalidConfig e) {
            return e.getMessage() + '\n';
        }
    }

    /** Without what is another at each time. */
    private static String plain(String text) {
        return text.replace(folder.resolve("addons") + "/", "").replaceAll("incident [a-z0-9]{10}", "incident …")
                .replaceAll("\"incident\":\"\\w+\"", "\"incident\":\"…\"").replaceAll("used \\d+\\.\\d+ s", "used … s")
                .replaceAll("had \\d+(?:\\.\\d)? MB", "had … MB")
                // An interrupt check is somewhere in a line.
                .replaceAll("((?:of CPU time|heap had) .*\\n    at .*:\\d+):\\d+", "$1:…")
                .replaceAll("(?m)^\\s+at java\\.base/.*\\n", "").replaceAll("(?m)[ \\t]+$", "");
    }

    private record Asked(String method, String path, Map<String, String> headers, String body) {
    }

    /**
     * A mistake.
     *
     * @param parts
     *            by their names: those with a dot are files of the add-on
     */
    private record Mistake(String name, Map<String, String> parts) {
        private static final Pattern PART = Pattern.compile("(?m)^--- (\\S+)\\n");

        static Mistake read(Path file) {
            String name = String.valueOf(file.getFileName()).replace(".txt", "");
            try {
                String text = Files.readString(file);
                Map<String, String> parts = new LinkedHashMap<>();
                Matcher part = PART.matcher(text);
                for (boolean found = part.find(); found;) {
                    String of = String.valueOf(part.group(1));
                    int from = part.end();
                    found = part.find();
                    parts.put(of, text.substring(from, found ? part.start() : text.length()));
                }
                return new Mistake(name, parts);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        boolean has(String part) {
            return parts.containsKey(part);
        }

        String part(String part) {
            return parts.getOrDefault(part, "");
        }

        /** A text of what is seen that says what is wrong, where, or what to write. */
        String said(String score) {
            return part("says").lines().filter(line -> line.startsWith(score + ": ")).findFirst()
                    .orElseThrow(() -> new AssertionError(name + ": --- says has no " + score))
                    .substring(score.length() + 2);
        }

        String style() {
            if (isOfOperator()) {
                return "operator";
            }
            if (parts.keySet().stream().anyMatch(each -> each.endsWith(".java"))) {
                return "java";
            }
            if (has("server.js") || has("server.ts")) {
                return "webpoints";
            }
            if (has("backend.js") || has("backend.ts") || has("widget.js")) {
                return "widget";
            }
            if (parts.keySet().stream().anyMatch(each -> each.endsWith(".xml"))) {
                return "jbackend";
            }
            return has("index.js") || has("index.ts") || has("index.mjs") || has("manifest.json")
                    ? "restapp"
                    : "folder";
        }

        /** What an operator writes, which no server starts with. */
        boolean isOfOperator() {
            return has("annex.yaml");
        }

        void write(Path addons) throws IOException {
            Path root = Files.createDirectories(addons.resolve(name));
            String style = style();
            if (style.equals("restapp") && !has("manifest.json")) {
                manifest(root, "RESTApp");
            } else if (style.equals("java") && !has("manifest.json") && !has(name + ".xml")) {
                manifest(root, "Java");
            }
            for (Map.Entry<String, String> part : parts.entrySet()) {
                String of = part.getKey();
                if (of.endsWith(".java")) {
                    JavaSources.jar(root.resolve(of.replace(".java", ".jar").toLowerCase(Locale.ROOT)),
                            of.replace(".java", ""), part.getValue());
                } else if (of.contains(".")) {
                    Path file = root.resolve(of);
                    Files.createDirectories(file.resolveSibling(".").normalize());
                    Files.writeString(file, part.getValue());
                }
            }
        }

        private void manifest(Path root, String type) throws IOException {
            Files.writeString(root.resolve("manifest.json"),
                    "{\"id\": \"" + name + "\", \"version\": \"1.0.0\", \"type\": \"" + type + "\"}\n");
        }

        /** A line each: method, path below the mount, and a body. */
        Stream<Asked> asked() {
            String base = switch (style()) {
                case "restapp" -> "/rest-api/" + name;
                case "java" -> has(name + ".xml") ? "" : "/java/" + name;
                case "webpoints" -> "/" + name;
                case "widget" -> "/console/wb";
                default -> "";
            };
            Map<String, String> headers = style().equals("widget") ? Map.of("widget-id", name) : Map.of();
            return part("ask").lines().filter(line -> !line.isBlank()).map(line -> line.split(" ", 3))
                    .map(line -> new Asked(line[0], base + line[1], headers, line.length > 2 ? line[2] : ""));
        }
    }
}
