package io.annex.core.jar;

import io.annex.api.Listener;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.node.ObjectNode;

/** The listeners of an add-on, as it registers them. */
final class JarListeners {
    /** Which of them hears what. */
    record Registered(String name, Listener listener) {
    }

    private final List<Registered> registered = new ArrayList<>();
    private boolean closed;

    synchronized void on(String name, Listener listener) {
        if (closed) {
            throw new IllegalStateException("listeners can be registered only while the add-on is loaded");
        }
        if (name.equals("sv")) {
            throw new IllegalArgumentException(
                    "name: sv (expected: an event of the system, or a part of them such as sv:publishing)");
        }
        registered.add(new Registered(name, Objects.requireNonNull(listener, "listener")));
    }

    synchronized List<Registered> close() {
        closed = true;
        return List.copyOf(registered);
    }

    /** As the guest's {@code load} declares them; its host checks the names. */
    static void declare(List<Registered> listeners, ObjectNode declared) {
        if (!listeners.isEmpty()) {
            var all = declared.putArray("listeners");
            listeners.forEach(each -> all.addObject().put("name", each.name()));
        }
    }
}
