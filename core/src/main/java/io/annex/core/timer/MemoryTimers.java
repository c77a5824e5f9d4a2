package io.annex.core.timer;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Without a database: one server, which forgets all when it ends. */
public final class MemoryTimers implements TimerTable {
    private static final class Entry {
        long epoch;
        Instant due = Instant.MIN;
        @Nullable
        Instant running;
        String holder = "";
        long leaseUntil;
        @Nullable
        Instant ended;
        Duration took = Duration.ZERO;
        String outcome = "";
    }

    private final Map<AddonTimer, Entry> entries = new HashMap<>();

    @Override
    public boolean isShared() {
        return false;
    }

    @Override
    public synchronized CompletionStage<Claim> claim(AddonTimer key, @Nullable Instant due, String holder) {
        Entry entry = entries.computeIfAbsent(key, any -> new Entry());
        if (due != null && !entry.due.isBefore(due) && !entry.due.isAfter(Instant.now().plus(AHEAD))) {
            return CompletableFuture.completedFuture(new Claim.Taken());
        }
        long left = entry.leaseUntil - System.nanoTime();
        return CompletableFuture.completedFuture(entry.running != null && left > 0
                ? new Claim.Running(entry.epoch, Duration.ofNanos(left))
                : granted(entry, due, holder));
    }

    private static Claim granted(Entry entry, @Nullable Instant due, String holder) {
        entry.epoch++;
        entry.due = due == null ? entry.due : due;
        entry.running = Instant.now();
        entry.holder = holder;
        entry.leaseUntil = System.nanoTime() + LEASE.toNanos();
        return new Claim.Granted(entry.epoch);
    }

    @Override
    public synchronized CompletionStage<Claim> inherit(AddonTimer key, Instant due, String holder, long epoch) {
        Entry entry = entries.computeIfAbsent(key, any -> new Entry());
        boolean left = entry.epoch == epoch && entry.running != null && entry.leaseUntil - System.nanoTime() <= 0;
        return CompletableFuture.completedFuture(left ? granted(entry, due, holder) : new Claim.Taken());
    }

    @Override
    public synchronized CompletionStage<Collection<Held>> renew(String holder) {
        List<Held> held = new ArrayList<>();
        entries.forEach((key, entry) -> {
            if (entry.running != null && entry.holder.equals(holder)) {
                entry.leaseUntil = System.nanoTime() + LEASE.toNanos();
                held.add(new Held(key, entry.epoch));
            }
        });
        return CompletableFuture.completedFuture(held);
    }

    @Override
    public synchronized CompletionStage<Boolean> ended(AddonTimer key, long epoch, String outcome, Duration took) {
        Entry entry = entries.get(key);
        boolean held = entry != null && entry.epoch == epoch && entry.running != null;
        if (entry != null && held) {
            entry.running = null;
            entry.ended = Instant.now();
            entry.took = took;
            entry.outcome = outcome;
        }
        return CompletableFuture.completedFuture(held);
    }

    @Override
    public synchronized List<Row> list(String addon) {
        return entries.entrySet().stream().filter(each -> addon.isEmpty() || each.getKey().addon().equals(addon))
                .map(each -> new Row(each.getKey(), each.getValue().running, each.getValue().ended,
                        each.getValue().took, each.getValue().outcome))
                .sorted(Comparator.comparing((Row row) -> row.key().addon()).thenComparing(row -> row.key().timer()))
                .toList();
    }
}
