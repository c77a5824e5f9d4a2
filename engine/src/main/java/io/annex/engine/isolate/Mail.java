package io.annex.engine.isolate;

import io.annex.engine.Exchange;
import org.jspecify.annotations.Nullable;

/** Something for one worker alone. */
sealed interface Mail {
    /** An op that was to be answered later has its answer. */
    record Settled(int op, boolean ok, String text, byte @Nullable [] bytes, @Nullable Pending on) implements Mail {
    }

    /** So much of an answer in pieces was taken. */
    record Taken(Pending entry, int bytes) implements Mail {
    }

    /** The client of an exchange has gone. */
    record Abandoned(Exchange exchange) implements Mail {
    }
}
