package io.annex.server.log;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import java.util.Locale;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/** Where log lines go: the standard error, for people or as JSON lines. */
public final class Logging {
    /**
     * Time, level, then for a line of an add-on its name, version and the request,
     * then the message.
     */
    private static final String PEOPLE = "%d{HH:mm:ss.SSS} %-5level %replace(%X{addon} %X{version} %X{requestId}){'^ *$', ''} %entry%n";

    private static final int ENTRIES_WAITING = 1 << 14;

    private Logging() {
    }

    /** Sets the process's logging up, without an access log. */
    public static void configure(boolean json) {
        configure(json, false);
    }

    /**
     * Sets the process's logging up; may be called again.
     *
     * @param json
     *            JSON lines instead of lines for people
     * @param access
     *            whether there are entries of requests. They come from event loops,
     *            which must not wait for a disk or a pipe, so they are written by a
     *            thread of their own; what that one cannot keep up with is lost
     */
    public static void configure(boolean json, boolean access) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        context.addTurboFilter(new PacedLines());
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setTarget("System.err");
        appender.setEncoder(json ? json(context) : people(context));
        appender.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.addAppender(appender);
        root.setLevel(Level.INFO);
        Logger requests = context.getLogger("annex.access");
        requests.setLevel(access ? Level.INFO : Level.OFF);
        if (access) {
            AsyncAppender behind = new AsyncAppender();
            behind.setContext(context);
            behind.setQueueSize(ENTRIES_WAITING);
            behind.setDiscardingThreshold(0);
            behind.setNeverBlock(true);
            behind.addAppender(appender);
            behind.start();
            requests.setAdditive(false);
            requests.addAppender(behind);
        }
        quiet(context);
    }

    /** What libraries say is of little use but for what goes wrong. */
    private static void quiet(LoggerContext context) {
        context.getLogger("io.netty").setLevel(Level.WARN);
        context.getLogger("io.vertx").setLevel(Level.WARN);
        // What they say of every start, and of every failure that is handled here.
        context.getLogger("com.zaxxer.hikari").setLevel(Level.OFF);
        context.getLogger("org.flywaydb").setLevel(Level.ERROR);
    }

    /**
     * Hands each entry over instead of writing it; those of add-ons from the level
     * debug on.
     */
    public static void collect(Consumer<LogLine> lines) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                IThrowableProxy thrown = event.getThrowableProxy();
                lines.accept(new LogLine(event.getLevel().toString().toLowerCase(Locale.ROOT),
                        event.getMDCPropertyMap().getOrDefault("addon", ""), event.getFormattedMessage()
                                + (thrown == null ? "" : ": " + thrown.getClassName() + ": " + thrown.getMessage())));
            }
        };
        appender.setContext(context);
        appender.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.addAppender(appender);
        root.setLevel(Level.INFO);
        context.getLogger("annex.addon").setLevel(Level.DEBUG);
        quiet(context);
    }

    /** Writes what is still waiting; nothing is logged afterwards. */
    public static void stop() {
        ((LoggerContext) LoggerFactory.getILoggerFactory()).stop();
    }

    private static Encoder<ILoggingEvent> json(LoggerContext context) {
        JsonEncoder encoder = new JsonEncoder();
        encoder.setContext(context);
        encoder.setWithContext(false);
        encoder.setWithSequenceNumber(false);
        encoder.setWithNanoseconds(false);
        encoder.setWithMessage(false);
        encoder.setWithFormattedMessage(true);
        encoder.start();
        return encoder;
    }

    private static Encoder<ILoggingEvent> people(LoggerContext context) {
        PatternLayout layout = new PatternLayout();
        layout.getInstanceConverterMap().put("entry", OneEntryMessage::new);
        layout.setContext(context);
        layout.setPattern(PEOPLE);
        layout.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setLayout(layout);
        encoder.start();
        return encoder;
    }
}
