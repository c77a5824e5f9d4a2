package io.annex.engine.isolate;

import io.annex.engine.EndedExchanges;
import io.annex.engine.Exchange;
import io.annex.engine.Host;
import io.annex.engine.Replies;
import io.annex.engine.Stop;
import io.annex.engine.Stops;
import io.annex.engine.WorkerLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The exchanges in a worker that have not ended, and how they end. Of the
 * worker's thread; {@linkplain IsolateWorker#lose one that is lost} has none
 * any more, and the watchdog ends them.
 */
final class PendingExchanges {
    private static final int FLUSH_ANSWERS = IsolateWorker.FLUSH_ANSWERS;
    private static final long FLUSH_NANOS = IsolateWorker.FLUSH_NANOS;

    private final IsolateWorkers pool;
    private final Streaming streaming;
    private final Mailbox mailbox;
    private final Host host;
    private final WorkerLimits limits;
    private final Slices slices;
    private final Map<Integer, Pending> pending = new HashMap<>();
    private final EndedExchanges ended = new EndedExchanges();
    private final Replies replies = new Replies();
    /** The exchange that is just being handed over; not among the pending yet. */
    private @Nullable Pending begun;
    private int lastNumber;
    private long unflushedSince;

    PendingExchanges(IsolateWorkers pool, Mailbox mailbox, Host host, WorkerLimits limits, Slices slices) {
        this.pool = pool;
        this.streaming = pool.streaming();
        this.mailbox = mailbox;
        this.host = host;
        this.limits = limits;
        this.slices = slices;
    }

    // ---- which there are
    // -------------------------------------------------------------------------------------------

    /** One that is about to be handed over. */
    Pending begin(Exchange exchange) {
        Pending entry = new Pending(exchange, ++lastNumber, pool.since(exchange) + limits.wall().toNanos());
        begun = entry;
        return entry;
    }

    /** It was handed over: it has its end, or waits for it. */
    void handedOver() {
        begun = null;
    }

    void add(Pending entry) {
        pending.put(entry.number, entry);
    }

    /**
     * Takes one out, which is to be ended now; {@code null} where it was not in.
     */
    @Nullable
    Pending remove(int number) {
        return pending.remove(number);
    }

    boolean isEmpty() {
        return pending.isEmpty();
    }

    /** As they are now. */
    List<Pending> all() {
        return List.copyOf(pending.values());
    }

    /** Those whose time is over. */
    List<Pending> late(long now) {
        List<Pending> late = new ArrayList<>();
        for (Pending entry : pending.values()) {
            if (entry.nanosLeft(now) < 0) {
                late.add(entry);
            }
        }
        return late;
    }

    /** Also the one that runs, and the one that is being handed over. */
    @Nullable
    Pending find(int number) {
        Pending running = slices.current();
        Pending beginning = begun;
        return running != null && running.number == number
                ? running
                : beginning != null && beginning.number == number ? beginning : pending.get(number);
    }

    /** What logs call an exchange, also where it has its answer. */
    @Nullable
    String idOf(int number) {
        Pending entry = number == 0 ? null : find(number);
        return entry == null ? ended.find(number) : entry.exchange.id();
    }

    // ---- how they end
    // ----------------------------------------------------------------------------------------------

    /**
     * Takes the answer of an exchange, which is over with it unless something was
     * handed to {@code waitUntil}.
     */
    void answered(Pending entry, String answer) {
        entry.done = true;
        if (entry.replied()) {
            // Its wall time was over before; what was handed over since then goes on.
            if (entry.held) {
                pending.put(entry.number, entry);
            } else {
                over(entry);
            }
            return;
        }
        byte[] bytes = entry.answerBytes;
        says();
        if (entry.held) {
            goesOn(entry);
        }
        if (Messages.isTooLong(answer) || Messages.bodyLength(answer, bytes) > limits.output()) {
            Stop stop = Stops.output(limits);
            host.breach(stop, entry.exchange);
            replies.stopped(entry.exchange, stop, entry.cpuNanos());
        } else {
            replies.answered(entry.exchange, answer, bytes, entry.cpuNanos());
        }
        ended.add(entry.number, entry.exchange.id());
        if (!entry.held) {
            finished(entry);
        }
    }

    /**
     * The head of an answer in pieces. From now on it counts among these, and in
     * flight no more.
     *
     * @return why it is over, as many have begun as may; {@code null} where it is
     *         not
     */
    @Nullable
    Stop began(Pending entry, String head) {
        if (entry.replied() || entry.isStopped() || entry.window() != null) {
            return null;
        }
        says();
        if (!streaming.began(mailbox, entry)) {
            Stop stop = Stops.tooManyStreams(limits);
            late(entry, stop);
            return stop;
        }
        PieceWindow window = Messages.areEvents(head) ? PieceWindow.ofEvents() : PieceWindow.ofBytes(limits.output());
        entry.begin(window, System.nanoTime(), limits.streamIdle());
        replies.began(entry.exchange, head);
        pool.finished();
        return null;
    }

    /**
     * A piece of such an answer.
     *
     * @return how many bytes may follow; -1 where not even this may be sent
     */
    int piece(Pending entry, byte[] bytes) {
        PieceWindow window = entry.window();
        if (window == null || entry.isStopped()) {
            return 0;
        }
        if (!window.sends(bytes.length)) {
            return -1;
        }
        rests(entry);
        says();
        replies.piece(entry.exchange, bytes);
        return window.credit();
    }

    /** So much of it was taken: of how much the guest is to be told. */
    int taken(Pending entry, int bytes) {
        PieceWindow window = entry.window();
        if (window == null || entry.isStopped()) {
            return 0;
        }
        if (window.taken(bytes)) {
            entry.forgiveCpu();
        }
        rests(entry);
        return window.tell();
    }

    private void rests(Pending entry) {
        if (!entry.abandoned()) {
            entry.goesOnUntil(System.nanoTime() + limits.streamIdle().toNanos());
        }
    }

    private void says() {
        if (replies.size() == 0) {
            unflushedSince = slices.readAt();
        }
    }

    /** Nothing of it runs any more. */
    private void finished(Pending entry) {
        if (!streaming.ended(entry.exchange)) {
            pool.finished();
        }
    }

    /** To be said before the reply. */
    private void goesOn(Pending entry) {
        replies.goesOn(entry.exchange);
        entry.replied(System.nanoTime(), limits.after());
        pending.put(entry.number, entry);
    }

    /** It has no answer in time, and its code goes on. */
    void late(Pending entry, Stop stop) {
        host.breach(stop, entry.exchange);
        goesOn(entry);
        replies.stopped(entry.exchange, stop, entry.cpuNanos());
    }

    /** Nothing runs any more of an exchange that went on after its end. */
    private void over(Pending entry) {
        pending.remove(entry.number);
        ended.add(entry.number, entry.exchange.id());
        replies.over(entry.exchange);
        finished(entry);
    }

    /** What an exchange was asked to wait for has settled. */
    void released(@Nullable Pending entry) {
        if (entry != null) {
            entry.held = false;
            if (entry.replied() && entry.done && pending.containsKey(entry.number)) {
                over(entry);
            }
        }
    }

    void stopped(Pending entry, Stop stop) {
        entry.stop();
        host.breach(stop, entry.exchange);
        ended.add(entry.number, entry.exchange.id());
        if (entry.replied()) {
            // There is no answer any more that would say so.
            host.log("warn", "stopped: " + stop.reason().code() + ": " + stop.detail(), entry.exchange.id());
            replies.over(entry.exchange);
        } else {
            replies.stopped(entry.exchange, stop, entry.cpuNanos());
        }
        finished(entry);
    }

    /**
     * Whether what was computed for an exchange beside the worker has used up its
     * time: it is over, and its code does not go on.
     */
    boolean stopsForCpu(Pending on) {
        if (on.cpuCounted() <= limits.cpu().toNanos() || pending.remove(on.number) == null) {
            return false;
        }
        stopped(on, Stops.cpu(Duration.ofNanos(on.cpuCounted()), limits));
        return true;
    }

    /** All, for one reason, and tells them. */
    void stopAll(Stop stop) {
        for (Pending entry : pending.values()) {
            stopped(entry, stop);
        }
        pending.clear();
    }

    // ---- telling them
    // ----------------------------------------------------------------------------------------------

    /** Whether so many wait to be told, or for so long, that it is time. */
    boolean isFlushDue() {
        return replies.size() >= FLUSH_ANSWERS
                || (replies.size() > 0 && slices.readAt() - unflushedSince > FLUSH_NANOS);
    }

    void flush() {
        replies.flush();
    }
}
