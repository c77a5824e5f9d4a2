package io.annex.core.timer;

import io.annex.core.addon.Version;
import io.annex.core.message.Alarm;
import io.annex.core.message.MessageFailed;
import io.annex.core.message.Messages;
import io.annex.core.timer.TimerTable.AddonTimer;
import io.annex.core.timer.TimerTable.Claim;
import io.annex.core.timer.TimerTable.Held;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wakes add-ons at the times of the {@linkplain Interval timers} that they
 * listen for; each once at each time, on whichever server claims it first.
 * Thread-safe: all happens on one thread.
 *
 * <h2>One after the other</h2> At a full hour all add-ons are due at once, and
 * most of them have no cell. So a run is claimed when its turn comes, and the
 * next has its turn when the code of this one has begun, or after
 * {@value #MOST_STARTING_SECONDS} s, as an add-on that does not begin may not
 * hold up the others. Those that have a worker come first. What is not claimed
 * yet is another server's, where there is one that is quicker: rows are all
 * that servers share.
 *
 * <h2>Once</h2> A {@linkplain TimerTable lease} says whose a run is. It is
 * renewed while the run goes on; a run whose lease was not renewed in time does
 * not begin, and what it comes to is not kept. When a server is killed, the
 * next run begins elsewhere: if it is due before the lease has run out, as soon
 * as that has. What was missed is not made up for.
 *
 * <p>
 * Rejected: an advisory lock of PostgreSQL (a connection pooler hands it to
 * somebody else, and a connection that breaks lets it go while the work goes
 * on); one server elected for all timers (whoever serves no such add-on cannot
 * wake it, and one server would do the work of all).
 */
public final class Timers implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Timers.class);
    private static final int MOST_STARTING_SECONDS = 5;
    /** So that a renewal that fails is tried twice more. */
    private static final Duration RENEW = TimerTable.LEASE.dividedBy(3);

    private final Messages messages;
    private final Timetable timetable;
    private final TimerTable table;
    private final TimerObserver observer;
    private final InstantSource clock;
    private final int mostStarting;
    private final String holder = UUID.randomUUID().toString();
    private final ScheduledThreadPoolExecutor loop;
    /** What serves and listens for a timer, by add-on. */
    private final Map<String, Version> serving = new ConcurrentHashMap<>();

    // The loop's alone.
    private final Map<Interval, Alarm> alarms = new EnumMap<>(Interval.class);
    /** What is due and was not claimed. */
    private final Map<AddonTimer, Due> backlog = new LinkedHashMap<>();
    /** What was claimed here, until its end is kept. */
    private final Map<AddonTimer, Run> running = new HashMap<>();
    private int starting;
    private @Nullable ScheduledFuture<?> renewal;

    /** The runs of one time. */
    private static final class Round {
        private final Interval interval;
        private final Instant time;
        private int left;
        private Duration spread = Duration.ZERO;

        Round(Interval interval, Instant time, int left) {
            this.interval = interval;
            this.time = time;
            this.left = left;
        }
    }

    private record Due(AddonTimer key, Round round) {
    }

    /** A run that is claimed, or about to be. */
    private final class Run implements Messages.Guard {
        private final AddonTimer key;
        private final @Nullable Round round;
        private final CompletableFuture<String> end = new CompletableFuture<>();
        private boolean starts = true;
        private boolean seen;
        private long epoch;
        /** {@link System#nanoTime()}; read by the loop of messages. */
        private volatile long leaseSince = System.nanoTime();
        private long begunAt;

        Run(AddonTimer key, @Nullable Round round) {
            this.key = key;
            this.round = round;
        }

        @Override
        public boolean mayBegin() {
            return System.nanoTime() - leaseSince < TimerTable.LEASE.toNanos();
        }

        @Override
        public void begins() {
            onLoop(() -> begun(this));
        }
    }

    /**
     * @param mostStarting
     *            how many runs may be on their way to a worker at a time
     */
    public Timers(Messages messages, Timetable timetable, TimerTable table, TimerObserver observer, InstantSource clock,
            int mostStarting) {
        this.messages = messages;
        this.timetable = timetable;
        this.table = table;
        this.observer = observer;
        this.clock = clock;
        this.mostStarting = mostStarting;
        this.loop = new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("annex-timers").factory(),
                new ThreadPoolExecutor.DiscardPolicy());
        loop.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        loop.setRemoveOnCancelPolicy(true);
    }

    private void onLoop(Runnable action) {
        loop.execute(() -> {
            try {
                action.run();
            } catch (RuntimeException | Error e) {
                log.error("Timers go on after a failure", e);
            }
        });
    }

    /** Goes on with what a table says, on the loop. */
    private <T> void then(CompletionStage<T> stage, BiConsumer<? super @Nullable T, ? super @Nullable Throwable> next) {
        stage.whenComplete((value, failure) -> onLoop(() -> next.accept(value, failure)));
    }

    // ---- who is woken
    // ----------------------------------------------------------------------------------------------

    /** As a listener of deploys is told. */
    public void swapped(@Nullable Version previous, @Nullable Version next) {
        if (previous != null && (next == null || !next.addon().equals(previous.addon()))) {
            if (serving.remove(previous.addon()) != null) {
                onLoop(() -> observer.gone(previous.addon()));
            }
        }
        if (next != null) {
            if (intervals(next).isEmpty()) {
                serving.remove(next.addon());
            } else {
                serving.put(next.addon(), next);
                onLoop(() -> intervals(next).forEach(this::awake));
            }
        }
    }

    /** The timers that a version listens for. */
    public static List<Interval> intervals(Version version) {
        List<Interval> intervals = new ArrayList<>();
        for (Interval interval : Interval.values()) {
            if (version.listeners().stream().anyMatch(each -> each.hears(interval.event()))) {
                intervals.add(interval);
            }
        }
        return intervals;
    }

    /** Nothing waits for times that nobody listens for. */
    private void awake(Interval interval) {
        alarms.computeIfAbsent(interval, any -> Alarm.start(interval.event(), now -> timetable.after(interval, now),
                clock, loop, time -> due(interval, time)));
    }

    private void due(Interval interval, Instant time) {
        List<Version> listening = new ArrayList<>(
                serving.values().stream().filter(each -> intervals(each).contains(interval)).toList());
        // So that several servers do not ask for the same ones at the same moment.
        Collections.shuffle(listening);
        Round round = new Round(interval, time, 0);
        for (Version each : listening) {
            AddonTimer key = new AddonTimer(each.addon(), interval.event());
            if (backlog.containsKey(key) || running.containsKey(key)) {
                skip(key, "the run before has not ended");
            } else {
                round.left++;
                backlog.put(key, new Due(key, round));
            }
        }
        pump();
    }

    private void skip(AddonTimer key, String why) {
        log.warn("{} is passed over: {}", key, why);
        observer.skipped(key.addon(), key.timer());
    }

    /** The next ones have their turn. */
    private void pump() {
        while (starting < mostStarting && !backlog.isEmpty()) {
            Due due = next();
            backlog.remove(due.key());
            if (serving.containsKey(due.key().addon())) {
                claim(due);
            } else {
                leaves(due.round(), Duration.ZERO);
            }
        }
    }

    private Due next() {
        for (Due due : backlog.values()) {
            Version version = serving.get(due.key().addon());
            if (version != null && version.workers().status().workers() > 0) {
                return due;
            }
        }
        return backlog.values().iterator().next();
    }

    // ---- a run
    // -----------------------------------------------------------------------------------------------------

    private void claim(Due due) {
        Run run = new Run(due.key(), due.round());
        running.put(run.key, run);
        starting++;
        then(table.claim(run.key, due.round().time, holder),
                (claim, failure) -> claimed(run, due.round().time, claim, failure));
    }

    private void claimed(Run run, Instant time, @Nullable Claim claim, @Nullable Throwable failure) {
        switch (claim) {
            case Claim.Granted(long epoch) -> begin(run, epoch);
            case Claim.Running(long epoch, Duration left) -> {
                // Its holder renews it in time, or is no more.
                starts(run);
                loop.schedule(
                        () -> then(table.inherit(run.key, time, holder, epoch),
                                (inherited, away) -> inherited(run, inherited, away)),
                        left.toMillis() + 100, TimeUnit.MILLISECONDS);
            }
            case Claim.Taken taken -> forget(run);
            case null -> {
                if (table.isShared()) {
                    skip(run.key, "the database cannot be asked whether it is another server's: " + reason(failure));
                    forget(run);
                } else {
                    begin(run, 0);
                }
            }
        }
    }

    private static String reason(@Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException && failure.getCause() != null
                ? failure.getCause()
                : failure;
        return cause == null ? "" : String.valueOf(cause.getMessage());
    }

    private void inherited(Run run, @Nullable Claim claim, @Nullable Throwable failure) {
        if (claim instanceof Claim.Granted(long epoch)) {
            run.leaseSince = System.nanoTime();
            begin(run, epoch);
        } else {
            skip(run.key, failure == null ? "the run before has not ended" : reason(failure));
            forget(run);
        }
    }

    /** It is this server's. */
    private void begin(Run run, long epoch) {
        run.epoch = epoch;
        renewLater();
        List<CompletableFuture<String>> ends = messages.timer(run.key.addon(), run.key.timer(), run);
        run.begunAt = System.nanoTime();
        then(CompletableFuture.allOf(ends.toArray(CompletableFuture<?>[]::new)),
                (any, failure) -> ended(run, outcome(ends)));
        loop.schedule(() -> starts(run), MOST_STARTING_SECONDS, TimeUnit.SECONDS);
    }

    /** A listener's code runs. */
    private void begun(Run run) {
        Round round = run.round;
        if (!run.seen && round != null) {
            run.seen = true;
            Duration lateness = Duration.between(round.time, clock.instant());
            observer.begun(run.key.addon(), run.key.timer(), lateness.isNegative() ? Duration.ZERO : lateness);
            round.spread = lateness.compareTo(round.spread) > 0 ? lateness : round.spread;
        }
        starts(run);
    }

    /** It is no more on its way to a worker: the next has its turn. */
    private void starts(Run run) {
        if (run.starts) {
            run.starts = false;
            if (run.round != null) {
                starting--;
                leaves(run.round, run.round.spread);
                pump();
            }
        }
    }

    private void leaves(Round round, Duration spread) {
        if (--round.left == 0) {
            observer.round(round.interval.event(), spread);
        }
    }

    private static String outcome(List<CompletableFuture<String>> ends) {
        String outcome = ends.isEmpty() ? "dropped" : "ok";
        for (CompletableFuture<String> end : ends) {
            if (end.isCompletedExceptionally() && end.exceptionNow() instanceof MessageFailed failed) {
                outcome = switch (failed.reason()) {
                    case FAILED -> "failed";
                    case STOPPED -> outcome.equals("failed") ? outcome : "stopped";
                    default -> outcome.equals("ok") ? "dropped" : outcome;
                };
            }
        }
        return outcome;
    }

    private void ended(Run run, String outcome) {
        starts(run);
        Duration took = Duration.ofNanos(System.nanoTime() - run.begunAt);
        observer.ended(run.key.addon(), run.key.timer(), outcome, took);
        if (run.epoch == 0) {
            forget(run);
            run.end.complete(outcome);
            return;
        }
        then(table.ended(run.key, run.epoch, outcome, took), (held, failure) -> {
            if (failure != null) {
                log.warn("{}: its end is not kept: {}", run.key, reason(failure));
            } else if (Boolean.FALSE.equals(held)) {
                log.warn("{}: its end is not kept: its lease ran out, and another server may have run it since",
                        run.key);
            }
            forget(run);
            run.end.complete(outcome);
        });
    }

    private void forget(Run run) {
        running.remove(run.key, run);
        starts(run);
    }

    // ---- leases
    // ----------------------------------------------------------------------------------------------------

    private void renewLater() {
        if (renewal == null) {
            renewal = loop.schedule(this::renew, RENEW.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void renew() {
        renewal = null;
        if (running.isEmpty()) {
            return;
        }
        long from = System.nanoTime();
        then(table.renew(holder), (held, failure) -> {
            if (held != null) {
                renewed(held, from);
            } else {
                log.warn("The leases of timers are not renewed: {}", reason(failure));
            }
            if (!running.isEmpty()) {
                renewLater();
            }
        });
    }

    private void renewed(Collection<Held> held, long from) {
        for (Held each : held) {
            Run run = running.get(each.key());
            if (run != null && run.epoch == each.epoch()) {
                run.leaseSince = from;
            }
        }
    }

    // ---- for an operator
    // -------------------------------------------------------------------------------------------

    /** When a timer is due next. */
    public Instant next(Interval interval) {
        return timetable.after(interval, clock.instant());
    }

    /** What serves and listens for a timer. */
    public List<Version> listening() {
        return List.copyOf(serving.values());
    }

    /** What is kept of timers; may wait for a database. */
    public TimerTable table() {
        return table;
    }

    /**
     * Runs a timer of an add-on now, beside its schedule.
     *
     * @return its outcome, when it has ended; fails with an
     *         {@link IllegalStateException} that says why it does not run
     */
    public CompletionStage<String> fire(String addon, Interval interval) {
        AddonTimer key = new AddonTimer(addon, interval.event());
        CompletableFuture<String> end = new CompletableFuture<>();
        onLoop(() -> fire(key, end));
        return end;
    }

    private void fire(AddonTimer key, CompletableFuture<String> end) {
        if (running.containsKey(key)) {
            end.completeExceptionally(new IllegalStateException(key + " runs at the moment"));
            return;
        }
        Run run = new Run(key, null);
        running.put(key, run);
        run.end.thenAccept(end::complete);
        then(table.claim(key, null, holder), (claim, failure) -> {
            if (claim instanceof Claim.Granted(long epoch)) {
                begin(run, epoch);
            } else if (claim == null && !table.isShared()) {
                begin(run, 0);
            } else {
                end.completeExceptionally(new IllegalStateException(claim == null
                        ? "the database cannot be asked: " + reason(failure)
                        : key + " runs at the moment, perhaps on another server"));
                forget(run);
            }
        });
    }

    /** Nothing begins any more; what has begun comes to its end. */
    public void drain() {
        onLoop(() -> {
            alarms.values().forEach(Alarm::close);
            backlog.clear();
        });
    }

    @Override
    public void close() {
        loop.shutdownNow();
    }
}
