package io.annex.server.operator;

import io.annex.server.database.DatabaseTrouble;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Commands of one kind, whose names begin alike: {@code keys.add},
 * {@code keys.list}. A new kind is a class of its own, and one line where
 * {@link Administration} is made: those that need the database alone in its
 * constructor, those that need a server that runs in the server. Thread-safe.
 */
public interface CommandFamily {
    /** What stands before the dot. */
    String prefix();

    /**
     * Does it; may wait for the database.
     *
     * @param command
     *            what stands behind the dot
     * @param request
     *            all that was asked; {@code by} is who asks, by what the system
     *            says
     * @throws CommandRefused
     *             when it cannot be done; the message says why
     */
    ObjectNode execute(String command, JsonNode request) throws CommandRefused, DatabaseTrouble;

    /** An answer, to be filled. */
    static ObjectNode object() {
        return JsonMapper.shared().createObjectNode();
    }

    /** For a command that there is not. */
    static CommandRefused unknown(CommandFamily family, String command) {
        return new CommandRefused("unknown request: " + family.prefix() + '.' + command);
    }
}
