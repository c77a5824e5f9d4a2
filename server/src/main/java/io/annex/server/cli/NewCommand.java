package io.annex.server.cli;

import io.annex.server.cli.AnnexCommand.CommandFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
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

    @Parameters(paramLabel = "NAME", description = "The add-on's id, and the name of its folder.")
    private String name = "";

    @Option(names = "--style", required = true, paramLabel = "STYLE", description = "The authoring style: restapp.")
    private String style = "";

    @Option(names = "--typescript", description = "Write it in TypeScript.")
    private boolean typescript;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        if (!style.equals("restapp")) {
            throw new CommandFailure(AnnexCommand.USAGE, "--style: " + style + " (expected: restapp)");
        }
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9 ._-]*")) {
            throw new CommandFailure(AnnexCommand.USAGE,
                    "NAME: " + name + " (expected: letters, digits, spaces and . _ -)");
        }
        Path folder = Path.of(name);
        if (Files.exists(folder)) {
            throw new CommandFailure(AnnexCommand.FAILED, folder + ": exists already");
        }
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("manifest.json"), MANIFEST.formatted(name, name));
        String entry = typescript ? "index.ts" : "index.js";
        Files.writeString(folder.resolve(entry), (typescript ? TYPESCRIPT : JAVASCRIPT).formatted(name));
        PrintWriter out = spec.commandLine().getOut();
        out.println("Made " + folder + "/manifest.json and " + folder + "/" + entry + ". Now:");
        out.println("  annex run " + (name.contains(" ") ? '"' + name + '"' : name));
        out.flush();
        return 0;
    }
}
