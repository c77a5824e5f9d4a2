/**
 * The process: HTTP edge, configuration, metrics, command line.
 *
 * <p>
 * Start reading at {@link io.annex.server.cli.Main}, which hands its arguments
 * to {@code cli}; {@link io.annex.server.Server} is what {@code annex run}
 * starts. Nothing here knows a script, and nothing below here knows a socket.
 */
@NullMarked
package io.annex.server;

import org.jspecify.annotations.NullMarked;
