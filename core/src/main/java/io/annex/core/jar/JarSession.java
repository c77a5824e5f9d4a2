package io.annex.core.jar;

import io.annex.api.Session;
import io.annex.core.service.OpCaller;
import io.annex.engine.Exchange;
import io.annex.engine.Host;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A session, loaded when it is first touched and saved with the answer if it
 * changed.
 */
final class JarSession implements Session {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final OpCaller ops;
    private final int limit;
    private @Nullable ObjectNode values;
    private String loaded = "{}";
    private boolean invalidated;

    JarSession(Host host, Exchange exchange, int limit) {
        this.ops = new OpCaller(host, () -> exchange);
        this.limit = limit;
    }

    private ObjectNode values() {
        ObjectNode known = values;
        if (known == null) {
            known = JSON.readTree(ops.call("session.load", "0")) instanceof ObjectNode object
                    ? object
                    : JSON.createObjectNode();
            loaded = known.toString();
            values = known;
        }
        return known;
    }

    @Override
    public Optional<String> get(String name) {
        return Optional.ofNullable(values().get(name)).map(value -> value.asString(""));
    }

    @Override
    public void set(String name, String value) {
        if (value.length() > limit) {
            throw new IllegalArgumentException(
                    "session." + name + ": " + value.length() + " characters (limit: limits.session " + limit + ")");
        }
        values().put(name, value);
    }

    @Override
    public void remove(String name) {
        values().remove(name);
    }

    @Override
    public void invalidate() {
        values().removeAll();
        invalidated = true;
        loaded = "{}";
    }

    /** What an answer message says of the session. */
    String outcome() {
        ObjectNode known = values;
        String json = known == null ? loaded : known.toString();
        if (known == null || json.equals(loaded)) {
            return invalidated ? "-" : "";
        }
        // What comes after the end is the begin of another session.
        return invalidated ? "-" + json : json;
    }
}
