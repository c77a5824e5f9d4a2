package io.annex.core;

import io.annex.core.access.ApiKeys;
import io.annex.core.jbackend.JbackendStores;
import io.annex.core.message.SharedEvents;
import io.annex.core.session.CachedSessions;
import io.annex.core.session.SessionTable;
import io.annex.core.session.SessionTimes;
import io.annex.core.session.Sessions;
import io.annex.core.settings.SettingTable;
import io.annex.core.storage.StorageTable;
import io.annex.core.timer.MemoryTimers;
import io.annex.core.timer.TimerTable;
import io.annex.core.trace.Trace;
import io.annex.core.users.Passwords;
import io.annex.core.users.UserTable;
import io.annex.core.users.Users;
import java.time.Duration;

/**
 * What an {@link Annex} keeps beyond its add-ons; the caller closes it.
 *
 * @param sessions
 *            sessions of all styles
 * @param keys
 *            who may call
 * @param users
 *            who may log in
 * @param trace
 *            where requests are noted
 * @param settings
 *            settings of add-ons that were set at run time
 * @param timers
 *            who runs which timer
 * @param events
 *            what servers tell each other
 * @param storage
 *            what add-ons store for good
 */
public record Persistence(Sessions sessions, ApiKeys keys, Users users, Trace trace, SettingTable settings,
        TimerTable timers, SharedEvents events, StorageTable storage) {

    /**
     * Without a database: sessions are in memory, keys and users cannot be asked.
     */
    public static Persistence none(Duration sessionIdle) {
        return new Persistence(new CachedSessions(SessionTable.NONE, new SessionTimes(sessionIdle, Duration.ZERO)),
                ApiKeys.NONE, new Users(UserTable.NONE, new Passwords()), Trace.NONE, SettingTable.NONE,
                new MemoryTimers(), SharedEvents.NONE, StorageTable.NONE);
    }

    /** The same, but for what servers tell each other. */
    public Persistence with(SharedEvents others) {
        return new Persistence(sessions, keys, users, trace, settings, timers, others, storage);
    }

    JbackendStores ofJbackend() {
        return new JbackendStores(keys, users, trace);
    }
}
