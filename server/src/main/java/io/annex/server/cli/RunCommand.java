package io.annex.server.cli;

import io.annex.core.Endpoint;
import io.annex.core.Mounting;
import io.annex.core.Version;
import io.annex.server.Logging;
import io.annex.server.Server;
import io.annex.server.cli.AnnexCommand.CommandFailure;
import io.annex.server.config.Config;
import io.annex.server.config.ConfigReader;
import io.annex.server.config.InvalidConfig;
import io.annex.server.config.Setting;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code annex run}: serves add-ons until it is told to stop. */
@Command(name = "run", mixinStandardHelpOptions = true, description = "Serves add-ons until it is told to stop (SIGTERM, Ctrl-C).", footer = {
        "", "Each option may also come from the environment (ANNEX_PORT, ANNEX_HOST, ANNEX_DATA, ANNEX_CONFIG, …)",
        "or from annex.yaml; the command line weighs most."})
final class RunCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DIR", description = "An add-on (a folder or a zip), or a folder of add-ons. Default: the current folder.")
    private List<Path> sources = new ArrayList<>();

    @Option(names = "--port", paramLabel = "N", description = "Port to listen on, 0 for any free one. Default: 8080.")
    private @Nullable String port;

    @Option(names = "--host", paramLabel = "H", description = "Address to listen on. Default: 127.0.0.1.")
    private @Nullable String host;

    @Option(names = "--config", paramLabel = "FILE", description = "Configuration. Default: annex.yaml, if there is one.")
    private @Nullable Path configFile;

    @Option(names = "--data", paramLabel = "DIR", description = "Folder for what is kept. Default: .annex.")
    private @Nullable String data;

    @Option(names = "--log-format", paramLabel = "text|json", description = "Logs for people or as JSON lines. Default: text.")
    private @Nullable String logFormat;

    @Option(names = "--tls-cert", paramLabel = "FILE", description = "PEM file with the certificate chain: HTTPS and HTTP/2.")
    private @Nullable String tlsCertificate;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "PEM file with the certificate's key.")
    private @Nullable String tlsKey;

    @Option(names = "--isolation", paramLabel = "process|thread", description = "Run add-ons in processes of their own, or in the server's. Default: process.")
    private @Nullable String isolation;

    @Option(names = "--watch", negatable = true, description = "Deploy changed add-ons, or not. Default: --watch.")
    private @Nullable Boolean watch;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        Config config = config();
        Logging.configure(config.logJson());
        List<Path> folders = sources.isEmpty() ? List.of(Path.of("")) : sources;
        for (Path source : folders) {
            if (!Files.exists(source)) {
                throw new CommandFailure(AnnexCommand.FAILED, source + ": no such folder or zip");
            }
        }
        Server server = start(config, folders.stream().map(source -> source.toAbsolutePath().normalize()).toList());
        CountDownLatch stopped = new CountDownLatch(1);
        Thread hook = new Thread(() -> {
            server.close();
            stopped.countDown();
            // The exit status of a signal would be 143; a server that has drained has
            // succeeded.
            Runtime.getRuntime().halt(0);
        }, "annex-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        announce(server);
        stopped.await();
        return 0;
    }

    private Config config() {
        try {
            Map<Setting, String> options = new EnumMap<>(Setting.class);
            put(options, Setting.PORT, port);
            put(options, Setting.HOST, host);
            put(options, Setting.DATA, data);
            put(options, Setting.LOG_FORMAT, logFormat);
            put(options, Setting.TLS_CERT, tlsCertificate);
            put(options, Setting.TLS_KEY, tlsKey);
            put(options, Setting.ISOLATION, isolation);
            put(options, Setting.WATCH, watch == null ? null : watch.toString());
            String variable = System.getenv("ANNEX_CONFIG");
            Path file = configFile != null ? configFile : variable != null ? Path.of(variable) : Path.of("annex.yaml");
            boolean asked = configFile != null || variable != null;
            return ConfigReader.read(asked || Files.exists(file) ? file : null, System.getenv(), options);
        } catch (InvalidConfig e) {
            throw new CommandFailure(AnnexCommand.USAGE, String.valueOf(e.getMessage()));
        }
    }

    private static void put(Map<Setting, String> options, Setting setting, @Nullable String value) {
        if (value != null) {
            options.put(setting, value);
        }
    }

    private Server start(Config config, List<Path> folders) {
        Server server;
        try {
            server = Server.start(config, folders);
        } catch (InvalidConfig e) {
            throw new CommandFailure(AnnexCommand.FAILED, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new CommandFailure(AnnexCommand.FAILED, "cannot serve on " + config.host() + " port " + config.port()
                    + ": " + AnnexCommand.oneLine(String.valueOf(e.getMessage())));
        }
        if (server.addons().isEmpty() && server.failedAddons() > 0 && !config.watch()) {
            server.close();
            throw new CommandFailure(AnnexCommand.FAILED, "no add-on could be deployed");
        }
        return server;
    }

    private void announce(Server server) {
        PrintWriter out = spec.commandLine().getOut();
        for (Version version : server.addons()) {
            for (Endpoint endpoint : version.endpoints()) {
                String template = endpoint.template().equals("/") ? "" : endpoint.template();
                out.printf("%-7s %s%s%s%s%n", endpoint.method(), server.url(), version.mountPath(), template,
                        version.mounting() instanceof Mounting.Shared shared
                                ? "  (" + shared.header() + ": " + version.addon() + ")"
                                : "");
            }
        }
        out.println("Annex ready on " + server.url());
        out.flush();
    }
}
