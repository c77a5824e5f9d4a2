package io.annex.core.users;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.annex.core.users.UserTable.Added;
import io.annex.core.users.UserTable.Stored;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Logs users in, and adds them. Nothing blocks its caller; stages are completed
 * on threads of the database or of {@link Passwords}, and fail where the
 * database cannot be asked. Thread-safe.
 */
public final class Users {
    /** A user who was switched off is one no longer than this. */
    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final int MOST_KNOWN = 10_000;
    /** Logins that wait for their turn or are looked at. */
    private static final int MOST_LOGINS = 1_000;

    private final UserTable table;
    private final Passwords passwords;
    private final LoginPace pace = new LoginPace(Ticker.systemTicker());
    private final Semaphore logins = new Semaphore(MOST_LOGINS);
    private final AsyncCache<Long, Optional<User>> known = Caffeine.newBuilder().maximumSize(MOST_KNOWN)
            .expireAfterWrite(FRESH).buildAsync();

    public Users(UserTable table, Passwords passwords) {
        this.table = table;
        this.passwords = passwords;
    }

    /**
     * Whether a user is who they say. Takes as long for a user that there is not as
     * for a wrong password, and longer after failures of that name or address.
     *
     * @param address
     *            where the request comes from
     */
    public CompletionStage<Login> login(String username, String password, String address) {
        if (!logins.tryAcquire()) {
            return CompletableFuture.failedFuture(new RejectedExecutionException("too many logins at the same time"));
        }
        String name = username.toLowerCase(Locale.ROOT);
        long millis = pace.begins(name, address);
        Executor later = millis == 0 ? Runnable::run : CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS);
        return CompletableFuture.supplyAsync(() -> table.byName(name), later).thenCompose(found -> found)
                .thenCompose(found -> check(found.orElse(null), password)).thenApply(login -> {
                    if (login instanceof Login.Ok) {
                        pace.succeeded(name, address);
                    }
                    return login;
                }).whenComplete((login, failure) -> logins.release());
    }

    private CompletionStage<Login> check(@Nullable Stored stored, String password) {
        return passwords.matches(password, stored == null ? null : stored.passwordHash()).thenApply(same -> {
            if (!same || stored == null) {
                return new Login.Failed();
            }
            return stored.user().enabled() ? new Login.Ok(stored.user()) : new Login.Disabled();
        });
    }

    /** Adds a user, who may log in at once. */
    public CompletionStage<Added> add(NewUser user, String password) {
        return passwords.hash(password).thenCompose(hash -> table.add(user, hash));
    }

    /**
     * The user with that number; empty for one who was removed or switched off, at
     * the latest a second later.
     */
    public CompletionStage<Optional<User>> find(long id) {
        return known.get(id, (number, executor) -> table.byId(number).toCompletableFuture())
                .thenApply(found -> found.filter(User::enabled));
    }
}
