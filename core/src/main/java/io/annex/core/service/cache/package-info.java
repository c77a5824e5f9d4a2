/**
 * What add-ons keep that takes long to make: in the front, so that all workers
 * of an add-on share it.
 *
 * <p>
 * Start reading at {@link io.annex.core.service.cache.VersionCache}: who
 * produces, who waits. {@link io.annex.core.service.cache.CacheService} reads
 * the ops of the guest's {@code services/cache}; its messages are in
 * {@code docs/design/messages.md}. What may never be assumed: that a producer
 * ends, or that what a guest says of its producers is true.
 */
@NullMarked
package io.annex.core.service.cache;

import org.jspecify.annotations.NullMarked;
