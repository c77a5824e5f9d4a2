package io.annex.core.message;

import io.annex.core.addon.Version;
import io.annex.core.http.Form;
import io.annex.core.http.Incident;
import io.annex.core.service.ExchangeEnd;
import io.annex.core.service.ExchangeScope;
import io.annex.core.session.OpenSession;
import io.annex.engine.Stop;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A message in a version's workers. It has no client, no session and no
 * uploads.
 */
final class MessageExchange implements ExchangeScope {
    private static final Logger log = LoggerFactory.getLogger(MessageExchange.class);

    private final Message message;
    private final Version version;
    private final io.annex.core.addon.Listener listener;
    private final Outcome outcome;
    private final Executor loop;
    private final ExchangeEnd end = new ExchangeEnd();
    private final String id;
    private String text;
    private boolean goesOn;
    private boolean over;
    private volatile long begun = System.nanoTime();

    /** Who goes on when the workers have had it. On its loop. */
    interface Outcome {
        void answered(MessageExchange exchange, String answer, long cpuNanos);

        void stopped(MessageExchange exchange, Stop stop, long cpuNanos);
    }

    MessageExchange(Message message, Version version, io.annex.core.addon.Listener listener, Outcome outcome,
            Executor loop) {
        this.message = message;
        this.version = version;
        this.listener = listener;
        this.outcome = outcome;
        this.loop = loop;
        this.id = message.origin().code() + '-' + Incident.newId();
        this.text = "-\0" + message.origin().code() + '\0' + listener.index() + '\0' + listener.name() + '\0'
                + message.json();
    }

    Message of() {
        return message;
    }

    Version version() {
        return version;
    }

    io.annex.core.addon.Listener listener() {
        return listener;
    }

    // ---- ExchangeScope

    @Override
    public Form.@Nullable Upload upload(String token) {
        return null;
    }

    @Override
    public @Nullable String knownSessionId() {
        return null;
    }

    @Override
    public void opened(@Nullable OpenSession session) {
        // There is none.
    }

    @Override
    public void tell(Listener told) {
        end.tell(told);
    }

    @Override
    public void forget(Listener told) {
        end.forget(told);
    }

    @Override
    public void begins() {
        begun = System.nanoTime();
    }

    @Override
    public void whenNothingRuns(Runnable action) {
        end.whenNothingRuns(action);
    }

    @Override
    public String event() {
        return message.event();
    }

    // ---- io.annex.engine.Exchange

    @Override
    public String message() {
        return text;
    }

    @Override
    public byte @Nullable [] body() {
        return null;
    }

    @Override
    public void taken() {
        text = "";
        message.guard().begins();
    }

    @Override
    public Executor loop() {
        return loop;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String shown() {
        return id + ' ' + message.shown();
    }

    /**
     * It may have waited for long in the add-on's queue, which is no time of its
     * own.
     */
    @Override
    public long arrivedAt() {
        return begun;
    }

    @Override
    public void goesOn() {
        goesOn = true;
    }

    @Override
    public void answered(String answer, byte @Nullable [] bytes, long cpuNanos) {
        if (ends(true)) {
            outcome.answered(this, answer, cpuNanos);
        }
    }

    @Override
    public void stopped(Stop stop, long cpuNanos) {
        if (ends(false)) {
            outcome.stopped(this, stop, cpuNanos);
        }
    }

    /**
     * Whatever happens to those who wait for it, its place in the queue is given
     * back.
     */
    private boolean ends(boolean answered) {
        boolean first = !over;
        over = true;
        if (!goesOn) {
            tell(end::nothingRuns);
        }
        if (first) {
            tell(() -> end.came(answered));
        }
        return first;
    }

    private void tell(Runnable told) {
        try {
            told.run();
        } catch (RuntimeException | Error e) {
            log.error("Who waits for the end of {} has failed", shown(), e);
        }
    }

    @Override
    public void over() {
        tell(end::nothingRuns);
    }
}
