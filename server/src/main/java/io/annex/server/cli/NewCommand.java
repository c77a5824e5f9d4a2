package io.annex.server.cli;

import io.annex.server.cli.AnnexCommand.CommandFailure;
import io.annex.server.config.Setting;
import io.annex.server.cli.AnnexCommand.CommandFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
    private Map<String, byte[]> files() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>(switch (style) {
            case "restapp" -> RestappFiles.of(name, typescript);
            case "widget" -> WidgetFiles.of(name, typescript);
            case "webpoints" -> WebpointsFiles.of(name, typescript);
            case "jbackend" -> JbackendFiles.of(name, typescript, java);
            default -> throw new CommandFailure(AnnexCommand.USAGE,
                    "--style: " + style + " (expected: restapp, widget, webpoints or jbackend)");
        });
        if (java) {
            files.put(".gitignore", ProjectFiles.ignored("target/"));
        } else {
            files.putAll(ProjectFiles.of(name, style));
        }
        return files;
    }
}
