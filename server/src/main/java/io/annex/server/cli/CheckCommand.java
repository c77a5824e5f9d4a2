package io.annex.server.cli;

import io.annex.core.Annex;
import io.annex.core.CoreOptions;
import io.annex.core.Persistence;
import io.annex.core.addon.ClientScript;
import io.annex.core.addon.Endpoint;
import io.annex.core.addon.ExchangeObserver;
import io.annex.core.addon.InvalidAddon;
import io.annex.core.addon.Listener;
import io.annex.core.addon.Version;
import io.annex.core.http.Visitors;
import io.annex.core.jbackend.Hooks;
import io.annex.core.mail.MailServer;
import io.annex.core.outbound.Outbound;
import io.annex.core.restapp.PlatformModules;
import io.annex.core.timer.TimerObserver;
import io.annex.core.timer.Timetable;
import io.annex.engine.Engine;
import io.annex.engine.EngineOptions.Spare;
import io.annex.server.EngineSetup;
import io.annex.server.Installation;
import io.annex.server.cli.AnnexCommand.CommandFailure;
import io.annex.server.config.Config;
import io.annex.server.log.Logging;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code annex check}: loads an add-on as a server would, and says what it
 * found.
 */
@Command(name = "check", mixinStandardHelpOptions = true, description = "Loads an add-on without serving it, and prints its endpoints or its errors.")
final class CheckCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DIR|ZIP", arity = "1..*", description = "The add-ons.")
    private List<Path> sources = List.of();

    @Option(names = "--config", paramLabel = "FILE", description = "Configuration. Default: annex.yaml, if there is one.")
    private @Nullable Path configFile;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        Logging.configure(false);
        for (Path source : sources) {
            if (!Files.exists(source)) {
                throw new CommandFailure(AnnexCommand.FAILED, source + ": no such folder or zip");
            }
        }
        Path data = Files.createTempDirectory("annex-check-");
        try {
            return check(CommandConfig.read(configFile, Map.of()), data);
        } finally {
            try (Stream<Path> all = Files.walk(data)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }

    private int check(Config config, Path data) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        try (Engine engine = EngineSetup.engines(config, Installation.cache(data), Spare.FIRST);
                Annex annex = Annex.open(
                        new CoreOptions(data, config::addon, Persistence.none(config.sessionIdle()), Outbound.NONE,
                                MailServer.NONE, config.manager(), config.jbackend(), config.java(),
                                config.publicPath(), List.of(), config.services(), Timetable.in(config.timezone()),
                                TimerObserver.NONE, Visitors.NOBODY, InstantSource.system(), List.of()),
                        engine, ExchangeObserver.NONE)) {
            List<String> failures = new ArrayList<>();
            for (Path source : sources) {
                String failure = check(annex, source, out);
                if (!failure.isEmpty()) {
                    failures.add(source + ": " + failure);
                }
            }
            if (!failures.isEmpty()) {
                throw new CommandFailure(AnnexCommand.FAILED, String.join("\n", failures));
            }
            return 0;
        }
    }

    /**
     * Says what there is of an add-on; gives what is wrong with it, or an empty
     * text.
     */
    private static String check(Annex annex, Path source, PrintWriter out) {
        try {
            Version version = annex.check(source.toAbsolutePath().normalize());
            if (!(version.declarations() instanceof Hooks hooks) || hooks.isEmpty()) {
                out.println(version + " at " + version.mountPath() + ", isolation: " + version.settings().placement());
                modules(version, out);
                List<Endpoint> endpoints = version.endpoints();
                endpoints.forEach(endpoint -> EndpointLines.of(endpoint).forEach(out::println));
                out.println(endpoints.size() == 1 ? "1 endpoint" : endpoints.size() + " endpoints");
                listeners(version, out);
            } else {
                out.println(version + ", a module, isolation: " + version.settings().placement());
                List<String> names = hooks.names();
                names.forEach(hook -> out.println("  " + hook));
                out.println(names.size() == 1 ? "1 hook" : names.size() + " hooks");
                listeners(version, out);
            }
            SettingLines.of(version.settings().values()).forEach(out::println);
            out.flush();
            if (version.clientScript() instanceof ClientScript.Broken broken) {
                return broken.error();
            }
            return "";
        } catch (InvalidAddon e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** Those that an add-on requires beside the router, which every one does. */
    private static void modules(Version version, PrintWriter out) {
        if (version.declarations() instanceof PlatformModules used) {
            String names = used.names().stream().filter(name -> !name.equals("router"))
                    .collect(Collectors.joining(", "));
            if (!names.isEmpty()) {
                out.println("  modules " + names);
            }
        }
    }

    private static void listeners(Version version, PrintWriter out) {
        List<Listener> listeners = version.listeners();
        if (!listeners.isEmpty()) {
            listeners.forEach(listener -> out.println("  on      " + listener.name()));
            out.println(listeners.size() == 1 ? "1 listener" : listeners.size() + " listeners");
        }
    }
}
