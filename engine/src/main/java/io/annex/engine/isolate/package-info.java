/**
 * Workers in this process, each a V8 isolate on a thread of its own.
 *
 * <p>
 * Start reading at {@link io.annex.engine.isolate.IsolateEngine}; the loop is
 * in {@code IsolateWorker}, what one does in its isolate in {@code Turns}, how
 * many there are in {@code IsolateWorkers}, what stops them in
 * {@code Watchdog}, {@code SliceWatch} and {@code Slice}.
 */
@NullMarked
package io.annex.engine.isolate;

import org.jspecify.annotations.NullMarked;
