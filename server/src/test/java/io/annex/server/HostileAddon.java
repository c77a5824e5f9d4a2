package io.annex.server;

import io.annex.testing.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * A script of {@code src/test/hostile}, grouped by folder. It begins with what
 * it tries and what must come of it:
 *
 * <pre>
 * // tries: to sleep in the worker's thread
 * // expects: 504 wall_clock
 * </pre>
 *
 * {@code expects} is one outcome or several with {@code or} between them:
 * {@code 200} and any other status, {@code 200 body} with exactly this body,
 * {@code 503 reason}, {@code refused} when the add-on cannot be deployed, and
 * {@code any} answer at all. {@code // thread: dies} marks what ends the
 * process that it runs in, {@code // thread: hangs} what never gives its thread
 * back: both need a process of their own; {@code // after: any} what the add-on
 * breaks so thoroughly in its own built-ins that its other routes need not
 * answer afterwards; {@code // cpu: little} what loops though its answer is as
 * expected; {@code // sends: form}, {@code text}, {@code json} or {@code deep}
 * what is posted to it, where it is about bodies.
 *
 * <p>
 * The script registers {@code /attack}. It is deployed beside an
 * {@code index.js} with two routes that do no harm: {@code /after}, and
 * {@code /bystander}, which answers later with the number it was given.
 */
record HostileAddon(String group, String name, Path script, List<String> outcomes, boolean needsProcess,
        boolean harmsItself, boolean loops, String sends) {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Path CORPUS = Path.of("src/test/hostile");
    private static final String INDEX = """
            const router = require('router');
            router.get('/after', (req, res) => res.send('after'));
            router.get('/bystander/:n', async (req, res) => {
              const { n } = req.params;
              await new Promise((resolve) => setTimeout(resolve, 20));
              res.send('bystander ' + n);
            });
            require('./attack');
            """;

    /** The corpus, by group and name. */
    static List<HostileAddon> all() {
        try (Stream<Path> files = Files.walk(CORPUS)) {
            return files.filter(file -> file.toString().endsWith(".js")).sorted().map(HostileAddon::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HostileAddon read(Path script) {
        try {
            List<String> head = Files.readAllLines(script).stream().takeWhile(line -> line.startsWith("// ")).toList();
            String tries = field(head, "tries");
            String expects = field(head, "expects");
            if (tries.isEmpty() || expects.isEmpty()) {
                throw new IllegalStateException(script + ": must begin with '// tries: …' and '// expects: …'");
            }
            return new HostileAddon(String.valueOf(script.getParent().getFileName()),
                    String.valueOf(script.getFileName()).replace(".js", ""), script, List.of(expects.split(" or ")),
                    !field(head, "thread").isEmpty(), field(head, "after").equals("any"),
                    expects.contains("504 cpu") || expects.equals("any") || field(head, "cpu").equals("little"),
                    field(head, "sends"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String field(List<String> head, String name) {
        String start = "// " + name + ": ";
        return head.stream().filter(line -> line.startsWith(start)).map(line -> line.substring(start.length()))
                .findFirst().orElse("");
    }

    String id() {
        return group + "-" + name;
    }

    String route(String path) {
        return "/rest-api/" + id() + path;
    }

    /** What attacks it, or has it attack. */
    HttpRequest attack(URI uri) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(uri);
        return (switch (sends) {
            case "" -> builder;
            case "form" -> builder.header("Content-Type", "multipart/form-data; boundary=b").POST(
                    BodyPublishers.ofString("--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a\"\r\n\r\n"
                            + "mine\r\n--b--\r\n"));
            case "text" ->
                builder.header("Content-Type", "text/plain").POST(BodyPublishers.ofString("x".repeat(1 << 20)));
            case "json" -> builder.header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString("[" + "{\"a\":[1,2,3]},".repeat(50_000) + "0]"));
            case "deep" -> builder.header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString("[".repeat(100_000) + "]".repeat(100_000)));
            default ->
                throw new IllegalStateException(script + ": sends: " + sends + " (expected: form, text, json or deep)");
        }).timeout(Waiting.time(PATIENCE)).build();
    }

    boolean refused() {
        return outcomes.contains("refused");
    }

    /**
     * Its part of the server's configuration: little time, of the clock or of the
     * processor, where it may come to what that ends, and else more than enough.
     *
     * @param cell
     *            the name of a cell to share, where it does not end its process
     */
    String settings(String cell) {
        boolean waits = outcomes.contains("any") || outcomes.contains("504 wall_clock");
        return "  %s: {limits: {wall: %d ms, cpu: %s}%s}\n".formatted(id(),
                Waiting.time(Duration.ofSeconds(waits ? 2 : 20)).toMillis(), loops ? "200 ms" : "10 s",
                cell.isEmpty() || needsProcess ? "" : ", cell: " + cell);
    }

    /** Makes the add-on's folder below {@code addons}. */
    void writeTo(Path addons) {
        try {
            // Whole at once: a folder that is looked at before its last file is there is
            // refused first.
            Path folder = Files.createDirectories(addons.resolveSibling("written").resolve(id()));
            Files.copy(script, folder.resolve("attack.js"));
            Files.writeString(folder.resolve("index.js"), INDEX);
            Files.writeString(folder.resolve("manifest.json"),
                    "{\"id\": \"%s\", \"version\": \"1\", \"type\": \"RESTApp\"}".formatted(id()));
            Files.move(folder, addons.resolve(id()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether an answer is among the outcomes that the script names. */
    boolean expects(HttpResponse<String> answer) {
        return outcomes.stream().anyMatch(outcome -> isOutcome(outcome, answer));
    }

    private static boolean isOutcome(String outcome, HttpResponse<String> answer) {
        if (outcome.equals("any")) {
            return true;
        }
        int space = outcome.indexOf(' ');
        String status = space < 0 ? outcome : outcome.substring(0, space);
        String rest = space < 0 ? "" : outcome.substring(space + 1);
        return status.equals(String.valueOf(answer.statusCode())) && (rest.isEmpty() || rest.equals(what(answer)));
    }

    /** The reason of a problem, else the body. */
    private static String what(HttpResponse<String> answer) {
        return isProblem(answer) ? Http.json(answer).path("reason").asString("") : answer.body();
    }

    static boolean isProblem(HttpResponse<String> answer) {
        return answer.headers().firstValue("content-type").orElse("").startsWith("application/problem+json");
    }

    @Override
    public String toString() {
        return group + "/" + name;
    }
}
