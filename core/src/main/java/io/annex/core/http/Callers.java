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
    public static final Callers NONE = new Callers(List.of());

    private final List<String> addons;

    private Callers(List<String> addons) {
        this.addons = addons;
    }

    /** Of what {@code addon} calls on behalf of these. */
    public Callers and(String addon) {
        List<String> more = new ArrayList<>(addons);
        more.add(addon);
        return new Callers(List.copyOf(more));
    }

    public List<String> addons() {
        return addons;
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return addons.isEmpty();
    }
}
