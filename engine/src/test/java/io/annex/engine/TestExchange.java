package io.annex.engine;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** An exchange that keeps what it was told. */
public final class TestExchange implements Exchange {
    /**
     * Each as {@code answered …}, {@code stopped …}, {@code goesOn}, {@code over}.
     */
    public final List<String> told = new CopyOnWriteArrayList<>();
    private final String message;
    private final Executor loop;
    private final long arrivedAt = System.nanoTime();
    private volatile boolean taken;

    /** One whose event loop is whatever thread tells it. */
    public TestExchange(String message) {
        this(message, Runnable::run);
    }

    public TestExchange(String message, Executor loop) {
        this.message = message;
        this.loop = loop;
    }

    /** Whether it was told how it has ended. */
    public boolean hasEnded() {
        return !told.isEmpty() && !told.equals(List.of("goesOn"));
    }

    public boolean isTaken() {
        return taken;
    }

    @Override
    public String id() {
        return "id of " + message;
    }

    @Override
    public String message() {
        return message;
    }

    @Override
    public byte @Nullable [] body() {
        return null;
    }

    @Override
    public void taken() {
        taken = true;
    }

    @Override
    public Executor loop() {
        return loop;
    }

    @Override
    public long arrivedAt() {
        return arrivedAt;
    }

    @Override
    public void answered(String answer, byte @Nullable [] bytes, long cpuNanos) {
        told.add("answered " + answer);
    }

    @Override
    public void stopped(Stop stop, long cpuNanos) {
        told.add("stopped " + stop.reason().code() + " " + stop.detail());
    }

    @Override
    public void goesOn() {
        told.add("goesOn");
    }

    @Override
    public void over() {
        told.add("over");
    }

    @Override
    public String toString() {
        return message + " " + told;
    }
}
