package io.annex.server.log;

import ch.qos.logback.classic.pattern.MessageConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;

/**
 * A message as it stands in a log for people: further lines are indented, so
 * that none can pass for an entry of its own, and what would move a terminal's
 * cursor or colour its text is made visible. Add-ons write messages, and
 * requests are in them.
 */
final class OneEntryMessage extends MessageConverter {
    private static final String INDENT = "  ";

    @Override
    public String convert(ILoggingEvent event) {
        return shown(super.convert(event));
    }

    static String shown(String message) {
        StringBuilder out = null;
        for (int i = 0; i < message.length(); i++) {
            char c = message.charAt(i);
            boolean harmless = !Character.isISOControl(c) && c != '\u2028' && c != '\u2029' || c == '\t';
            if (!harmless && out == null) {
                out = new StringBuilder(message.length() + 64).append(message, 0, i);
            }
            if (out != null) {
                if (c == '\n') {
                    out.append('\n').append(INDENT);
                } else if (harmless) {
                    out.append(c);
                } else {
                    out.append(String.format("\\u%04x", (int) c));
                }
            }
        }
        return out == null ? message : out.toString();
    }
}
