/**
 * The jbackend style: modules that answer {@code action}, {@code module} and
 * {@code resource} requests at endpoints that the operator makes.
 *
 * <p>
 * Start reading at {@link io.annex.core.jbackend.HookChain}, which takes one
 * request through the hooks of the modules; its {@link Variables variables} are
 * what the modules read and set. {@link io.annex.core.jbackend.JbackendStyle}
 * says what a module is. Nothing here knows which language a module is written
 * in, nor how it is reached: that is behind
 * {@link io.annex.core.jbackend.ActiveModule}.
 */
@NullMarked
package io.annex.core.jbackend;

import org.jspecify.annotations.NullMarked;
