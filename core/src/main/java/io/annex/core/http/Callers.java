package io.annex.core.http;

import java.util.ArrayList;
import java.util.List;

/**
 * The add-ons that wait for a request which one of them has made: outermost
 * first, as often as each stands there. Two are the same only where they are
 * one object: the call's.
 */
public final class Callers {
    /** Of a request that no add-on has made. */
    public static final Callers NONE = new Callers(List.of(), "");

    private final List<String> addons;
    private final String event;

    private Callers(List<String> addons, String event) {
        this.addons = addons;
        this.event = event;
    }

    /**
     * Of what {@code addon} calls on behalf of these.
     *
     * @param handled
     *            the event that it handles; empty for none
     */
    public Callers and(String addon, String handled) {
        List<String> more = new ArrayList<>(addons);
        more.add(addon);
        return new Callers(List.copyOf(more), handled);
    }

    /** The event that the innermost handles, itself or for its caller. */
    public String event() {
        return event;
    }

    public List<String> addons() {
        return addons;
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return addons.isEmpty();
    }
}
