package io.annex.core.message;

import io.annex.core.addon.Listener;
import io.annex.core.addon.LoadedProgram;
import io.annex.core.addon.Origin;
import io.annex.core.addon.Version;
import io.annex.core.message.MessageFailed.Reason;
import io.annex.core.service.Emitter;
import io.annex.core.service.HostServices;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the host, who embeds it, and add-ons through services have to say to
 * add-ons. Nothing here waits: what is sent is delivered later, at most once,
 * to the version that serves then; an add-on that has no worker is started one.
 * Thread-safe.
 */
public final class Messages implements Emitter, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Messages.class);
    /** Of an event that nobody in particular has emitted. */
    public static final String NOBODY = "anonymous";
    /**
     * What an add-on emits is handed over so much later: a hundred cells that are
     * woken at once would have the processors before the one that waits for its
     * answer.
     */
    private static final long EMITTER_FIRST_MILLIS = 5;
    /** The longest JSON of one message, in characters. */
    public static final int LONGEST = 100_000;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final HostServices hosts;
    private final SharedEvents shared;
    private final InstantSource clock;
    private final Map<String, AddonQueue> queues = new ConcurrentHashMap<>();
    /** The loop of all exchanges of this kind, and what timers wait on. */
    private final ScheduledThreadPoolExecutor loop;
    private volatile boolean closed;

    /** For one server. */
    public Messages(HostServices hosts) {
        this(hosts, SharedEvents.NONE, InstantSource.system());
    }

    /**
     * @param shared
     *            tells other servers, and is told by them
     * @param clock
     *            the time that listeners are told
     */
    public Messages(HostServices hosts, SharedEvents shared, InstantSource clock) {
        this.hosts = hosts;
        this.clock = clock;
        this.shared = shared;
        this.loop = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "annex-messages");
            thread.setDaemon(true);
            return thread;
        }, new ThreadPoolExecutor.DiscardPolicy());
        loop.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        loop.setRemoveOnCancelPolicy(true);
        shared.begin(new Others());
    }

    /** What add-ons on other servers have emitted. */
    private final class Others implements SharedEvents.Receiver {
        @Override
        public Set<String> listening(String event) {
            Set<String> listening = new HashSet<>();
            queues.forEach((addon, queue) -> {
                Version version = queue.version();
                if (version != null
                        && version.listeners().stream().anyMatch(each -> event.isEmpty() || each.hears(event))) {
                    listening.add(addon);
                }
            });
            return listening;
        }

        @Override
        public void deliver(String event, String json, Collection<String> addons) {
            tell(Origin.EVENT, event, json, addons::contains, AddonQueue::handOver);
        }
    }

    // ---- to say something
    // ------------------------------------------------------------------------------------------

    /** As {@link #emit(String, String, String)}, by nobody in particular. */
    public int emit(String event, String json) {
        return emit(event, json, NOBODY);
    }

    /**
     * Tells every add-on that listens for an event.
     *
     * @param event
     *            its name: letters, digits, {@code : _ -}
     * @param json
     *            an object, to which {@code event}, {@code emitter} and
     *            {@code timestamp} (ms) are added
     * @param emitter
     *            who says so
     * @return how many listeners there are on this server; each is told later, and
     *         one whose add-on has too much waiting is not
     * @throws IllegalArgumentException
     *             when the name or the JSON is none, or too long
     */
    public int emit(String event, String json, String emitter) {
        return emit(event, json, emitter, AddonQueue::handOver);
    }

    /**
     * As {@link #emit(String, String)}.
     *
     * @return the ends of the listeners on this server, each with a
     *         {@link MessageFailed} where it is one
     */
    public List<CompletableFuture<String>> tell(String event, String json) {
        return send(Origin.EVENT, event, json, NOBODY, addon -> true).values().stream().flatMap(List::stream).toList();
    }

    /**
     * The same for an add-on, whose code waits: to begin on what a hundred others
     * do may take longer than all that it does itself.
     */
    @Override
    public void emitToAll(String event, String json, String emitter) {
        List<AddonQueue> kept = new ArrayList<>();
        emit(event, json, emitter, kept::add);
        if (!kept.isEmpty()) {
            loop.schedule(() -> kept.forEach(AddonQueue::handOver), EMITTER_FIRST_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private int emit(String event, String json, String emitter, Consumer<AddonQueue> kept) {
        checkName(event);
        String told = told(event, json, emitter);
        var heard = tell(Origin.EVENT, event, told, addon -> true, kept);
        if (!closed) {
            shared.tell(event, told, Set.copyOf(heard.keySet()));
        }
        return heard.values().stream().mapToInt(List::size).sum();
    }

    /** As {@link #emit(String, String)}, but only one add-on hears of it. */
    @Override
    public void emitTo(String addon, String event, String json) {
        send(Origin.EVENT, event, json, NOBODY, addon::equals);
    }

    /**
     * Asks one add-on.
     *
     * @param listener
     *            the name of the listener, of which the first of that name answers
     * @param json
     *            any value, which the listener gets
     * @return what it answers, as JSON: it is the add-on's text, which nobody has
     *         checked; or a {@link MessageFailed}. What is chained to it runs on a
     *         thread that all messages share, and must not wait for anything
     * @throws IllegalArgumentException
     *             when the JSON is none, or too long
     */
    public CompletionStage<String> call(String addon, String listener, String json) {
        return one(Origin.CALL, addon, listener, json);
    }

    /**
     * Tells one add-on; as {@link #call}, but the listener's answer is not asked
     * for and comes as {@code null} in JSON when it has ended.
     */
    public CompletionStage<String> send(String addon, String listener, String json) {
        return one(Origin.MESSAGE, addon, listener, json);
    }

    private CompletionStage<String> one(Origin origin, String addon, String listener, String json) {
        read(json);
        AddonQueue queue = queues.get(addon);
        Version version = queue == null ? null : queue.version();
        if (queue == null || version == null || closed) {
            return CompletableFuture.failedStage(new MessageFailed(closed ? Reason.CLOSED : Reason.NO_ADDON,
                    addon + (closed ? ": the server ends" : ": no such add-on serves")));
        }
        if (version.listeners().stream().noneMatch(each -> each.name().equals(listener))) {
            return CompletableFuture
                    .failedStage(new MessageFailed(Reason.NO_LISTENER, addon + ": it has no listener " + listener));
        }
        Message message = new Message(origin, listener, 0, listener, json, Guard.NONE);
        queue.add(message);
        return message.end().minimalCompletionStage();
    }

    /**
     * Is asked whether a message may still be handed over, and told when it is. On
     * any thread; quick.
     */
    public interface Guard {
        /** Nobody asks. */
        Guard NONE = new Guard() {
        };

        /** Otherwise it is dropped. */
        default boolean mayBegin() {
            return true;
        }

        /** It is with a worker, whose code runs next. */
        default void begins() {
        }
    }

    /**
     * Runs the listeners of one add-on for a timer.
     *
     * @return their ends, each with a {@link MessageFailed} where it is one; empty
     *         where it has none, or serves no more
     */
    public List<CompletableFuture<String>> timer(String addon, String event, Guard guard) {
        AddonQueue queue = queues.get(addon);
        if (queue == null || closed) {
            return List.of();
        }
        List<Message> messages = messages(queue.version(), Origin.TIMER, event, told(event, "{}", NOBODY), guard);
        messages.forEach(queue::add);
        return messages.stream().map(Message::end).toList();
    }

    // ---- timers
    // ----------------------------------------------------------------------------------------------------

    /** A timer that runs, until it is closed. */
    public interface Timer extends AutoCloseable {
        /** Runs it now, beside its schedule. */
        void fire();

        @Override
        void close();
    }

    /**
     * Tells every add-on that listens, again and again. One whose listeners have
     * not ended since the time before is passed over, and the log says so.
     *
     * @param event
     *            the name that listeners hear
     */
    public Timer timer(String event, Schedule schedule) {
        checkName(event);
        return new RunningTimer(event, schedule);
    }

    private final class RunningTimer implements Timer {
        private final String event;
        // Guarded by this object.
        private final Map<String, CompletableFuture<Void>> last = new HashMap<>();
        private final Alarm alarm;

        RunningTimer(String event, Schedule schedule) {
            this.event = event;
            this.alarm = Alarm.start(event, schedule, InstantSource.system(), loop, due -> fire());
        }

        @Override
        public synchronized void fire() {
            last.values().removeIf(CompletableFuture::isDone);
            Map<String, List<CompletableFuture<String>>> begun = send(Origin.TIMER, event, "{}", NOBODY, this::isFree);
            begun.forEach((addon, ends) -> last.put(addon,
                    CompletableFuture.allOf(ends.toArray(CompletableFuture<?>[]::new))));
        }

        private boolean isFree(String addon) {
            if (last.containsKey(addon)) {
                log.warn("{}: the timer {} is passed over: what it began the time before has not ended", addon, event);
                return false;
            }
            return true;
        }

        @Override
        public void close() {
            alarm.close();
        }
    }

    // ---- to whom
    // ---------------------------------------------------------------------------------------------------

    /** Gives the ends of what was sent, by add-on. */
    private Map<String, List<CompletableFuture<String>>> send(Origin origin, String event, String json, String emitter,
            Predicate<String> whom) {
        checkName(event);
        return tell(origin, event, told(event, json, emitter), whom, AddonQueue::handOver);
    }

    private Map<String, List<CompletableFuture<String>>> tell(Origin origin, String event, String told,
            Predicate<String> whom, Consumer<AddonQueue> kept) {
        Map<String, List<CompletableFuture<String>>> sent = new HashMap<>();
        if (closed) {
            return sent;
        }
        queues.forEach((addon, queue) -> {
            List<Message> messages = messages(queue.version(), origin, event, told, Guard.NONE);
            if (!messages.isEmpty() && whom.test(addon)) {
                boolean any = false;
                for (Message message : messages) {
                    any |= queue.keep(message);
                }
                if (any) {
                    kept.accept(queue);
                }
                sent.put(addon, messages.stream().map(Message::end).toList());
            }
        });
        return sent;
    }

    /** One for each listener. */
    private static List<Message> messages(@Nullable Version version, Origin origin, String event, String json,
            Guard guard) {
        if (version == null || version.listeners().isEmpty()) {
            return List.of();
        }
        List<Message> messages = new ArrayList<>();
        Map<String, Integer> seen = new HashMap<>();
        for (Listener listener : version.listeners()) {
            if (listener.hears(event)) {
                int nth = seen.merge(listener.name(), 1, Integer::sum) - 1;
                messages.add(new Message(origin, listener.name(), nth, event, json, guard));
            }
        }
        return messages;
    }

    private static void checkName(String event) {
        if (!LoadedProgram.isName(event)) {
            throw new IllegalArgumentException(
                    "event: not a name (expected: at most 200 letters, digits, ':', '_', '-')");
        }
    }

    private String told(String event, String json, String emitter) {
        if (!(read(json) instanceof ObjectNode options)) {
            throw new IllegalArgumentException("json: no object (expected: an object, such as {})");
        }
        return options.put("event", event).put("emitter", emitter).put("timestamp", clock.millis()).toString();
    }

    private static JsonNode read(String json) {
        if (json.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "json: " + json.length() + " characters (expected: at most " + LONGEST + ")");
        }
        JsonNode value;
        try {
            value = JSON.readTree(json);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("json: " + e.getOriginalMessage(), e);
        }
        if (value.isMissingNode()) {
            throw new IllegalArgumentException("json: empty (expected: a value, such as {} or null)");
        }
        return value;
    }

    // ---- who serves
    // ------------------------------------------------------------------------------------------------

    /**
     * One version takes the place of another; for one swap at a time, as a listener
     * of deploys is told.
     */
    public void swapped(@Nullable Version previous, @Nullable Version next) {
        if (next != null && !closed) {
            // In one step with taking those away that nobody serves.
            AddonQueue queue = queues.compute(next.addon(),
                    (name, known) -> (known == null ? new AddonQueue(name, hosts, loop) : known).adopts(next));
            queue.handOver();
            if (!next.listeners().isEmpty()) {
                shared.listens();
            }
        }
        if (previous != null && (next == null || !next.addon().equals(previous.addon()))) {
            // It stays until what is under way has ended.
            AddonQueue queue = queues.get(previous.addon());
            if (queue != null) {
                queue.leaves();
            }
        }
    }

    /** How many wait for an add-on. */
    public int waiting(String addon) {
        AddonQueue queue = queues.get(addon);
        return queue == null ? 0 : queue.waiting();
    }

    /**
     * Once a second: says what was dropped, and forgets add-ons that are gone.
     */
    public void reportDropped() {
        queues.values().forEach(AddonQueue::reportDropped);
        for (String addon : queues.keySet()) {
            queues.computeIfPresent(addon, (name, queue) -> queue.isIdle() ? null : queue);
        }
    }

    /** How many add-ons are known: those that serve, and what is left of others. */
    int known() {
        return queues.size();
    }

    /**
     * Takes nothing more and drops what waits; what was handed over comes to its
     * end.
     */
    public void drain() {
        closed = true;
        queues.values().forEach(AddonQueue::close);
    }

    /** As {@link #drain}; who still waits for an answer is told that none comes. */
    @Override
    public void close() {
        drain();
        loop.shutdown();
        queues.values().forEach(AddonQueue::giveUp);
    }
}
