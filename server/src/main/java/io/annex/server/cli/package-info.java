/**
 * The command line: one class a command,
 * {@link io.annex.server.cli.AnnexCommand} above them.
 */
@NullMarked
package io.annex.server.cli;

import org.jspecify.annotations.NullMarked;
