package io.annex.server.cli;

import io.annex.core.addon.ClientScript;
import io.annex.core.addon.Endpoint;
import io.annex.core.addon.MountPolicy;
import io.annex.core.addon.Version;
import io.annex.core.jbackend.JbackendEndpoint;
import io.annex.server.Server;
import io.annex.server.cli.AnnexCommand.CommandFailure;
import io.annex.server.config.Config;
import io.annex.server.config.InvalidConfig;
import io.annex.server.config.Setting;
import io.annex.server.log.Logging;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
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

    @Option(names = "--config", paramLabel = "FILE", description = "Configuration. Default: annex.yaml, if there is one.")
    private @Nullable Path configFile;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /**
     * Adds the options that are {@linkplain Setting settings}: none has a value
     * unless it is given.
     */
    static void addSettings(CommandSpec run) {
        for (Setting setting : Setting.values()) {
            if (setting.option().isEmpty()) {
                continue;
            }
            String meaning = setting.meaning();
            String standard = setting.defaultText().isEmpty() ? "" : " Default: " + setting.defaultText() + '.';
            OptionSpec.Builder option = OptionSpec.builder(setting.option())
                    .description(Character.toUpperCase(meaning.charAt(0)) + meaning.substring(1).replace("%", "%%")
                            + '.' + standard);
            String key = setting.key();
            run.addOption(setting.isSwitch()
                    ? option.type(Boolean.class).arity("0").negatable(true).build()
                    : option.type(String.class).arity("1")
                            .paramLabel(key.substring(key.lastIndexOf('.') + 1).toUpperCase(Locale.ROOT)).build());
        }
    }

    @Override
    public Integer call() {
        // Before anything can log.
        Logging.configure(false);
        Config config = config();
        Logging.configure(config.logJson(), config.edge().accessLog());
        List<Path> folders = sources.isEmpty() ? List.of(Path.of("")) : sources;
        for (Path source : folders) {
            if (!Files.exists(source)) {
                throw new CommandFailure(AnnexCommand.FAILED, source + ": no such folder or zip");
            }
        }
        Stop stop = new Stop(Thread.currentThread());
        // What ends the process without a signal that is heard.
        Thread hook = new Thread(() -> stop.end(false), "annex-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        stop.listen();
        try {
            Server server = start(config, folders.stream().map(source -> source.toAbsolutePath().normalize()).toList());
            stop.started(server);
            announce(server);
        } catch (RuntimeException e) {
            if (stop.wasTold()) {
                // The start was given up as it was told, which is no failure.
                return 0;
            }
            forget(hook);
            throw e;
        } finally {
            stop.over();
        }
        try {
            // Until the process is told to stop.
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            // It was told so in the moment in which the start was over.
            Thread.currentThread().interrupt();
        }
        return 0;
    }

    /**
     * What does not start ends with a status of its own, unless it was told to
     * stop.
     */
    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // It is running.
        }
    }

    /**
     * Ends the process when it is told to: a server that runs is drained, one that
     * starts is given up. SIGTERM comes from a supervisor, so there is a grace for
     * who sends requests here; SIGINT is somebody at a terminal, who does not wait
     * for it. Who says it twice means at once. The exit status of a signal would be
     * 143; a server that has stopped as it was told has succeeded.
     */
    private static final class Stop {
        private static final long MOST_SECONDS = 10;

        private final Thread starting;
        private final CountDownLatch over = new CountDownLatch(1);
        private final AtomicBoolean told = new AtomicBoolean();
        private volatile @Nullable Server server;

        Stop(Thread starting) {
            this.starting = starting;
        }

        boolean wasTold() {
            return told.get();
        }

        void started(Server started) {
            server = started;
        }

        /** The start has come to its end, whichever. */
        void over() {
            over.countDown();
        }

        void listen() {
            TerminationSignal.TERM.handle(() -> heard(TerminationSignal.TERM));
            TerminationSignal.INT.handle(() -> heard(TerminationSignal.INT));
        }

        private void heard(TerminationSignal signal) {
            if (told.getAndSet(true)) {
                Runtime.getRuntime().halt(signal.status());
            }
            end(signal == TerminationSignal.TERM);
        }

        void end(boolean graceful) {
            try {
                if (server == null) {
                    starting.interrupt();
                    over.await(MOST_SECONDS, TimeUnit.SECONDS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            Server running = server;
            if (running != null && graceful) {
                running.leave();
            } else if (running != null) {
                running.close();
            }
            Logging.stop();
            Runtime.getRuntime().halt(0);
        }
    }

    private Config config() {
        Map<Setting, String> options = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            OptionSpec option = setting.option().isEmpty() ? null : spec.findOption(setting.option());
            Object value = option == null ? null : option.getValue();
            if (value != null) {
                options.put(setting, value.toString());
            }
        }
        return CommandConfig.read(configFile, options);
    }

    private Server start(Config config, List<Path> folders) {
        Server server;
        try {
            server = Server.start(config, folders);
        } catch (InvalidConfig e) {
            throw new CommandFailure(AnnexCommand.FAILED, String.valueOf(e.getMessage()));
        } catch (InterruptedIOException e) {
            throw new CommandFailure(AnnexCommand.FAILED, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new CommandFailure(AnnexCommand.FAILED, "cannot serve on " + config.edge().host() + " port "
                    + config.edge().port() + ": " + AnnexCommand.oneLine(String.valueOf(e.getMessage())));
        }
        if (server.addons().isEmpty() && server.failedAddons() > 0 && !server.triesAgain() && !config.watch()) {
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
                        version.mountPolicy() instanceof MountPolicy.Shared shared
                                ? "  (" + shared.header() + ": " + version.addon() + ")"
                                : "");
            }
        }
        for (JbackendEndpoint endpoint : server.jbackendEndpoints()) {
            out.printf("%-7s %s%s  (jbackend, access: %s)%n", "ANY", server.url(), endpoint.path(),
                    endpoint.access().code());
        }
        if (server.addons().stream().anyMatch(version -> !(version.clientScript() instanceof ClientScript.None))) {
            out.println("Widgets in the browser: " + server.url() + "/console/");
        }
        if (!server.freshToken().isEmpty()) {
            out.println("The operator's token, shown this once: " + server.freshToken());
        }
        out.println("Annex ready on " + server.url());
        out.flush();
    }
}
