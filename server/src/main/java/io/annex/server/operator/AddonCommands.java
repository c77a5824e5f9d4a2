package io.annex.server.operator;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code addons.…}: the add-ons that serve. */
public final class AddonCommands implements CommandFamily {
    private final Resuming resuming;

    public AddonCommands(Resuming resuming) {
        this.resuming = resuming;
    }

    @Override
    public String prefix() {
        return "addons";
    }

    @Override
    public ObjectNode execute(String command, JsonNode request) throws CommandRefused {
        return switch (command) {
            case "resume" -> resume(request);
            default -> throw CommandFamily.unknown(this, command);
        };
    }

    private ObjectNode resume(JsonNode request) throws CommandRefused {
        String addon = request.path("addon").asString("");
        return CommandFamily.object().put("addon", addon).put("resumed", switch (resuming.resume(addon)) {
            case RESUMED -> true;
            case SERVED -> false;
            case UNKNOWN -> throw new CommandRefused("there is no add-on " + addon + " (expected: one that serves)");
        });
    }
}
