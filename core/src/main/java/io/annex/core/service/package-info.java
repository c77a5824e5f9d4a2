/**
 * What the host does for the code of add-ons is a plug-in each; here is what
 * they plug into, and each is a package of its own below.
 *
 * <p>
 * Start reading at {@link io.annex.core.service.HostService}, which is what a
 * plug-in implements, and at {@link io.annex.core.service.VersionHost}, where
 * the ops of one version arrive and are routed. They arrive on threads that
 * have more to do, and nothing in them may be believed: an op reaches what
 * belongs to its version or to its exchange, and nothing else. No service knows
 * another.
 */
@NullMarked
package io.annex.core.service;

import org.jspecify.annotations.NullMarked;
