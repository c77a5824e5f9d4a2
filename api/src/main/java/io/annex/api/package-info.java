/**
 * What an add-on in Java is compiled against. Start reading at
 * {@link io.annex.api.Addon}: a jar names its implementations of it in
 * {@code META-INF/services/io.annex.api.Addon}.
 *
 * <p>
 * An add-on sees this package and the JDK, and nothing of Annex itself nor of
 * other add-ons. It runs in the server's process, on threads of its own; what
 * of it can be limited and what cannot is said in
 * {@code docs/reference/jbackend.md}.
 */
@NullMarked
package io.annex.api;

import org.jspecify.annotations.NullMarked;
