/**
 * The console of widgets, beside their services.
 * {@link io.annex.server.console.WidgetEndpoints} installs, updates and removes
 * widgets over HTTP by the rules of
 * {@link io.annex.server.console.WidgetInstaller}.
 * {@link io.annex.server.console.ConsolePages} answers what browsers ask for:
 * the page that shows widgets, what it is made of, and the files of each widget
 * that are meant for browsers; what runs there is built in {@code client/}.
 */
@NullMarked
package io.annex.server.console;

import org.jspecify.annotations.NullMarked;
