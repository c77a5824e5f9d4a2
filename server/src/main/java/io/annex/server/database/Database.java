package io.annex.server.database;

import com.zaxxer.hikari.HikariDataSource;
import io.annex.engine.BlockingTasks;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database: opened at its first use, brought to the tables of this version,
 * and found again by itself when it was away. Thread-safe.
 *
 * <p>
 * All work runs on threads of its own, as many as there are connections, behind
 * a bounded queue: an event loop never waits, a flood is refused instead of
 * kept, and nobody's interrupt reaches H2, which would lose its file by it.
 *
 * <p>
 * A database that cannot be reached is away: whatever is asked then fails at
 * once instead of after a timeout each, until one thread, which looks every
 * second, finds it again. That is said once in the log, and by
 * {@link #trouble()}.
 */
public final class Database implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Database.class);
    private static final int MOST_WAITING = 5_000;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int TIMES_TO_OPEN = 3;
    private static final long LOOK_AT_FILE_SECONDS = 1;
    private static final long LOOK_SECONDS = 1;
    private static final long MOST_LOOK_SECONDS = 30;
    /** Who goes away again so soon is looked for less often. */
    private static final long SOON_SECONDS = 10;

    /** Some statements. */
    interface Work<T> {
        T in(Connection connection) throws SQLException;
    }

    private final DatabaseOptions options;
    private final Connections connections;
    private final DatabaseFile file;
    private final Duration patience;
    private final FileGrowth growth;
    /** Whoever works with the pool reads; whoever replaces the file writes. */
    private final ReadWriteLock use = new ReentrantReadWriteLock(true);
    private final ThreadPoolExecutor threads;
    /** As many as there are connections: who works has one. */
    private final Semaphore places;
    private final ScheduledExecutorService clock;
    private volatile @Nullable HikariDataSource pool;
    private volatile @Nullable String trouble;
    private volatile boolean closed;
    /** Since when it is back, by {@link System#nanoTime}; used under the lock. */
    private long backAt = System.nanoTime();
    private volatile long lookSeconds = LOOK_SECONDS;

    /**
     * Opens nothing yet.
     *
     * @param data
     *            the data folder, which has the file
     */
    public Database(DatabaseOptions options, Path data) {
        this(options, data, PATIENCE);
    }

    /**
     * @param patience
     *            how long a call waits
     */
    Database(DatabaseOptions options, Path data, Duration patience) {
        this.options = options;
        this.connections = new Connections(options);
        this.file = new DatabaseFile(data.resolve("database").toAbsolutePath().normalize());
        this.patience = patience;
        this.growth = new FileGrowth(file.path());
        this.threads = new ThreadPoolExecutor(options.connections(), options.connections(), 30, TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MOST_WAITING),
                Thread.ofPlatform().daemon().name("annex-database-", 1).factory());
        threads.allowCoreThreadTimeOut(true);
        this.places = new Semaphore(options.connections());
        this.clock = Executors
                .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("annex-database-clock").factory());
        if (options.isEmbedded()) {
            every(TimeUnit.SECONDS.toMillis(LOOK_AT_FILE_SECONDS), this::lookAtFile);
        }
    }

    /** Whether other processes may use it at the same time. */
    boolean isShared() {
        return !options.isEmbedded();
    }

    /**
     * Whether there may be something in it: not where it is a file that has never
     * been made.
     */
    public boolean exists() {
        return pool != null || isShared() || file.exists();
    }

    /** Whether it has been opened and was not found away since. */
    boolean isOpen() {
        return pool != null && trouble == null;
    }

    /** Why it cannot be used at the moment, or {@code null}. */
    public @Nullable String trouble() {
        return trouble;
    }

    /** Does something once, where all is done that is done again and again. */
    void onClock(Runnable task) {
        try {
            clock.execute(task);
        } catch (RejectedExecutionException e) {
            log.debug("Nothing more is done: it is closed");
        }
    }

    /** Does something again and again, off the threads of the database. */
    void every(long millis, Runnable task) {
        clock.scheduleWithFixedDelay(() -> {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                // What throws is not called again.
                log.error("What is done every {} ms failed", millis, e);
            }
        }, millis, millis, TimeUnit.MILLISECONDS);
    }

    // ---- work
    // ------------------------------------------------------------------------------------------------------

    /**
     * Does some work, each statement of which is kept when it has ended. Fails with
     * {@link DatabaseTrouble}.
     */
    <T> CompletableFuture<T> submit(Work<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        String away = trouble;
        if (away != null) {
            result.completeExceptionally(new DatabaseTrouble(away));
            return result;
        }
        try {
            threads.execute(() -> {
                places.acquireUninterruptibly();
                runIn(work, result);
            });
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(
                    new DatabaseTrouble(closed ? "the database is closed" : "too much waits for the database"));
        }
        return result;
    }

    /**
     * Like {@link #submit}, and right here where the thread is one that may wait
     * and that nobody interrupts: to hand the work over, and to be woken, takes
     * longer than to read a row.
     */
    <T> CompletableFuture<T> soon(Work<T> work) {
        if (closed || !BlockingTasks.isHere() || !places.tryAcquire()) {
            return submit(work);
        }
        CompletableFuture<T> result = new CompletableFuture<>();
        runIn(work, result);
        return result;
    }

    /** In one of the places, which is left. */
    private <T> void runIn(Work<T> work, CompletableFuture<T> result) {
        try {
            run(work, result);
        } finally {
            places.release();
        }
    }

    /**
     * Does some work as one transaction: all of it is kept, or nothing. It is done
     * once more where it was the one to give way to others that it waited for, and
     * they for it.
     */
    <T> CompletableFuture<T> transact(Work<T> work) {
        return submit(connection -> Transactions.run(connection, work));
    }

    /** Like {@link #transact}, as {@link #soon} is like {@link #submit}. */
    <T> CompletableFuture<T> transactSoon(Work<T> work) {
        return soon(connection -> Transactions.run(connection, work));
    }

    /** Like {@link #submit}, and waits. Never on an event loop. */
    <T> T call(Work<T> work) throws DatabaseTrouble {
        return await(submit(work));
    }

    /**
     * Waits for what was submitted. What takes too long is given up, which does not
     * end it: it may be done later.
     */
    <T> T await(CompletableFuture<T> submitted) throws DatabaseTrouble {
        // A file is made with all of its tables, which takes a while where all else
        // starts too.
        Duration wait = pool == null ? patience.multipliedBy(TIMES_TO_OPEN) : patience;
        try {
            return submitted.get(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof DatabaseTrouble known ? known : new DatabaseTrouble(e);
        } catch (TimeoutException e) {
            throw new DatabaseTrouble("no answer within " + wait.toMillis() + " ms");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DatabaseTrouble("interrupted");
        }
    }

    /** Like {@link #transact}, and waits. Never on an event loop. */
    <T> T callTransaction(Work<T> work) throws DatabaseTrouble {
        return call(connection -> Transactions.run(connection, work));
    }

    private <T> void run(Work<T> work, CompletableFuture<T> result) {
        String away = trouble;
        if (away != null) {
            result.completeExceptionally(new DatabaseTrouble(away));
            return;
        }
        T value;
        use.readLock().lock();
        try (Connection connection = open().getConnection()) {
            value = work.in(connection);
        } catch (SQLException e) {
            DatabaseTrouble why = new DatabaseTrouble(e);
            if (Outage.isAway(e) && (options.isEmbedded() || !answers())) {
                away(why);
            }
            result.completeExceptionally(why);
            return;
        } catch (IOException | RuntimeException | Error e) {
            DatabaseTrouble why = e instanceof DatabaseTrouble known ? known : new DatabaseTrouble(e);
            if (pool == null) {
                away(why);
            }
            result.completeExceptionally(why);
            return;
        } finally {
            use.readLock().unlock();
        }
        result.complete(value);
    }

    /**
     * Whether PostgreSQL takes work at all. One connection may break, or be ended
     * by an administrator, while all others do well.
     */
    private boolean answers() {
        HikariDataSource opened = pool;
        if (opened == null) {
            return false;
        }
        try (Connection another = opened.getConnection()) {
            return another.isValid(1);
        } catch (SQLException e) {
            log.debug("The database does not answer: {}", e.toString());
            return false;
        }
    }

    // ---- opening
    // ---------------------------------------------------------------------------------------------------

    /** Opens it in the background, if it is not. */
    CompletableFuture<Boolean> begin() {
        return submit(connection -> true);
    }

    private HikariDataSource open() throws IOException {
        HikariDataSource opened = pool;
        return opened == null ? openOnce() : opened;
    }

    private synchronized HikariDataSource openOnce() throws IOException {
        HikariDataSource opened = pool;
        if (opened != null) {
            return opened;
        }
        if (closed) {
            throw new DatabaseTrouble("the database is closed");
        }
        long from = System.nanoTime();
        HikariDataSource made = options.isEmbedded() ? openFile() : connections.pool("");
        try {
            Tables.bring(made, options.isEmbedded());
        } catch (DatabaseTrouble e) {
            made.close();
            throw e;
        }
        pool = made;
        log.debug("The database ({}) is open after {} ms", options,
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - from));
        return made;
    }

    /** The file, which has all tables; it is made or changed beside. */
    private HikariDataSource openFile() throws IOException {
        if (!file.exists()) {
            file.make(url -> Tables.make(url, Connections.FILE_USER));
        }
        HikariDataSource made = connections.pool(file.url());
        boolean whole = false;
        try {
            whole = Tables.areThere(made);
        } finally {
            if (!whole) {
                made.close();
            }
        }
        if (whole) {
            return made;
        }
        file.make(url -> Tables.make(url, Connections.FILE_USER));
        return connections.pool(file.url());
    }

    /** A connection beside the pool, to PostgreSQL; the caller closes it. */
    Connection apart() throws SQLException {
        return connections.apart();
    }

    // ---- the file's size
    // ------------------------------------------------------------------------------------------------------

    /**
     * Most of it must be dead before anybody waits for it: a file that is large
     * because much is kept is only asked.
     */
    private void lookAtFile() {
        if (isOpen() && growth.isLarge()) {
            submit(growth::isMostlyDead).thenAccept(dead -> {
                if (dead) {
                    threads.execute(this::makeFileSmaller);
                }
            }).exceptionally(e -> {
                log.debug("The file is looked at later: {}", e.toString());
                return null;
            });
        }
    }

    /**
     * Makes the file anew of what is alive. H2 does that when its engine ends, in a
     * file beside it that takes the old one's place when it is whole.
     */
    private void makeFileSmaller() {
        use.writeLock().lock();
        try {
            synchronized (this) {
                HikariDataSource old = pool;
                // Somebody may have done it while this one waited.
                if (old != null && isOpen() && !closed && growth.isLarge()) {
                    pool = null;
                    pool = shrunk(old);
                }
            }
        } catch (RuntimeException | Error e) {
            log.warn("The database's file was not made smaller: {}", e.toString());
        } finally {
            use.writeLock().unlock();
        }
    }

    /** Another pool. Where it fails, the next work makes one. */
    private HikariDataSource shrunk(HikariDataSource old) {
        long from = System.nanoTime();
        growth.compact(old);
        old.close();
        HikariDataSource made = connections.pool(file.url());
        log.debug("The database's file was made smaller in {} ms",
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - from));
        return made;
    }

    // ---- away
    // ------------------------------------------------------------------------------------------------------

    private void away(DatabaseTrouble why) {
        synchronized (this) {
            if (trouble != null || closed) {
                return;
            }
            boolean soon = System.nanoTime() - backAt < TimeUnit.SECONDS.toNanos(SOON_SECONDS) && pool != null;
            lookSeconds = soon ? Math.min(2 * lookSeconds, MOST_LOOK_SECONDS) : LOOK_SECONDS;
            trouble = String.valueOf(why.getMessage());
        }
        log.error("The database ({}) cannot be used: {}. Sessions go on in memory; it is looked for every {} s",
                options, why.getMessage(), lookSeconds);
        look();
    }

    private void look() {
        if (!closed) {
            clock.schedule(this::tryAgainLater, lookSeconds, TimeUnit.SECONDS);
        }
    }

    private void tryAgainLater() {
        try {
            threads.execute(this::tryAgain);
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            log.debug("The database is looked for later: {}", e.toString());
            look();
        }
    }

    private void tryAgain() {
        if (options.isEmbedded()) {
            dropEngine();
        }
        try (Connection connection = open().getConnection()) {
            if (!connection.isValid(1)) {
                look();
                return;
            }
            if (options.isEmbedded()) {
                Connections.writeSomething(connection);
            }
        } catch (SQLException | IOException | RuntimeException | Error e) {
            log.debug("The database is still away: {}", e.toString());
            look();
            return;
        }
        synchronized (this) {
            backAt = System.nanoTime();
            trouble = null;
        }
        log.info("The database ({}) is back", options);
    }

    /**
     * H2 closes its engine for good when it cannot write, such as on a full disk,
     * and the connections of the pool are that engine's. Another engine reads from
     * the file what was kept; it is made when there is no connection of the old
     * one.
     */
    private synchronized void dropEngine() {
        HikariDataSource old = pool;
        pool = null;
        if (old != null) {
            old.close();
        }
    }

    /** What has been handed over is done, for at most some seconds. */
    @Override
    public void close() {
        closed = true;
        clock.shutdownNow();
        threads.shutdown();
        try {
            if (!threads.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)
                    || !places.tryAcquire(options.connections(), patience.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("The database did not end its work in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            HikariDataSource opened = pool;
            if (opened != null) {
                opened.close();
            }
        }
    }
}
