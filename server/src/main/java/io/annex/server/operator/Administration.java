package io.annex.server.operator;

import io.annex.server.database.DatabaseTrouble;
import io.annex.server.database.Storage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Does what an operator asks for: {@code {"do": "keys.add", "owner": …}} and
 * the like. What begins alike is a {@link CommandFamily}. Waits for the
 * database, so never call it on an event loop. Thread-safe.
 */
public final class Administration {
    private final Map<String, CommandFamily> families;

    /** For who serves no add-ons: what needs the database alone. */
    public Administration(Storage storage) {
        this(storage, List.of());
    }

    /**
     * For a server that runs.
     *
     * @param ofServer
     *            commands that need it
     */
    public Administration(Storage storage, List<CommandFamily> ofServer) {
        List<CommandFamily> all = new ArrayList<>(ofServer);
        all.add(new KeyCommands(storage));
        all.add(new UserCommands(storage));
        all.add(new TraceCommands(storage));
        all.add(new DataCommands(storage));
        this.families = all.stream().collect(Collectors.toUnmodifiableMap(CommandFamily::prefix, Function.identity()));
    }

    /** A request of that name, to be filled. */
    public static ObjectNode request(String name) {
        return JsonMapper.shared().createObjectNode().put("do", name);
    }

    /**
     * Does it.
     *
     * @throws CommandRefused
     *             when it cannot be done; the message says why
     */
    public ObjectNode execute(JsonNode request) throws CommandRefused {
        String name = request.path("do").asString("");
        int dot = name.indexOf('.');
        CommandFamily family = dot < 0 ? null : families.get(name.substring(0, dot));
        if (family == null) {
            throw new CommandRefused("unknown request: " + name);
        }
        try {
            return family.execute(name.substring(dot + 1), request);
        } catch (DatabaseTrouble e) {
            throw new CommandRefused("the database cannot be used: " + e.getMessage());
        }
    }

    /** What {@code request} comes to, as a line that {@link #read} reads. */
    String answer(String request) {
        ObjectNode answer = CommandFamily.object();
        try {
            answer.set("ok", execute(JsonMapper.shared().readTree(request)));
        } catch (CommandRefused | RuntimeException | Error e) {
            answer.put("refused", Optional.ofNullable(e.getMessage()).orElse(e.toString()));
        }
        return answer.toString();
    }

    /** What {@link #answer} has written. */
    static ObjectNode read(String line) throws CommandRefused {
        JsonNode answer = JsonMapper.shared().readTree(line);
        if (answer.path("ok") instanceof ObjectNode ok) {
            return ok;
        }
        throw new CommandRefused(answer.path("refused").asString("the server did not answer"));
    }
}
