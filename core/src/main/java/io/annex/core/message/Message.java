package io.annex.core.message;

import io.annex.core.addon.Listener;
import io.annex.core.addon.Origin;
import io.annex.core.addon.Version;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What one listener of one add-on is to be told. It says the listener by its
 * name, and which of those of that name it is, as the version that serves when
 * its turn comes may have others before it.
 */
final class Message {
    private final Origin origin;
    private final String listener;
    private final int nth;
    private final String what;
    private final String json;
    private final Messages.Guard guard;
    private final long sentAt = System.nanoTime();
    private long turn;
    private final CompletableFuture<String> end = new CompletableFuture<>();

    /**
     * @param nth
     *            which of the listeners of that name, from 0
     * @param what
     *            the name of the event or timer, or of the listener
     */
    Message(Origin origin, String listener, int nth, String what, String json, Messages.Guard guard) {
        this.origin = origin;
        this.listener = listener;
        this.nth = nth;
        this.what = what;
        this.json = json;
        this.guard = guard;
    }

    Origin origin() {
        return origin;
    }

    String json() {
        return json;
    }

    Messages.Guard guard() {
        return guard;
    }

    /** {@link System#nanoTime()}. */
    long sentAt() {
        return sentAt;
    }

    /** Its place among those that wait, which it keeps when it comes back. */
    void takeTurn(long place) {
        turn = place;
    }

    long turn() {
        return turn;
    }

    /** The name of the event; empty for what is none. */
    String event() {
        return origin == Origin.EVENT ? what : "";
    }

    /** What it is in one line of a log. */
    String shown() {
        return origin.code() + ' ' + what + (what.equals(listener) ? "" : " at the listener of " + listener);
    }

    /** Whom it is for in a version, or {@code null} for nobody. */
    @Nullable
    Listener of(Version version) {
        int left = nth;
        List<Listener> listeners = version.listeners();
        for (Listener each : listeners) {
            if (each.name().equals(listener) && left-- == 0) {
                return each;
            }
        }
        return null;
    }

    /**
     * Completed with what the listener has answered, or a {@link MessageFailed}.
     */
    CompletableFuture<String> end() {
        return end;
    }
}
