package io.annex.server;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.annex.core.Annex;
import io.annex.core.http.Visitors;
import io.annex.core.service.HostService;
import io.annex.engine.Isolation;
import io.annex.server.config.ConfigReader;
import io.annex.server.config.InvalidConfig;
import io.annex.server.config.Setting;
import io.annex.server.log.Logging;
import io.annex.testing.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/**
 * A really started server on a free port, with a data folder of its own and its
 * log at hand.
 */
@SuppressWarnings("JdkObsolete") // threads of the server append to its log
final class RunningServer implements AutoCloseable {
    /** The suite runs once for each; the build says which. */
    static final Isolation ISOLATION = Isolation
            .valueOf(System.getProperty("annex.test.isolation", "process").toUpperCase(Locale.ROOT));
    private static final Path ADDONS = Path.of("src/test/addons");

    /** One log a process: each server that runs here has what all of them write. */
    private static final List<AppenderBase<ILoggingEvent>> OPEN = new CopyOnWriteArrayList<>();

    private final StringBuffer log = new StringBuffer();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            log.append(event.getLevel()).append(' ').append(event.getMDCPropertyMap()).append(' ')
                    .append(event.getFormattedMessage()).append('\n');
        }
    };
    private final Path folder;
    private final Server server;

    private RunningServer(String yaml, List<Path> sources, Map<Setting, String> options, List<HostService> services) {
        this(yaml, Map.of(), sources, options, services);
    }

    private RunningServer(String yaml, Map<String, String> environment, List<Path> sources,
            Map<Setting, String> options, List<HostService> services) {
        this(yaml, environment, sources, options, services, Visitors.NOBODY);
    }

    private RunningServer(String yaml, Map<String, String> environment, List<Path> sources,
            Map<Setting, String> options, List<HostService> services, Visitors visitors) {
        try {
            folder = Files.createTempDirectory("annex-test-");
            Path config = Files.writeString(folder.resolve("annex.yaml"), yaml);
            Logging.configure(false);
            LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
            Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
            root.detachAndStopAllAppenders();
            OPEN.add(appender);
            for (AppenderBase<ILoggingEvent> each : OPEN) {
                each.setContext(context);
                each.start();
                root.addAppender(each);
            }
            Map<Setting, String> all = new HashMap<>(Map.of(Setting.PORT, "0", Setting.DATA,
                    folder.resolve("data").toString(), Setting.ISOLATION, ISOLATION.code()));
            all.putAll(options);
            server = Server.start(ConfigReader.read(config, environment, all, Annex.declarations(services)), sources,
                    services, visitors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InvalidConfig e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Serves add-ons of {@code src/test/addons}. */
    static RunningServer start(String yaml, String... addons) {
        return new RunningServer(yaml, Stream.of(addons).map(name -> ADDONS.resolve(name).toAbsolutePath()).toList(),
                Map.of(), List.of());
    }

    /** Serves what is in a folder. */
    static RunningServer startIn(String yaml, Path... sources) {
        return new RunningServer(yaml, List.of(sources), Map.of(), List.of());
    }

    /** Serves what is in a folder, with a data folder that others have used. */
    static RunningServer startOn(Path data, String yaml, Path... sources) {
        return new RunningServer(yaml, List.of(sources), Map.of(Setting.DATA, data.toString()), List.of());
    }

    static RunningServer startWith(Map<Setting, String> options, Path... sources) {
        return new RunningServer("", List.of(sources), options, List.of());
    }

    static RunningServer startWithEnvironment(Map<String, String> environment, String yaml, Path... sources) {
        return new RunningServer(yaml, environment, List.of(sources), Map.of(), List.of());
    }

    /** One with services of its own, as a program that embeds it has them. */
    static RunningServer startWith(List<HostService> services, String yaml, Path... sources) {
        return new RunningServer(yaml, List.of(sources), Map.of(), services);
    }

    /** One whose visitors the program knows that embeds it. */
    static RunningServer startWith(Visitors visitors, String yaml, Path... sources) {
        return new RunningServer(yaml, Map.of(), List.of(sources), Map.of(), List.of(), visitors);
    }

    URI uri(String path) {
        return URI.create(server.url() + path);
    }

    int port() {
        return URI.create(server.url()).getPort();
    }

    Path data() {
        return folder.resolve("data");
    }

    Server server() {
        return server;
    }

    String log() {
        return log.toString();
    }

    /** Waits until the log has {@code text}. */
    void awaitLog(String text) {
        Waiting.until(() -> "the log has: " + text + ", and it has:\n" + log, () -> log.indexOf(text) >= 0);
    }

    @Override
    public void close() {
        server.close();
        OPEN.remove(appender);
        ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)
                .detachAppender(appender);
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
