package io.annex.core.deploy;

import io.annex.core.service.ExchangeScope;
import io.annex.core.settings.Quantities;
import io.annex.engine.Exchange;
import io.annex.engine.Host;
import io.annex.engine.Stop;
import io.annex.engine.StopReason;
import io.annex.engine.Stops;
import io.annex.engine.Workers;
import io.annex.engine.WorkersStatus;
import io.annex.engine.budget.ByteBudget;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Workers whose code has no more of requests' bodies at a time than there is
 * {@linkplain BodyRoom room} for. An exchange with a large body waits for its
 * place before they hear of it, for at most the wall time, and its own wall
 * time begins when it has it. The small ones, which are nearly all, pass
 * without a look: how many there may be bounds them.
 */
final class BoundedBodies implements Workers {
    /** Smaller ones are not counted. */
    static final int SMALL = 16 << 10;

    private final Workers workers;
    private final BodyRoom room;
    private final Host host;
    private final Duration wall;
    private volatile boolean closed;

    BoundedBodies(Workers workers, BodyRoom room, Host host, Duration wall) {
        this.workers = workers;
        this.room = room;
        this.host = host;
        this.wall = wall;
    }

    /** An exchange that has its place, or waits for one. */
    private final class Heavy implements BodyRoom.Guest {
        private final ExchangeScope exchange;
        private final long bytes;
        private final ByteBudget.Share share = room.share();

        Heavy(ExchangeScope exchange, long bytes) {
            this.exchange = exchange;
            this.bytes = bytes;
        }

        private boolean of(BoundedBodies one) {
            return BoundedBodies.this == one;
        }

        @Override
        public long bytes() {
            return bytes;
        }

        @Override
        public void enter() {
            exchange.whenNothingRuns(() -> room.left(share));
            exchange.loop().execute(() -> {
                exchange.begins();
                workers.offer(exchange);
            });
        }
    }

    @Override
    public CompletionStage<String> load() {
        return workers.load();
    }

    @Override
    public void offer(Exchange exchange) {
        byte[] body = exchange.body();
        long bytes = exchange.message().length() + (body == null ? 0L : body.length);
        if (bytes < SMALL || closed || !(exchange instanceof ExchangeScope of)) {
            workers.offer(exchange);
            return;
        }
        Heavy heavy = new Heavy(of, bytes);
        if (room.receive(heavy, heavy.share) == BodyRoom.Outcome.FULL) {
            refuse(of, new Stop(StopReason.CONCURRENCY, "a body of " + Quantities.size(bytes)
                    + " came when too many waited (limit: limits.bodies, " + Quantities.size(room.most()) + ")"));
        } else if (closed) {
            sendAway();
        } else if (heavy.share.held() == 0) {
            CompletableFuture.delayedExecutor(wall.toNanos(), TimeUnit.NANOSECONDS).execute(() -> late(heavy));
        }
    }

    private void late(Heavy heavy) {
        if (!room.sendAway(heavy::equals).isEmpty()) {
            refuse(heavy.exchange,
                    new Stop(StopReason.CONCURRENCY,
                            "a body of " + Quantities.size(heavy.bytes) + " waited " + Stops.seconds(wall)
                                    + " for its place (limits: limits.bodies, " + Quantities.size(room.most())
                                    + ", and limits.wall)"));
        }
    }

    private void refuse(ExchangeScope exchange, Stop stop) {
        host.breach(stop, exchange);
        exchange.loop().execute(() -> exchange.stopped(stop, 0));
    }

    private void sendAway() {
        Stop stop = new Stop(StopReason.NOT_BEGUN, "the version was closed");
        for (BodyRoom.Guest each : room.sendAway(guest -> guest instanceof Heavy heavy && heavy.of(this))) {
            if (each instanceof Heavy heavy) {
                refuse(heavy.exchange, stop);
            }
        }
    }

    @Override
    public void taken(Exchange exchange, int bytes) {
        workers.taken(exchange, bytes);
    }

    @Override
    public void abandon(Exchange exchange) {
        List<BodyRoom.Guest> waited = room
                .sendAway(guest -> guest instanceof Heavy heavy && heavy.exchange == exchange);
        if (waited.isEmpty()) {
            workers.abandon(exchange);
        } else {
            exchange.loop().execute(exchange::over);
        }
    }

    @Override
    public WorkersStatus status() {
        WorkersStatus status = workers.status();
        return new WorkersStatus(status.workers(), status.queued() + room.waiting(), status.inFlight(),
                status.heapBytes(), status.externalBytes(), status.residentBytes(), status.suspended());
    }

    @Override
    public boolean isEvaluated() {
        return workers.isEvaluated();
    }

    @Override
    public boolean resume() {
        return workers.resume();
    }

    /** What waits has not begun, so another version may have it. */
    @Override
    public CompletionStage<Void> drain(Duration time) {
        closed = true;
        sendAway();
        return workers.drain(time);
    }

    @Override
    public void close() {
        closed = true;
        sendAway();
        workers.close();
    }
}
