/**
 * What an add-on is: its manifest, its style, its endpoints, and one version of
 * it with all that belongs to it.
 *
 * <p>
 * Start reading at {@link io.annex.core.addon.Version}; what differs between
 * authoring styles stands behind {@link io.annex.core.addon.Style}. What an
 * add-on says of itself is read by {@code LoadedProgram} and nowhere else, and
 * it is believed nothing: its code shares an isolate with the library that
 * speaks here.
 */
@NullMarked
package io.annex.core.addon;

import org.jspecify.annotations.NullMarked;
