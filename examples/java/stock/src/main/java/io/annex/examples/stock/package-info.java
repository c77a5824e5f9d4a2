/**
 * An example of an add-on in Java; `docs/howto/jbackend.md` walks through it.
 */
@NullMarked
package io.annex.examples.stock;

import org.jspecify.annotations.NullMarked;
