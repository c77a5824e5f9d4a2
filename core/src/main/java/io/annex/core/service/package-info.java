/**
 * What the host does for the code of add-ons: their files, sessions, uploads,
 * tasks, outbound calls, and their log.
 *
 * <p>
 * Start reading at {@link io.annex.core.service.VersionHost}, where the ops of
 * one version arrive. They arrive on workers' threads, and nothing in them may
 * be believed: an op reaches what belongs to its version or to its exchange,
 * and nothing else.
 */
@NullMarked
package io.annex.core.service;

import org.jspecify.annotations.NullMarked;
