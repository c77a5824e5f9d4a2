package io.annex.core;

import java.util.ArrayList;
import java.util.List;

/**
 * An answer message of the guest, read; see {@code docs/design/messages.md}.
 *
 * @param headers
 *            name, value, name, value …
 * @param session
 *            empty: untouched; {@code -}: invalidated; else the session's JSON
 * @param kind
 *            {@code -}, {@code t}, {@code b}, {@code f} or {@code e}
 */
record AnswerMessage(int status, List<String> headers, String session, char kind, String body) {

    static AnswerMessage read(String message) {
        int number = message.indexOf('\0');
        int status = message.indexOf('\0', number + 1);
        int headers = message.indexOf('\0', status + 1);
        int session = message.indexOf('\0', headers + 1);
        int kind = message.indexOf('\0', session + 1);
        return new AnswerMessage(Integer.parseInt(message, number + 1, status, 10), lines(message, status + 1, headers),
                message.substring(headers + 1, session), message.charAt(session + 1), message.substring(kind + 1));
    }

    private static List<String> lines(String message, int from, int to) {
        List<String> lines = new ArrayList<>(4);
        for (int at = from; at < to;) {
            int end = message.indexOf('\n', at);
            if (end < 0 || end > to) {
                end = to;
            }
            lines.add(message.substring(at, end));
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
