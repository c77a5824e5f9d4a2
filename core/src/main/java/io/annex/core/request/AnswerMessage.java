package io.annex.core.request;

import java.util.ArrayList;
import java.util.List;

/**
 * An answer message of the guest, read; see {@code docs/design/messages.md}.
 *
 * @param headers
 *            name, value, name, value …
 * @param session
 *            empty: untouched; {@code -}: invalidated; {@code -} and JSON:
 *            invalidated, and another one begun; else the session's JSON
 * @param kind
 *            {@code -}, {@code t}, {@code b}, {@code f} or {@code e}; {@code s}
 *            where pieces follow, {@code v} where these are events
 */
// The guest library checks status and headers where an author can see the
// error. They are checked again here because
// add-on code shares an isolate with that library, and an edge that chokes on
// them half-way could only hang up.
public record AnswerMessage(int status, List<String> headers, String session, char kind, String body) {
    private static final boolean[] IN_NAMES = new boolean[0x7f];

    static {
        for (char c = '!'; c < IN_NAMES.length; c++) {
            IN_NAMES[c] = "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0;
        }
    }

    /**
     * Reads what the guest has answered.
     *
     * @throws IllegalArgumentException
     *             when it is not such a message, or its status or headers cannot be
     *             sent
     */
    public static AnswerMessage read(String message) {
        int number = message.indexOf('\0');
        int status = message.indexOf('\0', number + 1);
        int headers = message.indexOf('\0', status + 1);
        int session = message.indexOf('\0', headers + 1);
        int kind = message.indexOf('\0', session + 1);
        if (number < 0 || status < 0 || headers < 0 || session < 0 || kind != session + 2) {
            throw new IllegalArgumentException("not an answer message");
        }
        return new AnswerMessage(status(message, number + 1, status), lines(message, status + 1, headers),
                message.substring(headers + 1, session), message.charAt(session + 1), message.substring(kind + 1));
    }

    /** Whether it says that the client has gone and nothing is left to do. */
    static boolean isOfNobody(String message) {
        return message.startsWith("\000499\0\0\0-\0", message.indexOf('\0'));
    }

    /** Whether events follow. */
    boolean isLive() {
        return kind == 'v';
    }

    /** Whether it says that all pieces of an answer have come. */
    static boolean isEnd(String message) {
        return message.startsWith("\0\0\0\0.\0", message.indexOf('\0'));
    }

    /** Why an answer in pieces broke off, from a message that is no end. */
    static String failure(String message) {
        int kind = message.indexOf("\0e\0");
        return kind < 0 ? "it was answered twice" : message.substring(kind + 3);
    }

    private static int status(String message, int from, int to) {
        int status = Integer.parseInt(message, from, to, 10);
        // 1xx announce an answer that is still to come (RFC 9110, 15.2): as the last
        // word they leave the client waiting, and 101 a proxy with a tunnel.
        if (status < 200 || status > 599) {
            throw new IllegalArgumentException("status: " + status + " (expected: 200 to 599)");
        }
        return status;
    }

    /** RFC 9110, 5.6.2 (token). */
    private static String name(String line) {
        if (line.isEmpty()) {
            throw new IllegalArgumentException("a header without a name");
        }
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c >= IN_NAMES.length || !IN_NAMES[c]) {
                throw new IllegalArgumentException("a header name with the character " + (int) c);
            }
        }
        return line;
    }

    /** RFC 9110, 5.5 (field values). */
    private static String value(String line) {
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c < ' ' && c != '\t' || c == 0x7f) {
                throw new IllegalArgumentException("a header value with the character " + (int) c);
            }
        }
        return line;
    }

    private static List<String> lines(String message, int from, int to) {
        List<String> lines = new ArrayList<>(4);
        for (int at = from; at < to;) {
            int end = message.indexOf('\n', at);
            if (end < 0 || end > to) {
                end = to;
            }
            String line = message.substring(at, end);
            lines.add(lines.size() % 2 == 0 ? name(line) : value(line));
            at = end + 1;
            if (at == to && lines.size() % 2 == 1) {
                lines.add("");
            }
        }
        if (lines.size() % 2 == 1) {
            lines.add("");
        }
        return lines;
    }
}
