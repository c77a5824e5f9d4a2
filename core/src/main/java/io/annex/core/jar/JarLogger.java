package io.annex.core.jar;

import io.annex.engine.Exchange;
import io.annex.engine.Host;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.text.MessageFormat;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/** The add-on's log, on account of an exchange or of none. */
final class JarLogger implements System.Logger {
    private static final int LONGEST = 65536;

    private final String addon;
    private final Host host;
    private final @Nullable Exchange exchange;

    JarLogger(String addon, Host host, @Nullable Exchange exchange) {
        this.addon = addon;
        this.host = host;
        this.exchange = exchange;
    }

    @Override
    public String getName() {
        return addon;
    }

    @Override
    public boolean isLoggable(Level level) {
        return level != Level.OFF;
    }

    @Override
    public void log(Level level, @Nullable ResourceBundle bundle, String message, @Nullable Throwable thrown) {
        write(level, thrown == null ? message : message + '\n' + stack(thrown));
    }

    /** The JDK hands no array on where there are no arguments. */
    @Override
    public void log(Level level, @Nullable ResourceBundle bundle, String format,
            @Nullable Object @Nullable... arguments) {
        boolean plain = arguments == null || arguments.length == 0;
        write(level, plain ? format : MessageFormat.format(format, arguments));
    }

    private void write(Level level, String message) {
        String name = switch (level) {
            case ALL, TRACE -> "trace";
            case DEBUG -> "debug";
            case INFO -> "info";
            case WARNING -> "warn";
            case ERROR -> "error";
            case OFF -> "";
        };
        if (!name.isEmpty()) {
            host.log(name, message.substring(0, Math.min(message.length(), LONGEST)),
                    exchange == null ? null : exchange.id());
        }
    }

    /**
     * What was thrown, for the log; never fails, whatever the add-on's classes do.
     */
    static String stack(Throwable thrown) {
        try {
            StringWriter text = new StringWriter();
            thrown.printStackTrace(new PrintWriter(text));
            return text.toString().strip();
        } catch (Throwable e) {
            return thrown.getClass().getName() + ", of which more cannot be said";
        }
    }
}
