package io.annex.core.addon;

import java.util.Locale;

/** With what an exchange begins that begins with no request. */
public enum Origin {
    /** Something has happened; whoever listens is told. */
    EVENT,
    /** A time has come. */
    TIMER,
    /** Somebody asks one add-on and waits for what it says. */
    CALL,
    /** Somebody tells one add-on and waits for nothing. */
    MESSAGE;

    /** The word in messages and metrics, e.g. {@code event}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
