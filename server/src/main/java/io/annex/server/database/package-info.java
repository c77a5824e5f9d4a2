/**
 * What outlives the process: sessions, API keys, users, the trace. Plain JDBC
 * over a pool, on an H2 file in the data folder or on PostgreSQL, with the same
 * statements for both.
 *
 * <p>
 * Start reading at {@link io.annex.server.database.Storage}, which holds the
 * parts together, and at {@link io.annex.server.database.Database}, the only
 * one that knows a pool. No caller may ever wait here on an event loop.
 */
@NullMarked
package io.annex.server.database;

import org.jspecify.annotations.NullMarked;
