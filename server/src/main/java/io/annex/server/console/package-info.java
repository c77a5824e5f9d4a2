/**
 * The console's own endpoints beside the widgets' services: what installs,
 * updates and removes widgets. {@link io.annex.server.console.WidgetEndpoints}
 * speaks HTTP, {@link io.annex.server.console.WidgetInstaller} knows the rules.
 */
@NullMarked
package io.annex.server.console;

import org.jspecify.annotations.NullMarked;
