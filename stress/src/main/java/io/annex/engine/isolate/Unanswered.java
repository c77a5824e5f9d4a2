package io.annex.engine.isolate;

import io.annex.engine.Exchange;
import io.annex.engine.Stop;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** An exchange of which nothing is wanted but itself. */
public final class Unanswered implements Exchange {
    /** How often it was said to be over. */
    public volatile int overs;

    @Override
    public String message() {
        return "";
    }

    @Override
    public byte @Nullable [] body() {
        return null;
    }

    @Override
    public Executor loop() {
        return Runnable::run;
    }

    @Override
    public String id() {
        return "";
    }

    @Override
    public long arrivedAt() {
        return 0;
    }

    @Override
    public void answered(String answer, byte @Nullable [] bytes, long cpuNanos) {
        throw new IllegalStateException("answered");
    }

    @Override
    public void stopped(Stop stop, long cpuNanos) {
        throw new IllegalStateException("stopped");
    }

    @Override
    public synchronized void over() {
        overs++;
    }
}
