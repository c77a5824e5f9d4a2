package io.annex.server.database;

import io.annex.core.Persistence;
import io.annex.core.message.SharedEvents;
import io.annex.core.session.CachedSessions;
import io.annex.core.session.SessionTimes;
import io.annex.core.users.Passwords;
import io.annex.core.users.Users;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * All that is kept in the database of a server, put together. Nothing is opened
 * before something needs it. Thread-safe.
 */
public final class Storage implements AutoCloseable {
    private final Database database;
    private final CachedSessions sessions;
    private final DatabaseKeys keys;
    private final Passwords passwords = new Passwords();
    private final TraceWriter trace;
    private final @Nullable DatabaseEvents events;
    private final DatabaseSettings settings;
    private final Persistence stores;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** With a key for secrets of its own. */
    public Storage(DatabaseOptions options, Path data, SessionTimes sessionTimes, Duration keepTrace) {
        this(options, data, sessionTimes, keepTrace, "");
    }

    /**
     * Opens nothing yet.
     *
     * @param data
     *            the data folder
     * @param sessionTimes
     *            how long they are kept
     * @param keepTrace
     *            how long rows of the trace are kept
     * @param secretsKey
     *            the operator's key for secrets; empty where there is none
     */
    public Storage(DatabaseOptions options, Path data, SessionTimes sessionTimes, Duration keepTrace,
            String secretsKey) {
        this.database = new Database(options, data);
        this.sessions = new CachedSessions(new DatabaseSessions(database), sessionTimes);
        this.keys = new DatabaseKeys(database, new KeyTable(database));
        this.trace = new TraceWriter(database, keepTrace);
        this.settings = new DatabaseSettings(database, SecretsKey.of(options, data, secretsKey));
        this.events = database.isShared() ? new DatabaseEvents(database) : null;
        if (events != null) {
            events.onSettings(settings::hinted);
        }
        this.stores = new Persistence(sessions, keys, new Users(new DatabaseUsers(database), passwords), trace,
                settings, new DatabaseTimers(database), events == null ? SharedEvents.NONE : events,
                new ItemTable(database, options.connections()));
        new LeftStores(database, LeftStores.PATIENCE).begin();
    }

    /** What the core uses. */
    public Persistence stores() {
        return stores;
    }

    /** The keys, for an operator. */
    public KeyTable keys() {
        return new KeyTable(database);
    }

    /** The users, for an operator. */
    public DatabaseUsers users() {
        return new DatabaseUsers(database);
    }

    /** The settings of add-ons. */
    public DatabaseSettings settings() {
        return settings;
    }

    /** The trace, for an operator. */
    public TraceTable trace() {
        return new TraceTable(database);
    }

    /** What add-ons have stored, for an operator. */
    public StoredData data() {
        return new StoredData(database);
    }

    /** What hashes passwords. */
    public Passwords passwords() {
        return passwords;
    }

    /**
     * Opens the database in the background where there may be something in it, so
     * that the first request that needs it does not wait.
     */
    public void warmUp() {
        if (database.exists()) {
            database.begin();
        }
    }

    /** Why the database cannot be used at the moment, or {@code null}. */
    public @Nullable String trouble() {
        return database.trouble();
    }

    /**
     * Why changes of sessions are in memory alone at the moment, or {@code null}.
     */
    public @Nullable String sessionTrouble() {
        return sessions.trouble();
    }

    /** Rows of the trace that were dropped. */
    public long droppedTrace() {
        return trace.dropped();
    }

    /** Events that other servers were not told of. */
    public long droppedEvents() {
        return events == null ? 0 : events.dropped();
    }

    /** Writes what waits to be written, each kind for at most half a minute. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        if (events != null) {
            events.close();
        }
        sessions.close();
        trace.close();
        keys.flush();
        passwords.close();
        database.close();
    }
}
