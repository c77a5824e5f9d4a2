package io.annex.server.database;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.annex.core.access.Admission;
import io.annex.core.access.Admission.Outcome;
import io.annex.core.access.ApiKeys;
import io.annex.server.database.KeyTable.Hits;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * API keys in memory over their table. A key is read when it is first used, and
 * read again when an operator has changed one: the table counts such changes,
 * and this looks at the count twice a second. Thread-safe.
 */
final class DatabaseKeys implements ApiKeys {
    private static final Logger log = LoggerFactory.getLogger(DatabaseKeys.class);
    private static final long LOOK_MILLIS = 400;
    private static final long WRITE_MILLIS = 1_000;
    private static final long FORGET_MILLIS = 600_000;
    private static final int MOST_UNKNOWN = 10_000;
    /** Where no other process counts. */
    private static final int AHEAD = 100;

    private final KeyTable table;
    private final int ahead;
    private final Map<String, KeyInUse> inUse = new ConcurrentHashMap<>();
    /** Keys that there are not, and reads under way. */
    private final AsyncCache<String, Optional<KeyInUse>> asked = Caffeine.newBuilder().maximumSize(MOST_UNKNOWN)
            .expireAfterWrite(1, TimeUnit.SECONDS).buildAsync();
    /** Keys that were forgotten: requests may have been counted meanwhile. */
    private final List<KeyInUse> forgotten = new ArrayList<>();
    private volatile long changes = -1;

    DatabaseKeys(Database database, KeyTable table) {
        this.table = table;
        this.ahead = database.isShared() ? 0 : AHEAD;
        database.every(LOOK_MILLIS, this::look);
        database.every(WRITE_MILLIS, () -> write(false));
    }

    @Override
    public CompletionStage<Admission> admit(@Nullable String key, String endpoint) {
        if (key == null || key.isEmpty()) {
            return CompletableFuture.completedStage(new Admission(Outcome.MISSING, 0));
        }
        if (!ApiKey.isKey(key)) {
            return CompletableFuture.completedStage(new Admission(Outcome.INVALID, 0));
        }
        String digest = Digests.of(key);
        KeyInUse known = inUse.get(digest);
        if (known != null && !known.isStale()) {
            return known.admit(endpoint, System.currentTimeMillis());
        }
        return asked.get(digest, (text, executor) -> read(text)).handle((found, failure) -> {
            if (failure != null) {
                log.debug("A key could not be read", failure);
                return CompletableFuture.completedStage(new Admission(Outcome.ERROR, 0));
            }
            return found.map(each -> each.admit(endpoint, System.currentTimeMillis()))
                    .orElseGet(() -> CompletableFuture.completedStage(new Admission(Outcome.INVALID, 0)));
        }).thenCompose(admission -> admission);
    }

    private CompletableFuture<Optional<KeyInUse>> read(String digest) {
        return table.byDigest(digest).thenApply(found -> {
            if (found.isEmpty()) {
                forget(digest);
                return Optional.empty();
            }
            long now = System.currentTimeMillis();
            KeyInUse key = inUse.compute(digest, (text, known) -> {
                if (known == null) {
                    return new KeyInUse(table, found.get(), ahead, now);
                }
                known.renew(found.get(), now);
                return known;
            });
            return Optional.of(key);
        });
    }

    private void forget(String digest) {
        KeyInUse gone = inUse.remove(digest);
        if (gone != null) {
            synchronized (forgotten) {
                forgotten.add(gone);
            }
        }
    }

    // ---- what is done again and again
    // ------------------------------------------------------------------------------

    private void look() {
        if (inUse.isEmpty() && asked.asMap().isEmpty()) {
            return;
        }
        table.changes().whenComplete((now, failure) -> {
            if (failure == null && now != changes) {
                changes = now;
                inUse.values().forEach(KeyInUse::expire);
                asked.synchronous().invalidateAll();
            }
        });
    }

    private CompletableFuture<?> write(boolean all) {
        List<KeyInUse> keys;
        synchronized (forgotten) {
            keys = new ArrayList<>(forgotten);
            forgotten.clear();
        }
        long idleSince = System.currentTimeMillis() - FORGET_MILLIS;
        inUse.forEach((digest, key) -> {
            keys.add(key);
            key.returnIdle();
            if (key.askedForMillis() < idleSince) {
                forget(digest);
            }
        });
        Map<KeyInUse, List<Hits>> taken = new HashMap<>();
        List<Hits> hits = new ArrayList<>();
        for (KeyInUse key : keys) {
            List<Hits> ofKey = key.take(all);
            if (!ofKey.isEmpty()) {
                taken.put(key, ofKey);
                hits.addAll(ofKey);
            }
        }
        if (hits.isEmpty()) {
            return CompletableFuture.completedFuture(true);
        }
        return table.count(hits, Instant.now()).exceptionally(failure -> {
            log.debug("The hits of {} keys were not written: {}", taken.size(), failure.getMessage());
            taken.forEach((key, ofKey) -> ofKey.forEach(key::putBack));
            return false;
        });
    }

    /** Writes what was counted, for at most some seconds. */
    void flush() {
        try {
            write(true).get(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            log.warn("The last hits of API keys were not written", e);
        }
    }
}
