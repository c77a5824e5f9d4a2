package io.annex.core.jbackend;

import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What hooks of one module left: texts as the module's side wrote them, which
 * are believed no further than the module itself is.
 *
 * @param done
 *            how many of the hooks were run
 * @param stack
 *            JSON list of the names on the call stack; empty for none
 * @param variables
 *            object of the variables that were set
 * @param status
 *            JSON object of what was left on {@code status}; empty for nothing
 * @param check
 *            what {@code onCheckSession} answered
 * @param response
 *            JSON object of the answer so far; empty where nothing is set
 */
record HookResult(int done, String stack, Optional<JsonNode> variables, String status, Optional<SessionCheck> check,
        String response) {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int FIELDS = 6;

    /**
     * Reads the body of an answer message; see {@code docs/design/messages.md}.
     *
     * @throws IllegalArgumentException
     *             when it is none
     */
    public static HookResult read(String body) {
        String[] fields = new String[FIELDS];
        int at = 0;
        for (int i = 0; i < FIELDS - 1; i++) {
            int end = body.indexOf('\0', at);
            if (end < 0) {
                throw new IllegalArgumentException("not the answer of a module");
            }
            fields[i] = body.substring(at, end);
            at = end + 1;
        }
        if (!fields[1].isEmpty() && !json(fields[1]).isArray()) {
            throw new IllegalArgumentException("the module's call stack is no list");
        }
        object("status", fields[3]);
        return new HookResult(Integer.parseInt(fields[0]), fields[1], object("variables", fields[2]), fields[3],
                check(fields[4]), body.substring(at));
    }

    /**
     * Looked at when it comes, so that what a module says wrongly is its own
     * failure and not that of the one after it.
     */
    private static Optional<JsonNode> object(String what, String json) {
        if (json.isEmpty()) {
            return Optional.empty();
        }
        JsonNode read = json(json);
        if (!read.isObject()) {
            throw new IllegalArgumentException("the module's " + what + ": no object");
        }
        return Optional.of(read);
    }

    private static Optional<SessionCheck> check(String json) {
        if (json.isEmpty()) {
            return Optional.empty();
        }
        JsonNode check = json(json);
        return Optional.of(
                new SessionCheck(check.path("isGuest").asBoolean(true), check.path("isAuthRequest").asBoolean(false)));
    }

    /** What a module says is JSON. */
    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("the module's answer is not JSON: " + e.getOriginalMessage(), e);
        }
    }
}
