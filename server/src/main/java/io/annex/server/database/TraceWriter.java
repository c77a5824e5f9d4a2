package io.annex.server.database;

import io.annex.core.trace.Trace;
import io.annex.core.trace.TraceRow;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes rows of the trace in batches, on a thread of its own that begins with
 * the first row. What comes faster than it can be written, or while the
 * database is away, waits in a bounded queue; what does not fit there is
 * dropped, counted, and said in the log. Thread-safe.
 */
final class TraceWriter implements Trace {
    private static final Logger log = LoggerFactory.getLogger(TraceWriter.class);
    private static final int MOST_WAITING = 20_000;
    private static final int BATCH = 500;
    private static final long PAUSE_MILLIS = 200;
    private static final long RETRY_MILLIS = 1_000;
    private static final long SWEEP_NANOS = TimeUnit.HOURS.toNanos(1);

    private final Database database;
    private final Duration keep;
    private final BlockingQueue<TraceRow> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final LongAdder dropped = new LongAdder();
    private volatile @Nullable Thread thread;
    private volatile boolean closed;
    private long sweptAt = System.nanoTime() - SWEEP_NANOS;
    private long saidDropped;

    /**
     * Begins with the first row.
     *
     * @param keep
     *            how long rows are kept
     */
    TraceWriter(Database database, Duration keep) {
        this.database = database;
        this.keep = keep;
    }

    @Override
    public void record(TraceRow row) {
        if (closed || !waiting.offer(row)) {
            dropped.increment();
        } else if (thread == null) {
            begin();
        }
    }

    /** Rows that were dropped. */
    long dropped() {
        return dropped.sum();
    }

    private synchronized void begin() {
        if (thread == null && !closed) {
            thread = Thread.ofPlatform().daemon().name("annex-trace").start(this::run);
        }
    }

    private void run() {
        List<TraceRow> batch = new ArrayList<>();
        while (!closed || !waiting.isEmpty() || !batch.isEmpty()) {
            try {
                if (batch.isEmpty()) {
                    TraceRow first = waiting.poll(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
                    if (first == null) {
                        sweep();
                        continue;
                    }
                    batch.add(first);
                    if (!closed) {
                        Thread.sleep(PAUSE_MILLIS);
                    }
                    waiting.drainTo(batch, BATCH - 1);
                }
                write(batch);
                batch.clear();
                sayDropped();
            } catch (InterruptedException e) {
                // It is to end soon: what waits is written without a pause.
                log.debug("The trace ends");
            } catch (IOException e) {
                log.debug("The trace was not written: {}", e.getMessage());
                if (closed) {
                    log.warn("{} rows of the trace were not written: {}", batch.size() + waiting.size(),
                            e.getMessage());
                    return;
                }
                pause();
            } catch (RuntimeException | Error e) {
                // Rows that cannot be written for a reason of their own would never be.
                log.error("{} rows of the trace cannot be written", batch.size(), e);
                dropped.add(batch.size());
                batch.clear();
                pause();
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(RETRY_MILLIS);
        } catch (InterruptedException e) {
            log.debug("The trace ends");
        }
    }

    private void sayDropped() {
        long now = dropped.sum();
        if (now > saidDropped) {
            log.warn("{} rows of the trace were dropped: they come faster than they can be written", now - saidDropped);
            saidDropped = now;
        }
    }

    private void write(List<TraceRow> batch) throws IOException {
        database.callTransaction(connection -> {
            try (PreparedStatement insert = connection.prepareStatement("""
                    INSERT INTO trace (at, endpoint, access, micros, action, module, resource, username, key_id, code)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")) {
                for (TraceRow row : batch) {
                    fill(insert, row);
                }
                return insert.executeBatch();
            }
        });
    }

    private static void fill(PreparedStatement insert, TraceRow row) throws SQLException {
        insert.setObject(1, Timestamps.in(row.at()));
        insert.setString(2, text(row.endpoint(), 200));
        insert.setString(3, text(row.access(), 20));
        insert.setLong(4, TimeUnit.NANOSECONDS.toMicros(row.nanos()));
        insert.setString(5, text(row.action(), 100));
        insert.setString(6, text(row.module(), 100));
        insert.setString(7, text(row.resource(), 200));
        insert.setString(8, text(row.user(), 150));
        if (row.keyId() == 0) {
            insert.setNull(9, Types.BIGINT);
        } else {
            insert.setLong(9, row.keyId());
        }
        insert.setString(10, text(row.code(), 100));
        insert.addBatch();
    }

    /** As long as its column, and without what PostgreSQL does not take. */
    private static @Nullable String text(@Nullable String text, int most) {
        if (text == null) {
            return null;
        }
        String kept = text.length() > most ? text.substring(0, most) : text;
        StringBuilder clean = new StringBuilder(kept.length());
        kept.codePoints().forEach(c -> clean.appendCodePoint(
                Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE ? '\uFFFD' : c));
        return clean.toString();
    }

    private void sweep() throws IOException {
        long now = System.nanoTime();
        if (now - sweptAt < SWEEP_NANOS || !database.isOpen()) {
            return;
        }
        sweptAt = now;
        Instant before = Instant.now().minus(keep);
        database.call(connection -> {
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM trace WHERE at < ?")) {
                delete.setObject(1, Timestamps.in(before));
                return delete.executeUpdate();
            }
        });
    }

    /** Writes what waits, for at most some seconds. */
    void close() {
        closed = true;
        Thread running = thread;
        if (running != null) {
            running.interrupt();
            try {
                running.join(5_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
