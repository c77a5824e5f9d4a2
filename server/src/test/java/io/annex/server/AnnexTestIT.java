package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.server.RunningCommand.Ended;
import io.annex.testing.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code annex test}, each time as a process of its own. */
class AnnexTestIT {
    private static final String ISOLATION = System.getProperty("annex.test.isolation", "process");

    @TempDir
    Path folder;

    @BeforeEach
    void configure() throws IOException {
        Files.writeString(folder.resolve("test.yaml"),
                "isolation: " + ISOLATION + "\njbackend: {endpoints: [{path: /rest, access: free}]}\n"
                        + "addons: {shop: {grants: {mail: true}}}\n");
    }

    /**
     * Where the arguments say nothing of it, each test has its 10 s as a quiet
     * machine counts them.
     */
    private Ended test(String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("test"));
        all.addAll(List.of(arguments));
        if (!all.contains("--timeout")) {
            all.addAll(List.of("--timeout", Waiting.time(Duration.ofSeconds(10)).toMillis() + " ms"));
        }
        try (RunningCommand running = RunningCommand.installed(folder, all)) {
            return running.end();
        }
    }

    private void copy(String project) throws IOException {
        Path from = Path.of("src/test/resources/testkit").resolve(project);
        try (Stream<Path> files = Files.walk(from)) {
            for (Path each : files.toList()) {
                Files.copy(each, folder.resolve(project).resolve(from.relativize(each).toString()));
            }
        }
    }

    @Test
    void whatATestAsksOfTheHostIsDone() throws Exception {
        copy("shop");
        Ended ended = test("shop", "--config", "test.yaml");
        assertThat(ended.out()).as(ended.err()).doesNotContain("✖").startsWith("shop/test/all.test.mjs\n").contains(
                "  ✔ moves the clock (", "  as node:test\n", "      ✔ one (", "a note\n", "- is skipped (skipped)\n",
                "- is to be done (to do)\n", "- skips itself (skipped: not here)\n",
                "before each each one afterEach afterEach each afterEach each afterEach each afterEach each afterEach\n",
                "16 tests: 13 passed, 0 failed, 2 skipped, 1 to do (");
        assertThat(ended.err()).isEmpty();
        assertThat(ended.status()).isZero();
    }

    @Test
    void whatFailsIsToldWithItsPlaceAndTheRestGoesOn() throws Exception {
        copy("red");
        Ended ended = test("red", "--config", "test.yaml", "--timeout", "1 s");
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.out()).as(ended.err()).contains("  ✖ differs (", "+ { status: 500, list: [ 1, 2 ] }",
                "- { status: 200, list: [ 1, 3 ] }", "at red/test/red.test.ts:12:10\n",
                "assert.deepEqual({ status: answer.status, list: [1, 2] }", "the add-on has logged:\n",
                "Error: no such luck\n", "at red/index.js:3:9\n",
                "the add-on called GET https://api.example.org/orders/7?key=secret, and the test has no answer for it"
                        + " (expected: outbound.answer('https://api.example.org/orders/7', …) of 'annex/test'",
                "Error: nobody handles me\n", "the test 'hangs' did not end within 1 s (limit: the timeout of tests",
                "    ✖ never ends (", "it computed for more than 2.0 s, and was stopped (limit: the timeout",
                "at red/test/red.test.ts:32:", "The rest of 'a suite' was not run.\n", "  ✖ leaves a promise (",
                "Error: nobody waits for me\n", "at red/test/red.test.ts:37:", "  ✖ answers by a function (",
                "Error: no answer of mine\n", "(red/test/red.test.ts:23:",
                "the test 'goes far' did not end within 50 ms",
                "outbound.answer: an answer has no 'statsu': did you mean 'status'?\n", "at red/test/red.test.ts:40:",
                "  ✔ goes on (", "red/test/unreadable.test.js\n",
                "it cannot be read: Error: Cannot find module './nothing'", "at red/test/unreadable.test.js:3:1\n",
                "Failed:\n  differs (red/test/red.test.ts:10:1)\n", "  ✖ is aborted before (",
                "the test 'is aborted before' was aborted by its signal: not today\n",
                "the test 'is aborted meanwhile' was aborted by its signal: ", "    ✖ that fail (", "Error: within\n",
                "  ✖ has subtests (", "Error: 1 subtest failed\n", "There is no 'advnace': did you mean 'advance'?",
                "'annex/test' has no 'timrs': did you mean 'timers'?",
                "timers.fire: red does not listen for 'sv:every-huor': did you mean 'sv:every-hour'?\n",
                "send: red has no listener 'sv:evry-hour': did you mean 'sv:every-hour'?\n",
                "at red/test/red.test.ts:65:", "at red/test/red.test.ts:66:", "20 tests: 1 passed, 19 failed (");
    }

    @Test
    void whatCannotBeginSaysSoWithAStatusOfItsOwn() throws Exception {
        copy("broken");
        copy("empty");
        Ended broken = test("broken", "--config", "test.yaml");
        assertThat(broken.err()).startsWith("annex: broken: ").contains("broken/index.js:2:8");
        assertThat(broken.status()).isEqualTo(1);
        Ended empty = test("empty", "--config", "test.yaml");
        assertThat(empty.err()).isEqualTo("annex: empty: no tests (expected: files such as test/hello.test.js)\n");
        assertThat(empty.status()).isEqualTo(2);
        assertThat(test("nowhere").err()).isEqualTo("annex: nowhere: no such folder\n");
        Ended wrong = test("empty", "--timeout", "soon");
        assertThat(wrong.err()).startsWith("annex: --timeout: soon (expected: ");
        assertThat(wrong.status()).isEqualTo(2);
    }

    @Test
    void whatIsAskedForRunsAloneAndIsToldInTap() throws Exception {
        copy("shop");
        Ended ended = test("shop", "test/all.test.mjs", "--config", "test.yaml", "--name", "node:test has|knows where",
                "--tap");
        assertThat(ended.out()).as(ended.err()).startsWith("TAP version 14\n# shop/test/all.test.mjs\n")
                .containsSubsequence("ok 1 - knows where the add-on is\n", "        ok 1 - one\n", "        1..1\n",
                        "    ok 1 - has subtests\n", "    1..1\n", "ok 2 - as node:test\n", "1..2\n", "# pass 3\n",
                        "# fail 0\n")
                .doesNotContain("moves");
        assertThat(ended.status()).isZero();
    }

    @Test
    void aChangeRunsThemAgain() throws Exception {
        copy("empty");
        Path test = Files.createDirectories(folder.resolve("empty/test")).resolve("a.test.js");
        String passes = "require('node:test').test('holds', () => {});\n";
        Files.writeString(test, passes);
        try (RunningCommand running = RunningCommand.installed(folder,
                List.of("test", "empty", "--config", "test.yaml", "--watch"))) {
            Waiting.until("the first run has ended", () -> running.out().contains("1 test: 1 passed"));
            Files.writeString(test, "require('node:test').test('holds', () => { throw new Error('no more'); });\n");
            Waiting.until("the second run has ended", () -> running.out().contains("1 test: 0 passed, 1 failed"));
            Files.writeString(folder.resolve("empty/index.js"), "}");
            Waiting.until("the mistake is shown", () -> running.err().contains("empty/index.js:1:1"));
            assertThat(running.process().isAlive()).isTrue();
        }
    }

    @Test
    void whatItNeededIsDeletedWhenASignalEndsIt() throws Exception {
        copy("empty");
        Files.writeString(Files.createDirectories(folder.resolve("empty/test")).resolve("a.test.js"),
                "require('node:test').test('waits', () => { console.log('begun'); return new Promise(() => {}); });\n");
        Path temporary = Files.createDirectory(folder.resolve("temporary"));
        try (RunningCommand running = RunningCommand.installed(folder,
                List.of("env", "ANNEX_JAVA_OPTS=-Djava.io.tmpdir=" + temporary),
                List.of("test", "empty", "--config", "test.yaml"))) {
            Waiting.until("the test runs", () -> running.out().contains("begun"));
            assertThat(temporary).isDirectoryContaining("glob:**/annex-test-*");
            running.process().destroy();
            Waiting.exit(running.process());
            assertThat(temporary).isDirectoryNotContaining("glob:**/annex-test-*");
        }
    }

    @Test
    void anAddonInJavaIsTestedByWhatWasBuilt() throws Exception {
        JavaSources.addon(folder.resolve("built"), "1",
                "public void endpoints(Router router) { router.get(\"/\", exchange -> exchange.send(\"one\")); }");
        Files.writeString(Files.createDirectories(folder.resolve("source")).resolve("a.test.js"), """
                const { test } = require('node:test');
                const assert = require('node:assert/strict');
                const { clock, fetch, url } = require('annex/test');
                test('answers', async () => {
                  await clock.advance('1h');
                  assert.equal(await (await fetch(url)).text(), 'one');
                });
                """);
        Ended ended = test("source", "--addon", "built", "--config", "test.yaml");
        assertThat(ended.out()).as(ended.err()).contains("1 test: 1 passed, 0 failed");
        assertThat(ended.status()).isZero();
    }

    private void passes(String... arguments) throws Exception {
        Ended ended = test(arguments);
        assertThat(ended.out()).as(ended.err()).contains("✔").doesNotContain("✖");
        assertThat(ended.status()).isZero();
    }

    /** One after the other: each has two processes. */
    @Test
    void theTestsOfTheExamplesPass() throws Exception {
        Path examples = Path.of("../examples").toAbsolutePath().normalize();
        for (String each : List.of("hello", "helloworld", "notes", "status", "units")) {
            passes(examples.resolve(each).toString());
        }
        String shipping = examples.resolve("java/shipping").toString();
        passes(shipping, "--addon", shipping + "/target/addon");
    }
}
