package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * No test of any part waits for the clock, or for a time that is too short on a
 * busy machine.
 */
class TestsWaitTest {
    /** What must not be there, and what to write instead. */
    private static final Map<Pattern, String> INSTEAD = Map.of(
            Pattern.compile("Thread\\.sleep\\(|\\bTimeUnit\\.\\w+\\.sleep\\(|\\bparkNanos\\(|\\bparkUntil\\("),
            "Waiting.until(what, condition), or Pace.pause(time) in a load", Pattern.compile("\\.waitFor\\("),
            "Waiting.exit(process)",
            Pattern.compile("\\borTimeout\\(|\\bcompleteOnTimeout\\(|\\.get\\([^()]*, *(TimeUnit\\.)?[A-Z]+SECONDS\\)"),
            "Waiting.get(what, future)",
            Pattern.compile("\\.await\\([^()]+, *(TimeUnit\\.)?[A-Z]*SECONDS\\)|\\bawaitTermination\\("),
            "Waiting.open(what, latch) or Waiting.until(what, condition)",
            Pattern.compile("@Timeout\\b|\\bassertTimeout"), "@TakesUpTo(minutes = …), or nothing",
            Pattern.compile(
                    "setSoTimeout\\(\\d{2,}|setSoTimeout\\(\\d+_|[tT]imeout\\(Duration\\.of|(failsWithin|succeedsWithin)\\(Duration\\."),
            "Waiting.time() or Waiting.time(duration) in its parentheses",
            Pattern.compile("\\.join\\(\\d|\\.join\\(Duration"), "join(), as EveryTestEnds does not wait for ever",
            Pattern.compile("isLessThan\\([\\d_]+_000_000L?\\)"), "isLessThan(duration) of Waiting.quiet(nanos)");

    /**
     * {@code Confined} is a child that is confined, and waited for by its parent.
     */
    private static final Set<String> EXEMPT = Set.of("Confined.java", "TestsWaitTest.java");

    private static final Pattern TEXT_BLOCK = Pattern.compile("\"\"\"\\R.*?\"\"\"", Pattern.DOTALL);

    @Test
    void throughWaitingAlone() throws IOException {
        List<String> found = new ArrayList<>();
        for (String part : List.of("engine", "core", "server")) {
            try (Stream<Path> files = Files.walk(Path.of("..", part, "src/test/java"))) {
                for (Path file : files.filter(TestsWaitTest::isTest).toList()) {
                    look(file, found);
                }
            }
        }
        assertThat(found).isEmpty();
    }

    private static boolean isTest(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".java") && !EXEMPT.contains(name);
    }

    /** Add-ons in text blocks may do as they like. */
    private static void look(Path file, List<String> found) throws IOException {
        String code = TEXT_BLOCK.matcher(Files.readString(file))
                .replaceAll(block -> "\n".repeat((int) block.group().lines().count() - 1));
        INSTEAD.forEach((pattern, instead) -> {
            for (Matcher match = pattern.matcher(code); match.find();) {
                long line = code.substring(0, match.start()).lines().count();
                found.add(file + ":" + line + ": " + match.group() + " (expected: " + instead + ")");
            }
        });
    }
}
