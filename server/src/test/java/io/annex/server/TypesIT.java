package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.server.RunningCommand.Ended;
import io.annex.testing.TakesUpTo;
import io.annex.testing.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code @annex/types}, as {@code annex new} hands it to projects: what the
 * types say is what add-ons of a running server have, projects and examples are
 * clean, and editors know what can be written.
 */
class TypesIT {
    private static final Path SOURCES = Path.of("src/test/types").toAbsolutePath();
    private static final Path EXAMPLES = Path.of("../examples").toAbsolutePath().normalize();

    @TempDir
    private static Path folder;
    private static final List<Path> PROJECTS = new ArrayList<>();

    @BeforeAll
    @TakesUpTo(minutes = 4)
    static void makeProjects() throws Exception {
        made("greeter", "restapp");
        made("clock", "widget");
        made("sums", "webpoints");
        made("Shop", "jbackend");
        made("greeter-ts", "restapp", "--typescript");
        made("clock-ts", "widget", "--typescript");
        made("sums-ts", "webpoints", "--typescript");
        made("ShopTs", "jbackend", "--typescript");
        run(folder.resolve("greeter"), "npm", "install", "--prefer-offline", "--no-audit", "--no-fund", "--silent");
        for (String example : List.of("hello", "helloworld", "notes", "status", "units")) {
            PROJECTS.add(copy(EXAMPLES.resolve(example), folder.resolve("examples").resolve(example)));
        }
        // npm leaves the same in each.
        for (Path each : PROJECTS.subList(1, PROJECTS.size())) {
            Files.createSymbolicLink(each.resolve("node_modules"), folder.resolve("greeter/node_modules"));
        }
    }

    private static void made(String name, String style, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("new", name, "--style", style));
        arguments.addAll(List.of(more));
        try (RunningCommand command = RunningCommand.installed(folder, arguments)) {
            Ended ended = command.end();
            assertThat(ended.status()).as(ended.err()).isZero();
        }
        PROJECTS.add(folder.resolve(name));
    }

    @Test
    void aNewProjectIsCleanAsItIsChecked() throws Exception {
        assertThat(run(folder.resolve("greeter"), "npx", "tsc", "--noEmit", "--strict")).isEmpty();
    }

    @Test
    void theTypesAreWhatAddonsHaveAndAllProjectsAreClean() throws Exception {
        try (RunningServer server = RunningServer.startIn("""
                mail: {host: 127.0.0.1, port: 1025, from: annex@example.com}
                addons: {reflect: {grants: {files: true, mail: true, addons: [other]}}}
                jbackend: {endpoints: [{path: /rest, access: free}]}
                """, reflecting("restapp", "index.js"), reflecting("widget", "backend.js"),
                reflecting("webpoints", "server.js"), reflecting("jbackend", "mirror.js"))) {
            List<String> command = new ArrayList<>(List.of("node", SOURCES.resolve("check.mjs").toString(),
                    folder.resolve("greeter").toString(), server.uri("/").toString(), kit().toString()));
            PROJECTS.forEach(each -> command.add(each.toString()));
            System.out.print(run(folder, command.toArray(new String[0])));
        }
    }

    /** What tests of add-ons see, as one tells it. */
    private static Path kit() throws Exception {
        Path addon = reflecting("kit", "test/kit.test.js");
        return Files.writeString(folder.resolve("kit.tap"), tested(addon, "--tap"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"greeter-ts", "clock", "sums-ts", "Shop"})
    void theTestsOfANewProjectPass(String project) throws Exception {
        // npm's packages are linked here.
        Path copied = copy(folder.resolve(project), folder.resolve("tested").resolve(project));
        assertThat(tested(copied)).contains("✔").doesNotContain("✖");
    }

    private static String tested(Path addon, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("test", addon.toString()));
        arguments.addAll(List.of(more));
        try (RunningCommand command = RunningCommand.installed(folder, arguments)) {
            Ended ended = command.end();
            assertThat(ended.status()).as(ended.out() + ended.err()).isZero();
            return ended.out();
        }
    }

    /** An add-on that tells what it sees. */
    private static Path reflecting(String style, String script) throws IOException {
        Path addon = copy(SOURCES.resolve(style), folder.resolve("reflecting").resolve(style));
        Files.writeString(addon.resolve(script),
                Files.readString(SOURCES.resolve("reflect.js")) + Files.readString(addon.resolve(script)));
        return addon;
    }

    @Test
    void editorsKnowWhatCanBeWritten() throws Exception {
        System.out.print(run(folder, "node", SOURCES.resolve("completions.mjs").toString(), folder.toString()));
    }

    private static Path copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.filter(path -> !path.toString().contains("node_modules")).toList()) {
                Path copied = to.resolve(from.relativize(each).toString());
                if (Files.isDirectory(each)) {
                    Files.createDirectories(copied);
                } else {
                    Files.copy(each, copied, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
        return to;
    }

    /** Runs a command to its end, and gives what it said. */
    private static String run(Path folder, String... command) throws Exception {
        Path output = Files.createTempFile(TypesIT.folder, "said", ".txt");
        Process process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
                .redirectOutput(output.toFile()).start();
        int status = Waiting.exit(process);
        String said = Files.readString(output);
        assertThat(status).as(said).isZero();
        return said;
    }
}
