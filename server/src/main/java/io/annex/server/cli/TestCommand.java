package io.annex.server.cli;

import io.annex.core.addon.InvalidAddon;
import io.annex.core.settings.Quantities;
import io.annex.core.source.Staging;
import io.annex.server.Installation;
import io.annex.server.cli.AnnexCommand.CommandFailure;
import io.annex.server.config.Config;
import io.annex.server.config.ConfigReader;
import io.annex.server.config.InvalidConfig;
import io.annex.server.config.Setting;
import io.annex.server.log.Logging;
import io.annex.server.testkit.FolderChanges;
import io.annex.server.testkit.LogLines;
import io.annex.server.testkit.Report;
import io.annex.server.testkit.SummaryReport;
import io.annex.server.testkit.TapReport;
import io.annex.server.testkit.TestFiles;
import io.annex.server.testkit.TestOptions;
import io.annex.server.testkit.TestRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code annex test}: runs the tests of an add-on against a server. */
@Command(name = "test", mixinStandardHelpOptions = true, description = "Runs the tests of an add-on against a server that is made for them.", footer = {
        "", "Exit status: 0 when all have passed, 1 when one has failed, 2 for a mistake in the command."})
final class TestCommand implements Callable<Integer> {
    /** What is read beside the tests, the first that there is. */
    private static final List<String> CONFIGS = List.of("annex.test.yaml", "annex.yaml");
    /**
     * Of the environment, what is about add-ons counts, and nothing of a server's.
     */
    private static final String OF_ADDONS = "ANNEX_ADDON_";

    @Parameters(index = "0", arity = "0..1", paramLabel = "DIR", description = "The add-on. Default: the current folder.")
    private Path addon = Path.of("");

    @Parameters(index = "1..*", paramLabel = "FILE", description = "Test files. Default: all files below DIR that are called *.test.js, .mjs, .cjs, .ts, .mts or .cts.")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--addon", paramLabel = "DIR|ZIP", description = "What is deployed, where that is not DIR, such as what a build has made.")
    private @Nullable Path tested;

    @Option(names = "--name", paramLabel = "PATTERN", description = "Only tests and suites whose names match, a regular expression.")
    private String name = "";

    @Option(names = "--timeout", paramLabel = "TIME", description = "How long a test may take. Default: 10 s.")
    private String timeout = "10 s";

    @Option(names = "--tap", description = "Results in the Test Anything Protocol.")
    private boolean tap;

    @Option(names = "--watch", description = "Runs them again when a file has changed, until it is told to stop.")
    private boolean watch;

    @Option(names = "--config", paramLabel = "FILE", description = "Configuration. Default: annex.test.yaml in DIR, or annex.yaml there, if there is one.")
    private @Nullable Path configFile;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        LogLines log = new LogLines(err);
        Logging.collect(log);
        Path folder = addon.toAbsolutePath().normalize();
        if (!Files.isDirectory(folder)) {
            throw new CommandFailure(AnnexCommand.USAGE, addon + ": no such folder");
        }
        if (tested != null && !Files.exists(tested)) {
            throw new CommandFailure(AnnexCommand.USAGE, tested + ": no such folder or zip");
        }
        checkOptions();
        if (!watch) {
            return once(folder, log);
        }
        // A change that comes while they run counts.
        try (FolderChanges changes = new FolderChanges(folder)) {
            while (true) {
                once(folder, log);
                changes.await();
                spec.commandLine().getOut().println();
            }
        }
    }

    private void checkOptions() {
        try {
            Pattern.compile(name);
        } catch (PatternSyntaxException e) {
            throw usage("--name: " + name + " (expected: a regular expression)");
        }
        time();
    }

    private Duration time() {
        try {
            return Quantities.time(timeout);
        } catch (IllegalArgumentException e) {
            throw usage("--timeout: " + timeout + " (expected: " + e.getMessage() + ")");
        }
    }

    private CommandLine.ParameterException usage(String message) {
        return new CommandLine.ParameterException(spec.commandLine(), message);
    }

    /**
     * Runs them; what does not even begin is said, and fails only who does not wait
     * for a change.
     */
    private int once(Path folder, LogLines log) throws IOException {
        try {
            return run(folder, log);
        } catch (CommandFailure e) {
            if (!watch) {
                throw e;
            }
            spec.commandLine().getErr().println("annex: " + e.getMessage());
            return e.status();
        }
    }

    private int run(Path folder, LogLines log) throws IOException {
        List<String> chosen = files.isEmpty() ? TestFiles.in(folder) : named(folder);
        if (chosen.isEmpty()) {
            throw new CommandFailure(AnnexCommand.USAGE,
                    addon + ": no tests (expected: files such as test/hello.test.js)");
        }
        PrintWriter out = spec.commandLine().getOut();
        Report report = tap ? new TapReport(out) : new SummaryReport(out);
        Path data = Files.createTempDirectory("annex-test-");
        // Where a signal ends it.
        Thread hook = new Thread(() -> delete(data), "annex-test-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            TestOptions options = new TestOptions(folder, tested == null ? folder : tested.toAbsolutePath().normalize(),
                    chosen, name, time(), Installation.cache(Path.of(Setting.DATA.defaultText())).toAbsolutePath());
            return new TestRun(each -> config(folder, each), options, shown(), report, log).run(data).failed() == 0
                    ? 0
                    : AnnexCommand.FAILED;
        } catch (InvalidAddon e) {
            throw new CommandFailure(AnnexCommand.FAILED, (tested == null ? addon : tested) + ": " + e.getMessage());
        } catch (InvalidConfig e) {
            throw new CommandFailure(AnnexCommand.USAGE, String.valueOf(e.getMessage()));
        } finally {
            Staging.delete(data);
            forget(hook);
        }
    }

    private static void delete(Path data) {
        try {
            Staging.delete(data);
        } catch (IOException e) {
            // What is written at this moment stays.
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // It runs already.
        }
    }

    /** What leads from where the command was called to a file of the add-on. */
    private String shown() {
        String from = addon.normalize().toString();
        return from.isEmpty() || from.equals(".") ? "" : from + '/';
    }

    private List<String> named(Path folder) {
        List<String> found = new ArrayList<>();
        for (Path each : files) {
            Path file = Files.isRegularFile(each)
                    ? each.toAbsolutePath().normalize()
                    : folder.resolve(each).normalize();
            if (!Files.isRegularFile(file) || !file.startsWith(folder)) {
                throw new CommandFailure(AnnexCommand.USAGE, each + ": no such file in " + addon);
            }
            found.add(folder.relativize(file).toString().replace('\\', '/'));
        }
        return found;
    }

    /**
     * What the author configures of add-ons and services holds; where the server
     * listens, and what it keeps, is the test's own.
     */
    private Config config(Path folder, Path data) {
        Map<Setting, String> options = new LinkedHashMap<>();
        options.put(Setting.HOST, "127.0.0.1");
        options.put(Setting.PORT, "0");
        options.put(Setting.DATA, data.toString());
        options.put(Setting.JAVA, "true");
        for (Setting none : List.of(Setting.TLS_CERT, Setting.TLS_KEY, Setting.HOSTS, Setting.PUBLIC_PATH,
                Setting.DATABASE_URL, Setting.TRUSTED_PROXIES)) {
            options.put(none, "");
        }
        options.put(Setting.WATCH, "false");
        Map<String, String> environment = new HashMap<>();
        System.getenv().forEach((key, value) -> {
            if (key.startsWith(OF_ADDONS)) {
                environment.put(key, value);
            }
        });
        Path file = configFile;
        for (String each : CONFIGS) {
            file = file == null && Files.isRegularFile(folder.resolve(each)) ? folder.resolve(each) : file;
        }
        try {
            return ConfigReader.read(file, environment, options);
        } catch (InvalidConfig e) {
            throw new CommandFailure(AnnexCommand.USAGE, String.valueOf(e.getMessage()));
        }
    }
}
