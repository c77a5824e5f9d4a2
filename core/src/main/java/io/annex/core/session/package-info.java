/**
 * The sessions of visitors: JSON by add-on and session id, in memory and in a
 * table that outlives the process.
 *
 * <p>
 * Start reading at {@link io.annex.core.session.Sessions}; how they are kept,
 * and why what comes late changes nothing, is told in
 * {@link io.annex.core.session.CachedSessions}. Opening a session may wait for
 * the database, so it never happens on an event loop. An id that a client sends
 * is never taken over, only looked up.
 */
@NullMarked
package io.annex.core.session;

import org.jspecify.annotations.NullMarked;
