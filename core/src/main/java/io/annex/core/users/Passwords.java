package io.annex.core.users;

import com.password4j.BcryptFunction;
import com.password4j.types.Bcrypt;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Hashes passwords with bcrypt, on a few threads of its own and with a bounded
 * queue before them: a flood of logins takes at most half of the processors,
 * and next to no memory (a reason for bcrypt and against Argon2id, whose
 * strength is the megabytes that each hash fills). Thread-safe.
 *
 * <p>
 * bcrypt reads 72 bytes of a password; a longer one is digested first, so that
 * every byte counts.
 */
public final class Passwords implements AutoCloseable {
    /** OWASP asks for 10 or more; each step doubles the work. */
    private static final int COST = 11;
    private static final int MOST_BYTES = 72;
    private static final int MOST_WAITING = 200;
    private static final BcryptFunction BCRYPT = BcryptFunction.getInstance(Bcrypt.B, COST);

    private final ThreadPoolExecutor threads;
    /** A hash that no password has, for users that there are not. */
    private @Nullable String nobody;

    /** With half of the processors, at least one. */
    public Passwords() {
        int most = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        AtomicInteger count = new AtomicInteger();
        threads = new ThreadPoolExecutor(most, most, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING),
                task -> {
                    Thread thread = new Thread(task, "annex-password-" + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * The hash to store. Fails with {@link RejectedExecutionException} where too
     * many wait already.
     */
    public CompletableFuture<String> hash(String password) {
        return run(() -> BCRYPT.hash(prepared(password)).getResult());
    }

    /**
     * Whether the password has that hash. Takes the same time without a hash, and
     * is {@code false} then. Fails with {@link RejectedExecutionException} where
     * too many wait already.
     *
     * @param hash
     *            what {@link #hash} gave, or {@code null} where there is no such
     *            user
     */
    public CompletableFuture<Boolean> matches(String password, @Nullable String hash) {
        return run(() -> {
            String stored = hash == null ? nobody() : hash;
            boolean same = BcryptFunction.getInstanceFromHash(stored).check(prepared(password), stored);
            return same && hash != null;
        });
    }

    private synchronized String nobody() {
        String made = nobody;
        if (made == null) {
            made = BCRYPT.hash(UNMATCHED).getResult();
            nobody = made;
        }
        return made;
    }

    private static final String UNMATCHED = "nobody";

    private <T> CompletableFuture<T> run(Supplier<T> work) {
        try {
            return CompletableFuture.supplyAsync(work, threads);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static String prepared(String password) {
        byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= MOST_BYTES) {
            return password;
        }
        try {
            return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-384").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
