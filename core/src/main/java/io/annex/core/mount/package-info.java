/**
 * What serves at which path.
 *
 * <p>
 * Start reading at {@link io.annex.core.mount.MountTarget}. Deploys write it
 * and requests read it, without a lock; neither of the two knows the other.
 */
@NullMarked
package io.annex.core.mount;

import org.jspecify.annotations.NullMarked;
