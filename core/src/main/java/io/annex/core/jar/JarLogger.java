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

    /** Whether a class is the host's, or of what add-ons are compiled against. */
    static boolean isOurs(String className) {
        return className.startsWith("io.annex.core.") || className.startsWith("io.annex.api.");
    }

    /**
     * The add-on's frames, a line each, with what of the JDK they have called.
     */
    static String frames(StackTraceElement[] stack) {
        StringBuilder lines = new StringBuilder();
        for (StackTraceElement each : stack) {
            lines.append("    at ").append(each).append('\n');
        }
        return withoutOurs(lines.toString()).stripTrailing();
    }

    /**
     * Of each stack in a text the frames down to where the host called the add-on,
     * without those by which that had called the host.
     */
    private static String withoutOurs(String stack) {
        StringBuilder lines = new StringBuilder();
        boolean seen = false;
        boolean over = false;
        for (String line : stack.split("\\R")) {
            String text = line.strip();
            if (!text.startsWith("at ") && !text.startsWith("... ")) {
                seen = false;
                over = false;
            } else if (text.startsWith("at ") && isOurs(text.substring("at ".length()))) {
                over = seen;
                continue;
            }
            if (!over) {
                lines.append(line).append('\n');
                seen |= text.startsWith("at ") && !text.startsWith("at java.");
            }
        }
        return lines.toString();
    }

    /**
     * What was thrown, for the log, with the frames above the host's own; never
     * fails, whatever the add-on's classes do.
     */
    static String stack(Throwable thrown) {
        try {
            StringWriter text = new StringWriter();
            thrown.printStackTrace(new PrintWriter(text));
            return withoutOurs(text.toString()).strip();
        } catch (Throwable e) {
            return thrown.getClass().getName() + ", of which more cannot be said";
        }
    }
}
