package io.annex.core.message;

import io.annex.core.addon.ExchangeObserver;
import io.annex.core.addon.Listener;
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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
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
 * comes back, to its front, in one case alone: the workers say
 * {@link StopReason#NOT_BEGUN}, by which nothing of the add-on's code has seen
 * it, and another version serves now.
 */
final class AddonQueue implements MessageExchange.Outcome {
    private static final Logger log = LoggerFactory.getLogger(AddonQueue.class);
    /** More would keep requests from the workers without being quicker. */
    private static final int MOST_UNDER_WAY = 4;

    private final String addon;
    private final HostServices hosts;
    private final ExchangeObserver observer;
    private final Executor loop;

    // Guarded by this object.
    private final ArrayDeque<Message> waiting = new ArrayDeque<>();
    private final Set<MessageExchange> underWay = new HashSet<>();
    private long waitingLength;
    /** How many of those under way the version has that serves. */
    private int withVersion;
    private @Nullable Version version;
    private long dropped;
    private String droppedWhy = "";

    AddonQueue(String addon, HostServices hosts, Executor loop) {
        this.addon = addon;
        this.hosts = hosts;
        this.observer = hosts.observer();
        this.loop = loop;
    }

    @Nullable
    synchronized Version version() {
        return version;
    }

    synchronized int waiting() {
        return waiting.size();
    }

    /**
     * Another version serves from now on, or none: then nothing is to wait for.
     */
    void serves(@Nullable Version next) {
        List<Message> left;
        synchronized (this) {
            version = next;
            withVersion = 0;
            left = next == null ? takeAll() : List.of();
        }
        left.forEach(message -> drop(message, Reason.CLOSED, "the add-on was removed"));
        handOver();
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
        waiting.clear();
        waitingLength = 0;
        return all;
    }

    /** Keeps a message until its turn comes, or drops it; its end says so. */
    void add(Message message) {
        String full;
        Version serves;
        synchronized (this) {
            serves = version;
            full = serves == null ? null : full(serves.settings().limits(), message);
            if (serves != null && full == null) {
                waiting.add(message);
                waitingLength += message.json().length();
            }
        }
        if (serves == null) {
            drop(message, Reason.CLOSED, "it serves no more");
        } else if (full != null) {
            drop(message, Reason.FULL, full);
        } else {
            handOver();
        }
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
    private void handOver() {
        while (true) {
            MessageExchange next = null;
            Message unheard = null;
            synchronized (this) {
                Version serves = version;
                if (serves == null || withVersion >= MOST_UNDER_WAY || waiting.isEmpty()) {
                    return;
                }
                Message message = waiting.remove();
                waitingLength -= message.json().length();
                Listener listener = message.of(serves);
                if (listener == null) {
                    unheard = message;
                } else {
                    next = new MessageExchange(message, serves, listener, this, loop);
                    underWay.add(next);
                    withVersion++;
                }
            }
            if (unheard != null) {
                drop(unheard, Reason.NO_LISTENER, "the version that serves now does not listen");
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
                case 't' -> done(exchange, answer.body(), cpuNanos);
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
            leave(exchange, status, cpuNanos);
        } finally {
            message.end().completeExceptionally(new MessageFailed(reason,
                    addon + ": " + message.shown() + " has failed, and the log says why (incident " + incident + ")"));
        }
    }

    @Override
    public void stopped(MessageExchange exchange, Stop stop, long cpuNanos) {
        if (stop.reason() == StopReason.NOT_BEGUN && comesBack(exchange)) {
            handOver();
            return;
        }
        failed(exchange, Reason.STOPPED, stop.reason().status(),
                " was stopped: " + stop.reason().code() + ": " + stop.detail(), cpuNanos);
    }

    /** Where another version serves by now, it begins there. */
    private synchronized boolean comesBack(MessageExchange exchange) {
        if (version == null || version == exchange.version() || !underWay.remove(exchange)) {
            return false;
        }
        waiting.addFirst(exchange.of());
        waitingLength += exchange.of().json().length();
        return true;
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
            exchange.version().heard(exchange.listener(), message.origin(), status, cpuNanos,
                    System.nanoTime() - message.sentAt());
        } finally {
            handOver();
        }
    }
}
