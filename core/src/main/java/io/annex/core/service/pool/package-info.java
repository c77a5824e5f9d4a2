/**
 * Which applications of an add-on answer, for all of its workers. Start reading
 * at {@link io.annex.core.service.pool.PoolService}.
 */
@NullMarked
package io.annex.core.service.pool;

import org.jspecify.annotations.NullMarked;
