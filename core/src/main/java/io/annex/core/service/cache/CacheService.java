package io.annex.core.service.cache;

import io.annex.api.Cache;
import io.annex.core.service.AddonScope;
import io.annex.core.service.Call;
import io.annex.core.service.HostService;
import io.annex.core.service.Mode;
import io.annex.core.service.OpRefused;
import io.annex.core.service.Scope;
import io.annex.core.service.ServiceFace;
import io.annex.core.service.ServiceOp;
import io.annex.core.service.cache.CacheAnswer.Kind;
import io.annex.core.settings.Limit;
import io.annex.core.settings.ServiceSetting;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

/**
 * What add-ons cache, one for all workers of an add-on.
 *
 * <p>
 * A version begins with an empty cache: its code may not know what the one
 * before has kept. While both are there each has its own, but what one of them
 * purges is gone from both, as it is no longer true.
 */
public final class CacheService implements HostService {
    /** What the cache of one add-on may take. */
    public static final Limit CACHE = Limit.size("cache", "16 MB",
            "what an add-on keeps in its cache, two bytes a character", "what is used least is dropped");

    private static final ServiceSetting MEMORY = ServiceSetting.size("cache", "memory", "64 MB",
            "what all add-ons keep in their caches together; whoever has most gives way");

    static final int LARGEST = 100_000;
    static final int LONGEST_NAMESPACE = 200;
    static final int LONGEST_KEY = 2000;
    static final Duration LONGEST = Duration.ofHours(1);
    /** How long a worker stands for another one's producer. */
    static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
    /** Producers within one another. */
    private static final int DEEPEST = 1000;
    /** Of the text that names them, each twice at times. */
    private static final int LONGEST_ASKERS = 2 * DEEPEST * 20;

    private final Map<String, List<VersionCache>> versions = new ConcurrentHashMap<>();
    // Made with the first version. Guarded by this object.
    private @Nullable CacheRoom room;
    private @Nullable ScheduledThreadPoolExecutor clock;

    @Override
    public String name() {
        return "cache";
    }

    @Override
    public List<ServiceOp> ops() {
        return List.of(new ServiceOp("cache.get", Mode.INLINE), new ServiceOp("cache.wait", Mode.ASYNC),
                new ServiceOp("cache.await", Mode.ASYNC), new ServiceOp("cache.later", Mode.INLINE),
                new ServiceOp("cache.keep", Mode.INLINE), new ServiceOp("cache.drop", Mode.INLINE),
                new ServiceOp("cache.fail", Mode.ENDING), new ServiceOp("cache.purge", Mode.INLINE));
    }

    @Override
    public List<Limit> limits() {
        return List.of(CACHE);
    }

    @Override
    public List<ServiceSetting> settings() {
        return List.of(MEMORY);
    }

    @Override
    public List<ServiceFace<?>> faces() {
        return List.of(new ServiceFace<>(Cache.class, ops -> new JavaCache(ops, "")));
    }

    @Override
    public Scope open(AddonScope addon) {
        VersionCache own = make(addon);
        List<VersionCache> all = versions.compute(addon.addon(), (name, known) -> {
            List<VersionCache> list = known == null ? new CopyOnWriteArrayList<>() : known;
            list.add(own);
            return list;
        });
        return new Scope() {
            @Override
            public void serve(Call call) throws OpRefused {
                CacheService.serve(own, all, call);
            }

            @Override
            public void close() {
                versions.computeIfPresent(addon.addon(), (name, list) -> {
                    list.remove(own);
                    return list.isEmpty() ? null : list;
                });
                own.close();
            }
        };
    }

    private synchronized VersionCache make(AddonScope addon) {
        CacheRoom all = room;
        ScheduledThreadPoolExecutor time = clock;
        if (all == null || time == null) {
            all = new CacheRoom(addon.services().number(MEMORY));
            time = clock();
            room = all;
            clock = time;
        }
        return new VersionCache(new Entries(all, addon.limit(CACHE), time), time);
    }

    private static ScheduledThreadPoolExecutor clock() {
        ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "annex-cache");
            thread.setDaemon(true);
            return thread;
        });
        clock.setRemoveOnCancelPolicy(true);
        return clock;
    }

    private static void serve(VersionCache own, List<VersionCache> all, Call call) throws OpRefused {
        String text = call.text();
        switch (call.op()) {
            case "cache.get" -> call.ok(own.get(question(text, call)).message());
            case "cache.wait" -> {
                Duration most = millis(head(text), LONGEST_WAIT);
                own.await(question(rest(text), call), most, answer -> call.ok(answer.message()));
            }
            case "cache.await" -> own.await(question(text, call), null, answer -> call.ok(answer.message()));
            case "cache.purge" -> {
                CacheKey key = key(text);
                all.forEach(each -> each.purge(key));
                call.ok("");
            }
            default -> {
                produced(own, call.op(), text);
                call.ok("");
            }
        }
    }

    private static void produced(VersionCache own, String op, String text) throws OpRefused {
        switch (op) {
            case "cache.later" -> own.later(number(text));
            case "cache.drop" -> own.drop(number(text));
            case "cache.keep" -> {
                String rest = rest(text);
                String timed = rest(rest);
                String value = rest(timed);
                if (value.length() > LARGEST) {
                    throw new OpRefused(
                            "cache.keep: " + value.length() + " characters (expected: at most " + LARGEST + ")");
                }
                Kind kind = head(rest).equals("a") ? Kind.LATER_VALUE : Kind.VALUE;
                own.keep(number(head(text)), new CacheAnswer(kind, value), millis(head(timed), LONGEST));
            }
            default -> own.fail(number(text));
        }
    }

    private static Question question(String text, Call call) throws OpRefused {
        Set<Long> on = new HashSet<>();
        String tokens = head(text);
        if (tokens.length() <= LONGEST_ASKERS && !tokens.isEmpty()) {
            for (String token : tokens.split(",", -1)) {
                if (!token.isEmpty()) {
                    on.add(number(token));
                }
            }
        }
        if (tokens.length() > LONGEST_ASKERS || on.size() > DEEPEST) {
            throw new OpRefused("cache: producers within one another (expected: at most " + DEEPEST + ")");
        }
        return new Question(key(rest(text)), on, call.exchange());
    }

    private static CacheKey key(String text) throws OpRefused {
        String namespace = head(text);
        String name = rest(text);
        if (namespace.length() > LONGEST_NAMESPACE || name.isEmpty() || name.length() > LONGEST_KEY) {
            throw new OpRefused(
                    "cache: key: a text of " + name.length() + " characters (expected: 1 to " + LONGEST_KEY + ")");
        }
        return new CacheKey(namespace, name);
    }

    private static Duration millis(String text, Duration most) throws OpRefused {
        return Duration.ofMillis(Math.max(0, Math.min(number(text), most.toMillis())));
    }

    private static String head(String text) throws OpRefused {
        return text.substring(0, nul(text));
    }

    private static String rest(String text) throws OpRefused {
        return text.substring(nul(text) + 1);
    }

    private static int nul(String text) throws OpRefused {
        int nul = text.indexOf('\0');
        if (nul < 0) {
            throw new OpRefused("cache: a message that is none");
        }
        return nul;
    }

    private static long number(String text) throws OpRefused {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new OpRefused("cache: a message that is none");
        }
    }

    @Override
    public synchronized void close() {
        ScheduledExecutorService time = clock;
        if (time != null) {
            time.shutdownNow();
        }
    }
}
