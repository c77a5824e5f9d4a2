package io.annex.server.framing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * As what a server has read a connection.
 *
 * @param requests
 *            those that it has read to their end: method, target and body, or
 *            {@link #UNKNOWN}
 * @param end
 *            what came then
 * @param answers
 *            all that was answered: a status, and what of the request is known;
 *            empty where nobody looked
 */
public record Reading(List<String> requests, End end, List<String> answers) {
    /** A request that was answered without saying as what it was read. */
    public static final String UNKNOWN = "?";
    private static final String CLOSED = " closed";
    private static final Pattern ANSWER = Pattern
            .compile("HTTP/1\\.1 (\\d{3}) [^\\r]*((?:\\r\\n[^\\r]+)*)\\r\\n\\r\\n");
    private static final Pattern READ = Pattern.compile("(?im)^x-read: (.*)$");
    private static final Pattern CLOSE = Pattern.compile("(?im)^connection: close\\r?$");
    private static final Pattern ABSOLUTE = Pattern.compile("^(?i)https?://[^/?#]*");

    /** How a connection ended. */
    public enum End {
        /** By the server, with an answer that says what is wrong. */
        REFUSED,
        /** By the server, as the client had asked for it or without a word. */
        CLOSED,
        /** The server waits for the rest of a request. */
        WAITS
    }

    /** Out of all that a server has sent before it closed. */
    static Reading of(String sent) {
        List<String> requests = new ArrayList<>();
        List<String> answers = new ArrayList<>();
        End end = End.CLOSED;
        Matcher answer = ANSWER.matcher(sent);
        int from = 0;
        while (answer.find(from)) {
            from = answer.end();
            int status = Integer.parseInt(answer.group(1));
            if (status < 200) {
                continue;
            }
            Matcher read = READ.matcher(answer.group(2));
            boolean isKnown = read.find();
            boolean isLast = CLOSE.matcher(answer.group(2)).find();
            if (!isKnown && isLast && status >= 400) {
                end = End.REFUSED;
            } else {
                requests.add(isKnown ? read.group(1).stripTrailing() : UNKNOWN);
            }
            answers.add(status + (isKnown ? " " + read.group(1).stripTrailing() : "") + (isLast ? CLOSED : ""));
        }
        if (from == 0 && !sent.isEmpty()) {
            // As an answer of HTTP/0.9.
            requests.add(UNKNOWN);
        }
        return new Reading(requests, end, answers);
    }

    /** Whether it was refused before what stands behind each case. */
    public boolean isRefused() {
        return end == End.REFUSED && requests.stream().noneMatch(Reading::hasMarker);
    }

    /** Whether the request behind each case is one, or part of a body. */
    private static boolean hasMarker(String request) {
        String[] words = request.split(" ", 3);
        return words.length > 1 && words[1].equals(FramingCases.MARKER)
                || words.length > 2 && body(words[2]).contains(' ' + FramingCases.MARKER);
    }

    private static String body(String encoded) {
        return new String(Base64.getDecoder().decode(encoded), StandardCharsets.ISO_8859_1);
    }

    /** Whether a request at a place or behind it was taken by whom it was for. */
    boolean hasTakenBehind(int place) {
        return requests.stream().skip(place).anyMatch(request -> !request.equals(UNKNOWN));
    }

    /** Whether something was read as the request at a place, or as its begin. */
    boolean hasBegun(int place) {
        return place < requests.size() || place == requests.size() && end == End.WAITS;
    }

    /** Whether another has read the same as the request at a place. */
    boolean isSame(Reading other, int place) {
        if (place >= requests.size()) {
            return false;
        }
        String mine = requests.get(place);
        String others = other.requests.get(place);
        return Stream.of(mine, others).anyMatch(UNKNOWN::equals) || normal(mine).equals(normal(others));
    }

    /** With the target in origin form, however it came. */
    private static String normal(String request) {
        String[] words = request.split(" ", 3);
        String target = words.length < 2 ? "" : ABSOLUTE.matcher(words[1]).replaceFirst("");
        return words[0] + ' ' + (target.startsWith("/") || target.equals("*") ? "" : "/") + target + ' '
                + (words.length < 3 ? "" : words[2]);
    }
}
