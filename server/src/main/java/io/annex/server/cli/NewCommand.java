package io.annex.server.cli;

import io.annex.server.cli.AnnexCommand.CommandFailure;
import io.annex.server.config.Setting;
import io.annex.server.cli.AnnexCommand.CommandFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code annex new}: makes a small add-on that runs. */
@Command(name = "new", mixinStandardHelpOptions = true, description = "Makes a small add-on that runs, in a new folder.")
final class NewCommand implements Callable<Integer> {
    private static final String MANIFEST = """
            {
              "id": "%s",
              "version": "1.0.0",
              "type": "RESTApp",
              "name": "%s"
            }
            """;
    private static final String JAVASCRIPT = """
            const router = require('router');

            // GET /rest-api/%1$s
            router.get('/', (req, res) => {
              res.json({ message: 'Hello, World!' });
            });

            // GET /rest-api/%1$s/Ada
            router.get('/:name', (req, res) => {
              res.json({ message: `Hello, ${req.params.name}!` });
            });
            """;
    private static final String TYPESCRIPT = """
            import router from 'router';

            interface Greeting {
              message: string;
            }

            function greet(name: string): Greeting {
              return { message: `Hello, ${name}!` };
            }

            // GET /rest-api/%1$s
            router.get('/', (req, res) => {
              res.json(greet('World'));
            });

            // GET /rest-api/%1$s/Ada
            router.get('/:name', (req, res) => {
              res.json(greet(req.params.name as string));
            });
            """;

    private static final String WIDGET_JAVASCRIPT = """
            module.exports = function (r) {
              // GET /console/wb/status, with the header widget-id: %1$s
              r.register('status', 'GET', function (req, res) {
                res.send('OK');
              });

              // POST /console/wb/greet with {"name": "Ada"}
              r.register('greet', 'POST', async function (req, res) {
                let body = '';
                for await (const chunk of req) {
                  body += chunk;
                }
                res.send({ message: `Hello, ${JSON.parse(body).name}!` });
              });
            };
            """;
    private static final String WIDGET_TYPESCRIPT = """
            interface Greeting {
              message: string;
            }

            function greet(name: string): Greeting {
              return { message: `Hello, ${name}!` };
            }

            export default function (r) {
              // GET /console/wb/status, with the header widget-id: %1$s
              r.register('status', 'GET', (req, res) => {
                res.send('OK');
              });

              // POST /console/wb/greet with {"name": "Ada"}
              r.register('greet', 'POST', async (req, res) => {
                let body = '';
                for await (const chunk of req) {
                  body += chunk;
                }
                res.send(greet(JSON.parse(body).name as string));
              });
            }
            """;
    private static final String WIDGET_PAGE = """
            Stage.defineWidget({
              id: '%1$s',
              name: '%1$s',
              description: 'Shows what its backend says',
              initialWidth: 3,
              initialHeight: 6,
              isReact: true,
              hasReadme: false,
              permission: Stage.GenericConfig.CUSTOM_WIDGET_PERMISSIONS.CUSTOM_ALL,
              initialConfiguration: [Stage.GenericConfig.POLLING_TIME_CONFIG(30)],

              fetchData: function (widget, toolbox, params) {
                return toolbox.getWidgetBackend().doGet('status').then((status) => ({ status }));
              },

              render: function (widget, data, error, toolbox) {
                return (
                  <p>
                    Status: <b>{data ? data.status : 'unknown'}</b>
                  </p>
                );
              }
            });
            """;
    private static final String WEBPOINTS_JAVASCRIPT = """
            const { Application, parameters } = require('webpoints');
            const { NumberParam, StringParam } = parameters;

            const app = new Application({ greeting: 'Hello' });

            // GET /%1$s/greet?name="Ada"
            app.operations['/greet'] = {
              method: 'get',
              description: 'Greets somebody',
              params: { name: new StringParam('World') },
              serialize: true,
              handler(name, callback) {
                callback({ message: `${this.greeting}, ${name}!` });
              },
            };

            // GET /%1$s/sum?x=1&y=2
            app.operations['/sum'] = {
              method: 'get',
              description: 'Adds two numbers',
              params: { x: new NumberParam(), y: new NumberParam(0) },
              serialize: true,
              handler(x, y, callback) {
                callback(x + y);
              },
            };

            app.run();
            """;
    private static final String WEBPOINTS_TYPESCRIPT = """
            import { Application, parameters } from 'webpoints';

            interface Greeting {
              message: string;
            }

            type Callback<T> = (value: T, status?: number, headers?: Record<string, string>) => void;

            const { NumberParam, StringParam } = parameters;

            const app = new Application();

            // GET /%1$s/greet?name="Ada"
            app.operations['/greet'] = {
              method: 'get',
              description: 'Greets somebody',
              params: { name: new StringParam('World') },
              serialize: true,
              handler(name: string, callback: Callback<Greeting>) {
                callback({ message: `Hello, ${name}!` });
              },
            };

            // GET /%1$s/sum?x=1&y=2
            app.operations['/sum'] = {
              method: 'get',
              description: 'Adds two numbers',
              params: { x: new NumberParam(), y: new NumberParam(0) },
              serialize: true,
              handler(x: number, y: number, callback: Callback<number>) {
                callback(x + y);
              },
            };

            app.run();
            """;
    /** A grey square of one pixel, to be replaced. */
    private static final String WIDGET_PICTURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==";

    @Parameters(paramLabel = "NAME", description = "The add-on's id, and the name of its folder.")
    private String name = "";

    @Option(names = "--style", required = true, paramLabel = "STYLE", description = "The authoring style: restapp, widget, webpoints or jbackend.")
    private String style = "";

    @Option(names = "--typescript", description = "Write it in TypeScript.")
    private boolean typescript;

    @Option(names = "--java", description = "Write it in Java, as a Maven project; for jbackend.")
    private boolean java;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        if (java && !style.equals("jbackend")) {
            throw new CommandFailure(AnnexCommand.USAGE, "--java: not for " + style + " (expected: --style jbackend)");
        }
        Map<String, byte[]> files = files();
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9 ._-]*")) {
            throw new CommandFailure(AnnexCommand.USAGE,
                    "NAME: " + name + " (expected: letters, digits, spaces and . _ -)");
        }
        Path folder = Path.of(name);
        if (Files.exists(folder)) {
            throw new CommandFailure(AnnexCommand.FAILED, folder + ": exists already");
        }
        Files.createDirectories(folder);
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path written = folder.resolve(file.getKey());
            Path parent = written.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.write(written, file.getValue());
        }
        PrintWriter out = spec.commandLine().getOut();
        String made = files.keySet().stream().map(file -> file.split("/", 2)[0]).distinct()
                .collect(Collectors.joining(", "));
        out.println("Made " + folder + ": " + made + ". Now:");
        next().forEach(command -> out.println("  " + command));
        out.flush();
        return 0;
    }

    /** What to type to see it answer, as this command was typed. */
    private List<String> next() {
        List<String> commands = new ArrayList<>();
        String quoted = quoted(name);
        String run = quoted(System.getProperty("annex.command", "annex")) + " run ";
        if (java) {
            commands.add("mvn -f " + quoted + " package");
            commands.add(run + quoted + "/target/addon --config " + quoted + "/annex.yaml");
        } else if (style.equals("jbackend")) {
            commands.add(run + quoted + " --config " + quoted + "/annex.yaml");
        } else {
            commands.add(run + quoted);
        }
        String id = name.replace(" ", "%20");
        String server = "http://127.0.0.1:" + Setting.PORT.defaultText();
        commands.add(switch (style) {
            case "widget" -> "curl -H 'widget-id: " + name + "' " + server + "/console/wb/status";
            case "webpoints" -> "curl '" + server + "/" + id + "/sum?x=1&y=2'";
            case "jbackend" -> "curl " + server + "/jbackend/get/" + JbackendFiles.module(name, java) + "/greeting";
            default -> "curl " + server + "/rest-api/" + id + "/Ada";
        });
        return commands;
    }

    private static String quoted(String word) {
        return word.contains(" ") ? '"' + word + '"' : word;
    }

    /** What belongs into the folder. */
    private Map<String, byte[]> files() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        switch (style) {
            case "restapp" -> {
                files.put("manifest.json", bytes(MANIFEST));
                files.put(typescript ? "index.ts" : "index.js", bytes(typescript ? TYPESCRIPT : JAVASCRIPT));
            }
            case "widget" -> {
                files.put(typescript ? "backend.ts" : "backend.js",
                        bytes(typescript ? WIDGET_TYPESCRIPT : WIDGET_JAVASCRIPT));
                files.put("widget.js", bytes(WIDGET_PAGE));
                files.put("widget.png", Base64.getDecoder().decode(WIDGET_PICTURE));
            }
            case "webpoints" -> files.put(typescript ? "server.ts" : "server.js",
                    bytes(typescript ? WEBPOINTS_TYPESCRIPT : WEBPOINTS_JAVASCRIPT));
            case "jbackend" -> files.putAll(JbackendFiles.of(name, typescript, java));
            default -> throw new CommandFailure(AnnexCommand.USAGE,
                    "--style: " + style + " (expected: restapp, widget, webpoints or jbackend)");
        }
        return files;
    }

    private byte[] bytes(String template) {
        return template.formatted(name, name).getBytes(StandardCharsets.UTF_8);
    }
}
