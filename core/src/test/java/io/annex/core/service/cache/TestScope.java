package io.annex.core.service.cache;

import io.annex.core.http.Form;
import io.annex.core.service.ExchangeScope;
import io.annex.core.session.OpenSession;
import io.annex.engine.Stop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** An exchange that ends when the test says so, on one thread. */
final class TestScope implements ExchangeScope {
    private final List<Runnable> atEnd = new ArrayList<>();

    @Override
    public void over() {
        atEnd.forEach(Runnable::run);
        atEnd.clear();
    }

    @Override
    public void whenNothingRuns(Runnable action) {
        atEnd.add(action);
    }

    @Override
    public Executor loop() {
        return Runnable::run;
    }

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
    }

    @Override
    public void tell(Listener listener) {
    }

    @Override
    public void forget(Listener listener) {
    }

    @Override
    public void begins() {
    }

    @Override
    public String message() {
        return "";
    }

    @Override
    public byte @Nullable [] body() {
        return null;
    }

    @Override
    public String id() {
        return "test";
    }

    @Override
    public long arrivedAt() {
        return 0;
    }

    @Override
    public void answered(String answer, byte @Nullable [] bytes, long cpuNanos) {
    }

    @Override
    public void stopped(Stop stop, long cpuNanos) {
    }
}
