/**
 * Widgets in the browser. {@link io.annex.server.console.ConsolePages} answers
 * what is asked for: the page that shows widgets, what it is made of, and the
 * files of each widget that are meant for browsers. What runs in the browser is
 * built in {@code client/}.
 */
@NullMarked
package io.annex.server.console;

import org.jspecify.annotations.NullMarked;
