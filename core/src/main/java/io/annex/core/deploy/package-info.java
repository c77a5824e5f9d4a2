/**
 * How a version comes to serve and how the next takes its place: from a folder,
 * a zip, or an installation over HTTP.
 *
 * <p>
 * Start reading at {@link io.annex.core.deploy.Deployments}, which tells the
 * states of a version. {@code Watcher} and
 * {@link io.annex.core.deploy.InstalledAddons} say what is to be deployed.
 * {@code KeptTables}, {@code ProgramDigest} and {@code LateWorkers} spare a
 * start the evaluation of what was evaluated before. Never assume that a deploy
 * succeeds, or that the disk does: what served before serves on.
 */
@NullMarked
package io.annex.core.deploy;

import org.jspecify.annotations.NullMarked;
