package io.annex.server.http;

import java.util.Locale;

/** What a server does, as its health says. */
public enum ServerPhase {
    /** Add-ons are being loaded; those that have loaded serve. */
    STARTING,
    /** Each add-on has loaded, or has failed once. */
    READY,
    /** The server is about to end, and no more requests should be sent to it. */
    DRAINING;

    String shown() {
        return name().toLowerCase(Locale.ROOT);
    }
}
