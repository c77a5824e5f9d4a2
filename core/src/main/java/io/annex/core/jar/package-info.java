/**
 * Add-ons in Java: a jar in a class loader of its own, which sees
 * {@code io.annex.api} and the JDK alone.
 *
 * <p>
 * Start reading at {@link io.annex.core.jar.JarEngine}: to the rest of core
 * these are workers like those of the engine, reached by the same messages, so
 * that dispatch, sessions, deploys and drains know nothing of the language.
 * What may never be assumed: that the code of an add-on can be stopped.
 */
@NullMarked
package io.annex.core.jar;

import org.jspecify.annotations.NullMarked;
