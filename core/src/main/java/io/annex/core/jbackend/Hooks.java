package io.annex.core.jbackend;

import io.annex.core.addon.Declarations;
import io.annex.core.addon.InvalidAddon;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * The hooks that a module has, as it said when it was loaded.
 *
 * @param before
 *            whether it has {@code onBeforeCheckModule}
 * @param session
 *            whether it has {@code onCheckSession}
 * @param requests
 *            for which modules it has {@code onRequest<Module>}, in lower case
 */
public record Hooks(boolean before, boolean session, Set<String> requests) implements Declarations {
    /** The hooks of what is no module. */
    public static final Hooks NONE = new Hooks(false, false, Set.of());

    /** Names of modules; more are a fault. */
    private static final int MOST_REQUESTS = 5000;

    /** A hook, in the order in which a request comes to them. */
    public enum Hook {
        BEFORE('b'), SESSION('s'), REQUEST('r');

        private final char letter;

        Hook(char letter) {
            this.letter = letter;
        }

        /** As messages have it. */
        public char letter() {
            return letter;
        }
    }

    /** What is no module has none. */
    static Hooks read(JsonNode declared) throws InvalidAddon {
        if (declared.isMissingNode()) {
            return NONE;
        }
        Set<String> requests = new HashSet<>();
        declared.path("requests").forEach(name -> requests.add(name.asString("").toLowerCase(Locale.ROOT)));
        if (requests.size() > MOST_REQUESTS) {
            throw new InvalidAddon("hooks: " + requests.size() + " (expected: at most " + MOST_REQUESTS + ")");
        }
        return new Hooks(declared.path("before").asBoolean(false), declared.path("session").asBoolean(false),
                Set.copyOf(requests));
    }

    @Override
    public boolean isEmpty() {
        return equals(NONE);
    }

    /** As people read them, in the order in which a request comes to them. */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        if (before) {
            names.add("onBeforeCheckModule");
        }
        if (session) {
            names.add("onCheckSession");
        }
        requests.stream().sorted().forEach(module -> names.add("onRequest  " + module));
        return names;
    }

    /** Whether a request for {@code module} calls this hook. */
    boolean has(Hook hook, String module) {
        return switch (hook) {
            case BEFORE -> before;
            case SESSION -> session;
            case REQUEST -> requests.contains(module.toLowerCase(Locale.ROOT));
        };
    }
}
