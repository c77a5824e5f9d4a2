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
     * For who knows more than the database.
     *
     * @param ofServer
     *            commands that need a server that runs, or its data folder, or know
     *            more with it
     */
    public Administration(Storage storage, List<CommandFamily> ofServer) {
        List<CommandFamily> all = new ArrayList<>(List.of(new KeyCommands(storage), new UserCommands(storage),
                new TraceCommands(storage), new DataCommands(storage), new SettingCommands(storage.settings())));
        all.addAll(ofServer);
        this.families = all.stream().collect(Collectors.toUnmodifiableMap(CommandFamily::prefix, Function.identity(),
                (ofDatabase, better) -> better));
    }

    /** A request of that name, to be filled. */
    public static ObjectNode request(String name) {
        return JsonMapper.shared().createObjectNode().put("do", name);
    }

    /**
     * Does it.
     *
     * @param by
     *            who asks, by what the system says
     * @throws CommandRefused
     *             when it cannot be done; the message says why
     */
    public ObjectNode execute(JsonNode request, String by) throws CommandRefused {
        String name = request.path("do").asString("");
        int dot = name.indexOf('.');
        CommandFamily family = dot < 0 ? null : families.get(name.substring(0, dot));
        if (family == null) {
            throw new CommandRefused("unknown request: " + name);
        }
        try {
            return family.execute(name.substring(dot + 1),
                    request instanceof ObjectNode object ? object.put("by", by) : request);
        } catch (DatabaseTrouble e) {
            throw new CommandRefused("the database cannot be used: " + e.getMessage());
        }
    }

    /** What {@code request} comes to, as a line that {@link #read} reads. */
    String answer(String request, String by) {
        ObjectNode answer = CommandFamily.object();
        try {
            answer.set("ok", execute(JsonMapper.shared().readTree(request), by));
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
