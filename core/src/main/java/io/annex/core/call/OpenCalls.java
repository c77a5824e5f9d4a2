package io.annex.core.call;

import io.annex.core.http.Callers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The calls between add-ons that are not answered, and whether each can be.
 * Thread-safe.
 *
 * <h2>Who can never go on</h2> A worker that calls synchronously stands still.
 * So add-ons that call each other may stand all together: each of A's workers
 * waits for B, all of B's for A. No time-out tells that from a long wait, and a
 * rule such as "nobody calls an add-on that waits for it" would refuse what
 * goes well as long as another worker is free. So this asks what is true: a
 * call can be answered if the add-on has a worker for it, or one that will come
 * free as it waits for a call that can be answered; and if what has begun of it
 * waits for nothing, or for such a call. That is the least fixed point over all
 * calls (deadlock of the OR model: Chandy, Misra and Haas, 1983). It can only
 * become worse when a call is added, so it is looked at then, and only where
 * one of both add-ons has no worker left.
 *
 * <p>
 * Who is refused: a call whose add-on is among those that wait for it, the
 * latest of them; else the one that was added.
 */
final class OpenCalls {
    /** A call that is not answered. */
    static final class Open {
        private final String caller;
        private final @Nullable Object exchange;
        private final String callee;
        private final Callers own;
        private final boolean waits;
        private final Runnable refuse;

        /**
         * @param exchange
         *            for which exchange of the caller it is, or {@code null}
         * @param own
         *            the call, to exchanges that it begins
         */
        Open(String caller, @Nullable Object exchange, String callee, Callers own, boolean waits, Runnable refuse) {
            this.caller = caller;
            this.exchange = exchange;
            this.callee = callee;
            this.own = own;
            this.waits = waits;
            this.refuse = refuse;
        }
    }

    private final ToIntFunction<String> workers;
    private final ToIntFunction<String> inFlight;
    /** In their order. Guarded by this object. */
    private final Set<Open> open = new LinkedHashSet<>();

    /**
     * @param workers
     *            how many an add-on may have
     * @param inFlight
     *            how many exchanges it may have
     */
    OpenCalls(ToIntFunction<String> workers, ToIntFunction<String> inFlight) {
        this.workers = workers;
        this.inFlight = inFlight;
    }

    /** Adds a call; refuses it, or others, where they can never be answered. */
    void add(Open call) {
        List<Open> refused = new ArrayList<>();
        synchronized (this) {
            open.add(call);
            if (isFull(call.caller) || isFull(call.callee)) {
                for (Set<Open> dead = dead(); !dead.isEmpty(); dead = dead()) {
                    Open one = one(dead, call);
                    open.remove(one);
                    refused.add(one);
                }
            }
        }
        refused.forEach(each -> each.refuse.run());
    }

    synchronized void remove(Open call) {
        open.remove(call);
    }

    private static Open one(Set<Open> dead, Open added) {
        Open one = dead.contains(added) ? added : dead.iterator().next();
        for (Open each : dead) {
            if (each.own.addons().contains(each.callee)) {
                one = each;
            }
        }
        return one;
    }

    private boolean isFull(String addon) {
        return standing(addon).size() >= workers.applyAsInt(addon)
                || waiting(addon).size() >= inFlight.applyAsInt(addon);
    }

    /** The calls for which a worker of the add-on stands still. */
    private List<Open> standing(String addon) {
        return open.stream().filter(each -> each.waits && each.caller.equals(addon)).toList();
    }

    /** The calls of the add-on's exchanges, by exchange. */
    private Map<Object, List<Open>> waiting(String addon) {
        Map<Object, List<Open>> waiting = new HashMap<>();
        for (Open each : open) {
            if (each.exchange != null && each.caller.equals(addon)) {
                waiting.computeIfAbsent(each.exchange, any -> new ArrayList<>()).add(each);
            }
        }
        return waiting;
    }

    /** Those that can never be answered, in their order. */
    private Set<Open> dead() {
        Map<String, List<Open>> standing = new HashMap<>();
        Map<String, Map<Object, List<Open>>> waiting = new HashMap<>();
        Map<Callers, List<Open>> ofCall = new HashMap<>();
        for (Open each : open) {
            standing.computeIfAbsent(each.callee, this::standing);
            waiting.computeIfAbsent(each.callee, this::waiting);
            if (each.exchange instanceof Callers within) {
                ofCall.computeIfAbsent(within, any -> new ArrayList<>()).add(each);
            }
        }
        Set<Open> live = new HashSet<>();
        boolean more = true;
        while (more) {
            more = false;
            for (Open each : open) {
                if (!live.contains(each)
                        && hasRoom(each.callee, standing.getOrDefault(each.callee, List.of()),
                                waiting.getOrDefault(each.callee, Map.of()), live)
                        && anyLive(ofCall.getOrDefault(each.own, List.of()), live)) {
                    live.add(each);
                    more = true;
                }
            }
        }
        Set<Open> dead = new LinkedHashSet<>(open);
        dead.removeAll(live);
        return dead;
    }

    /** What waits for nothing goes on by itself. */
    private static boolean anyLive(List<Open> calls, Set<Open> live) {
        return calls.isEmpty() || calls.stream().anyMatch(live::contains);
    }

    private boolean hasRoom(String addon, List<Open> standing, Map<Object, List<Open>> waiting, Set<Open> live) {
        boolean worker = standing.size() < workers.applyAsInt(addon) || standing.stream().anyMatch(live::contains);
        return worker && (waiting.size() < inFlight.applyAsInt(addon)
                || waiting.values().stream().anyMatch(each -> anyLive(each, live)));
    }
}
