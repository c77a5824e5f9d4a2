/**
 * An example of an add-on in Java; `docs/howto/jbackend.md` walks through it.
 */
@NullMarked
package io.annex.examples.shipping;

import org.jspecify.annotations.NullMarked;
