package io.annex.core.service.cache;

import io.annex.api.Cache;
import io.annex.api.ServiceException;
import io.annex.core.service.OpCaller;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The cache as add-ons in Java see it. Thread-safe. */
final class JavaCache implements Cache {
    /** The producers that run on this thread, innermost first. */
    private static final ThreadLocal<@Nullable Production> RUNNING = new ThreadLocal<>();

    private record Production(String token, @Nullable Production outer) {
    }

    private final OpCaller ops;
    private final String namespace;

    JavaCache(OpCaller ops, String namespace) {
        this.ops = ops;
        this.namespace = namespace;
    }

    @Override
    public Cache named(String name) {
        if (name.isEmpty() || name.length() > CacheService.LONGEST_NAMESPACE || name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("namespace: a text of " + name.length() + " characters (expected: 1 to "
                    + CacheService.LONGEST_NAMESPACE + ", and no NUL)");
        }
        return new JavaCache(ops, name);
    }

    @Override
    public void purge(String key) {
        ops.call("cache.purge", namespace + '\0' + key);
    }

    @Override
    public <E extends Exception> String get(String key, Duration time, Producer<E> producer) throws E {
        String answer = ops.call("cache.get", question(key));
        while (true) {
            String text = answer.substring(1);
            switch (answer.charAt(0)) {
                case 'v', 'a' -> {
                    return text;
                }
                case 'p' -> {
                    return produce(text, time, producer);
                }
                case 's' -> {
                    return producer.produce();
                }
                case 'w' -> throw within(key);
                case 'b' ->
                    answer = ops.call("cache.wait", CacheService.LONGEST_WAIT.toMillis() + "\0" + question(key));
                default -> answer = ops.call("cache.await", question(key));
            }
        }
    }

    private <E extends Exception> String produce(String token, Duration time, Producer<E> producer) throws E {
        boolean done = false;
        Production outer = RUNNING.get();
        RUNNING.set(new Production(token, outer));
        try {
            String text = producer.produce();
            keep('v', token, time, text);
            done = true;
            return text;
        } finally {
            RUNNING.set(outer);
            if (!done) {
                tell("cache.fail", token);
            }
        }
    }

    private void keep(char kind, String token, Duration time, String text) {
        if (text.length() > CacheService.LARGEST) {
            tell("cache.drop", token);
        } else {
            tell("cache.keep", token + '\0' + kind + '\0' + millis(time) + '\0' + text);
        }
    }

    private static long millis(Duration time) {
        Duration most = CacheService.LONGEST;
        return time.isNegative() ? 0 : time.compareTo(most) > 0 ? most.toMillis() : time.toMillis();
    }

    /**
     * What the host does not hear now, it finds out when the exchange is over; the
     * text is there, and that matters.
     */
    private void tell(String op, String text) {
        try {
            ops.call(op, text);
        } catch (ServiceException e) {
            // Such as a limit of ops.
        }
    }

    @Override
    public CompletionStage<String> getLater(String key, Duration time,
            Supplier<? extends CompletionStage<String>> producer) {
        return found(key, time, producer, ops.call("cache.get", question(key)));
    }

    private CompletionStage<String> found(String key, Duration time,
            Supplier<? extends CompletionStage<String>> producer, String answer) {
        String text = answer.substring(1);
        return switch (answer.charAt(0)) {
            case 'v', 'a' -> CompletableFuture.completedFuture(text);
            case 'p' -> produceLater(text, time, producer);
            case 's' -> producer.get();
            case 'w' -> CompletableFuture.failedFuture(within(key));
            default ->
                ops.callLater("cache.await", question(key)).thenCompose(next -> found(key, time, producer, next));
        };
    }

    private CompletionStage<String> produceLater(String token, Duration time,
            Supplier<? extends CompletionStage<String>> producer) {
        CompletionStage<String> stage;
        Production outer = RUNNING.get();
        RUNNING.set(new Production(token, outer));
        try {
            stage = Objects.requireNonNull(producer.get(), "the producer gave no stage");
            tell("cache.later", token);
        } catch (RuntimeException | Error e) {
            tell("cache.fail", token);
            throw e;
        } finally {
            RUNNING.set(outer);
        }
        return stage.whenComplete((text, failure) -> {
            if (failure == null && text != null) {
                keep('a', token, time, text);
            } else {
                tell("cache.fail", token);
            }
        });
    }

    private String question(String key) {
        StringBuilder on = new StringBuilder();
        for (Production each = RUNNING.get(); each != null; each = each.outer()) {
            on.append(each.token()).append(',');
        }
        return on.append('\0').append(namespace).append('\0').append(key).toString();
    }

    private static IllegalStateException within(String key) {
        return new IllegalStateException("the producer of '" + key + "' asks for it itself, so that neither can end");
    }
}
