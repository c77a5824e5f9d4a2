package io.annex.engine.isolate;

import io.annex.engine.Program;
import io.annex.engine.WorkerLimits;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads the parts of messages that the engine knows, see
 * {@code docs/design/messages.md}.
 */
final class Messages {
    private Messages() {
    }

    /** A {@code log} op. */
    record LogLine(String level, int exchange, String message) {
    }

    /** An {@code op} op. */
    record AsyncOp(int number, int exchange, String name, String payload) {
    }

    static String program(Program program) {
        return "{\"style\":" + json(program.style()) + ",\"addon\":" + json(program.name()) + ",\"version\":"
                + json(program.version()) + ",\"entry\":" + json(program.entry()) + ",\"params\":" + program.params()
                + ",\"webAssembly\":" + program.webAssembly() + ",\"movesClock\":" + program.movesClock() + "}";
    }

    static String settings(Program program, WorkerLimits limits, ZoneId timezone) {
        return "{\"addon\":" + json(program.name()) + ",\"version\":" + json(program.version()) + ",\"timezone\":"
                + json(timezone.getId()) + ",\"env\":{},\"limits\":{\"wall\":" + limits.wall().toMillis()
                + ",\"timers\":" + limits.timers() + ",\"session\":" + limits.session() + ",\"output\":"
                + limits.output() + ",\"external\":" + limits.external() + "}}";
    }

    /** A JSON string literal. */
    static String json(String text) {
        StringBuilder out = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }

    static int number(String answer) {
        return Integer.parseInt(answer, 0, answer.indexOf('\0'), 10);
    }

    /** The answers in what {@code collect} returned. */
    static List<String> split(String answers) {
        List<String> out = new ArrayList<>();
        int at = 0;
        while (at < answers.length()) {
            int nul = answers.indexOf('\0', at);
            int length = Integer.parseInt(answers, at, nul, 10);
            out.add(answers.substring(nul + 1, nul + 1 + length));
            at = nul + 1 + length;
        }
        return out;
    }

    /**
     * Length of an answer's body in characters or bytes; headers are few enough not
     * to matter.
     */
    static long bodyLength(String answer, byte @Nullable [] bytes) {
        return bytes != null ? bytes.length : answer.length();
    }

    /**
     * Whether the guest says that a body is over the limit, instead of sending it.
     */
    static boolean isTooLong(String answer) {
        return answer.startsWith("\000503\0\0\0o\0", answer.indexOf('\0'));
    }

    /** Whether the head of an answer in pieces says that these are events. */
    static boolean areEvents(String head) {
        return head.endsWith("\0v\0");
    }

    /** The answer to an exchange for which the guest library made none. */
    static String failed(int number) {
        return number + "\000500\0\0\0e\0the guest library failed";
    }

    static LogLine logLine(String text) {
        int first = text.indexOf('\0');
        int second = text.indexOf('\0', first + 1);
        return new LogLine(text.substring(0, first), Integer.parseInt(text, first + 1, second, 10),
                text.substring(second + 1));
    }

    static AsyncOp asyncOp(String text) {
        int first = text.indexOf('\0');
        int second = text.indexOf('\0', first + 1);
        int third = text.indexOf('\0', second + 1);
        return new AsyncOp(Integer.parseInt(text, 0, first, 10), Integer.parseInt(text, first + 1, second, 10),
                text.substring(second + 1, third), text.substring(third + 1));
    }
}
