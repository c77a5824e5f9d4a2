package io.annex.core.message;

import io.annex.core.addon.ExchangeObserver;
import io.annex.core.addon.Listener;
import io.annex.core.addon.Origin;
import io.annex.core.addon.Version;
import io.annex.core.http.Incident;
import io.annex.core.message.MessageFailed.Reason;
import io.annex.core.request.AnswerMessage;
import io.annex.core.service.HostServices;
import io.annex.core.settings.Limit;
import io.annex.core.settings.Limits;
import io.annex.core.settings.Quantities;
import io.annex.engine.Stop;
import io.annex.engine.StopReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * What waits for one add-on, over all of its versions. A few messages at a time
 * are with the version that serves, so that requests find their place between
 * them and a new version gets the rest. Thread-safe.
 *
 * <h2>At most once</h2> A message leaves the queue when it is handed over. It
 * comes back, to its turn, where nothing of the add-on's code has seen it: the
 * workers say {@link StopReason#NOT_BEGUN}, and another version serves now; or
 * {@link StopReason#CONCURRENCY}, as they were full of requests, or of what
 * goes on after its answer. Then nothing is handed over for a moment, and what
 * is older than the wall time is given up. So it is where no cell was ready in
 * time ({@link StopReason#STARTING}); an event then waits for longer, as nobody
 * would tell it again.
 */
final class AddonQueue implements MessageExchange.Outcome {
    private static final Logger log = LoggerFactory.getLogger(AddonQueue.class);
    /** More would keep requests from the workers without being quicker. */
    private static final int MOST_UNDER_WAY = 4;
    /** How long workers that had no room are left alone. */
    private static final long PAUSE_MILLIS = 100;
    /** How long what nobody waits for may wait for a cell. */
    private static final Duration COLD = Duration.ofMinutes(15);

    private final String addon;
    private final HostServices hosts;
    private final ExchangeObserver observer;
    private final ScheduledExecutorService loop;

    // Guarded by this object.
    private final PriorityQueue<Message> waiting = new PriorityQueue<>(Comparator.comparingLong(Message::turn));
    private long lastTurn;
    private boolean paused;
    private final Set<MessageExchange> underWay = new HashSet<>();
    private long waitingLength;
    /** How many of those under way the version has that serves. */
    private int withVersion;
    private @Nullable Version version;
    private long dropped;
    private String droppedWhy = "";

    AddonQueue(String addon, HostServices hosts, ScheduledExecutorService loop) {
        this.addon = addon;
        this.hosts = hosts;
        this.observer = hosts.observer();
        this.loop = loop;
    }

    @Nullable
    synchronized Version version() {
        return version;
    }

    /** Whether nobody serves, and nothing of it has still to end. */
    synchronized boolean isIdle() {
        return version == null && underWay.isEmpty() && waiting.isEmpty() && dropped == 0;
    }

    synchronized int waiting() {
        return waiting.size();
    }

    /** Another version serves from now on; {@link #handOver} follows. */
    synchronized AddonQueue adopts(Version next) {
        version = next;
        withVersion = 0;
        paused = false;
        return this;
    }

    /** Nobody serves any more: nothing is to wait for. */
    void leaves() {
        List<Message> left;
        synchronized (this) {
            version = null;
            withVersion = 0;
            paused = false;
            left = takeAll();
        }
        left.forEach(message -> drop(message, Reason.CLOSED, "the add-on was removed"));
    }

    /** Nothing is handed over any more; what waits is dropped. */
    void close() {
        List<Message> left;
        synchronized (this) {
            version = null;
            left = takeAll();
        }
        left.forEach(message -> drop(message, Reason.CLOSED, "the server ends"));
        reportDropped();
    }

    /** What is still under way will hear of no end. */
    void giveUp() {
        List<MessageExchange> left;
        synchronized (this) {
            left = List.copyOf(underWay);
            underWay.clear();
        }
        left.forEach(exchange -> exchange.of().end()
                .completeExceptionally(new MessageFailed(Reason.STOPPED, addon + ": the server has ended")));
    }

    private List<Message> takeAll() {
        List<Message> all = new ArrayList<>(waiting);
        all.sort(waiting.comparator());
        waiting.clear();
        waitingLength = 0;
        return all;
    }

    /** Keeps a message until its turn comes, or drops it; its end says so. */
    void add(Message message) {
        if (keep(message)) {
            handOver();
        }
    }

    /**
     * The same, but hands nothing over.
     *
     * @return whether it is kept, so that {@link #handOver} is to follow
     */
    boolean keep(Message message) {
        String full;
        Version serves;
        synchronized (this) {
            serves = version;
            full = serves == null ? null : full(serves.settings().limits(), message);
            if (serves != null && full == null) {
                message.takeTurn(++lastTurn);
                waiting.add(message);
                waitingLength += message.json().length();
            }
        }
        if (serves == null) {
            drop(message, Reason.CLOSED, "it serves no more");
        } else if (full != null) {
            drop(message, Reason.FULL, full);
        }
        return serves != null && full == null;
    }

    private @Nullable String full(Limits limits, Message message) {
        long most = limits.get(Limit.MESSAGES);
        if (waiting.size() >= most) {
            return most + " waited (limit: limits.messages)";
        }
        long bytes = limits.get(Limit.MESSAGE_BYTES);
        return waitingLength + message.json().length() > bytes
                ? Quantities.size(bytes) + " of JSON waited (limit: limits.messageBytes)"
                : null;
    }

    private void drop(Message message, Reason reason, String why) {
        synchronized (this) {
            dropped++;
            droppedWhy = why;
        }
        observer.dropped(addon, message.origin());
        message.end().completeExceptionally(
                new MessageFailed(reason, addon + ": " + message.shown() + " was dropped: " + why));
    }

    /** Once a second, and at the end: one line says how many were dropped. */
    void reportDropped() {
        long count;
        String why;
        synchronized (this) {
            count = dropped;
            why = droppedWhy;
            dropped = 0;
        }
        if (count > 0) {
            log.warn("{}: {} of the messages for it were dropped, the last because {}", addon, count, why);
        }
    }

    // ---- to the version and back
    // -----------------------------------------------------------------------------------

    /** Hands over as many as may be under way. */
    void handOver() {
        while (true) {
            MessageExchange next = null;
            Message unheard = null;
            synchronized (this) {
                Version serves = version;
                if (serves == null || paused || withVersion >= MOST_UNDER_WAY || waiting.isEmpty()) {
                    return;
                }
                Message message = waiting.remove();
                waitingLength -= message.json().length();
                Listener listener = message.guard().mayBegin() ? message.of(serves) : null;
                if (listener == null) {
                    unheard = message;
                } else {
                    next = new MessageExchange(message, serves, listener, this, loop);
                    underWay.add(next);
                    withVersion++;
                }
            }
            if (unheard != null) {
                drop(unheard, Reason.NO_LISTENER,
                        unheard.guard().mayBegin()
                                ? "the version that serves now does not listen"
                                : "it waited for so long that another server may have it");
            } else if (next != null) {
                next.version().workers().offer(next);
            }
        }
    }

    @Override
    public void answered(MessageExchange exchange, String text, long cpuNanos) {
        try {
            AnswerMessage answer = AnswerMessage.read(text);
            switch (answer.kind()) {
                // Who only tells has asked for nothing, whatever the listener says.
                case 't' -> done(exchange, exchange.of().origin() == Origin.CALL ? answer.body() : "null", cpuNanos);
                case '-' -> done(exchange, "null", cpuNanos);
                case 'e' -> failed(exchange, Reason.FAILED, 500, ": " + answer.body(), cpuNanos);
                default -> throw new IllegalArgumentException("no such answer to a message: " + answer.kind());
            }
        } catch (IllegalArgumentException e) {
            failed(exchange, Reason.FAILED, 500, ": what it says cannot be read: " + e.getMessage(), cpuNanos);
        }
    }

    private void done(MessageExchange exchange, String json, long cpuNanos) {
        try {
            leave(exchange, 200, cpuNanos);
        } finally {
            exchange.of().end().complete(json);
        }
    }

    private void failed(MessageExchange exchange, Reason reason, int status, String what, long cpuNanos) {
        String incident = Incident.newId();
        Message message = exchange.of();
        try {
            hosts.logOf(exchange.version()).host(Level.ERROR, "incident " + incident + ": " + message.shown() + what,
                    exchange.id());
        } catch (RuntimeException | Error e) {
            log.error("{}: incident {}: {}{}, which could not be logged", addon, incident, message.shown(), what, e);
        }
        try {
            leave(exchange, status, cpuNanos);
        } finally {
            message.end().completeExceptionally(new MessageFailed(reason,
                    addon + ": " + message.shown() + " has failed, and the log says why (incident " + incident + ")"));
        }
    }

    @Override
    public void stopped(MessageExchange exchange, Stop stop, long cpuNanos) {
        if (comesBack(exchange, stop.reason())) {
            handOver();
            return;
        }
        failed(exchange, Reason.STOPPED, stop.reason().status(),
                " was stopped: " + stop.reason().code() + ": " + stop.detail(), cpuNanos);
    }

    /** Whether it is to begin again: nothing of the add-on's code has seen it. */
    private synchronized boolean comesBack(MessageExchange exchange, StopReason reason) {
        Version serves = version;
        if (serves == null) {
            return false;
        }
        boolean another = serves != exchange.version();
        boolean again = switch (reason) {
            case NOT_BEGUN -> another;
            case CONCURRENCY -> another || !isTooOld(exchange.of(), serves);
            case STARTING -> another || mayStayCold(exchange.of());
            default -> false;
        };
        if (!again || !underWay.remove(exchange)) {
            return false;
        }
        waiting.add(exchange.of());
        waitingLength += exchange.of().json().length();
        if (!another) {
            withVersion--;
            pause();
        }
        return true;
    }

    /** Workers that stay full are not asked for ever. */
    private static boolean isTooOld(Message message, Version serves) {
        long wall = Limit.time(serves.settings().limits().get(Limit.WALL)).toNanos();
        return System.nanoTime() - message.sentAt() > wall;
    }

    /**
     * Whether it may wait on where no cell was ready for it. Timers have their own
     * way of waiting, and who calls wants to know.
     */
    private static boolean mayStayCold(Message message) {
        return (message.origin() == Origin.EVENT || message.origin() == Origin.MESSAGE)
                && System.nanoTime() - message.sentAt() < COLD.toNanos();
    }

    private void pause() {
        if (!paused) {
            paused = true;
            loop.schedule(this::resume, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void resume() {
        synchronized (this) {
            paused = false;
        }
        handOver();
    }

    /** It has its end, and the next one its place. */
    private void leave(MessageExchange exchange, int status, long cpuNanos) {
        synchronized (this) {
            if (underWay.remove(exchange) && exchange.version() == version) {
                withVersion--;
            }
        }
        Message message = exchange.of();
        try {
            exchange.version().heard(exchange.listener(), message.origin(), status, cpuNanos, message.sentAt());
        } finally {
            handOver();
        }
    }
}
