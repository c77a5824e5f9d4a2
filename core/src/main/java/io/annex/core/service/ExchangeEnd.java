package io.annex.core.service;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The end of an exchange, and what waits for it: the part of an
 * {@link ExchangeScope} that is the same whatever the exchange began with. Ops
 * come on other threads than the end, so who is told of the end is guarded;
 * what runs when nothing runs any more is the loop's alone.
 */
public final class ExchangeEnd {
    // Guarded by this object.
    private @Nullable Set<ExchangeScope.Listener> listeners;
    private @Nullable Boolean endedWithAnswer;

    // The exchange's loop's alone.
    private boolean runs = true;
    private @Nullable Runnable whenNothingRuns;

    /** As {@link ExchangeScope#tell}. */
    public void tell(ExchangeScope.Listener listener) {
        Boolean ended;
        synchronized (this) {
            ended = endedWithAnswer;
            if (ended == null) {
                if (listeners == null) {
                    listeners = new HashSet<>();
                }
                listeners.add(listener);
            }
        }
        if (ended != null) {
            listener.ended(ended);
        }
    }

    /** As {@link ExchangeScope#forget}. */
    public synchronized void forget(ExchangeScope.Listener listener) {
        if (listeners != null) {
            listeners.remove(listener);
        }
    }

    /** It has come; tells whoever waits for it. */
    public void came(boolean answered) {
        Set<ExchangeScope.Listener> told;
        synchronized (this) {
            endedWithAnswer = answered;
            told = listeners;
            listeners = null;
        }
        if (told != null) {
            told.forEach(listener -> listener.ended(answered));
        }
    }

    /** As {@link ExchangeScope#whenNothingRuns}. */
    public void whenNothingRuns(Runnable action) {
        Runnable before = whenNothingRuns;
        if (!runs) {
            action.run();
        } else if (before == null) {
            whenNothingRuns = action;
        } else {
            whenNothingRuns = () -> {
                before.run();
                action.run();
            };
        }
    }

    /** Nothing of it runs any more. */
    public void nothingRuns() {
        runs = false;
        Runnable action = whenNothingRuns;
        whenNothingRuns = null;
        if (action != null) {
            action.run();
        }
    }
}
