/**
 * What an operator may say about an add-on, with its defaults.
 *
 * <p>
 * Start reading at {@link io.annex.core.settings.AddonSettings}. The limits are
 * data, in {@link io.annex.core.settings.Limit}: the configuration, the
 * reference page and the words of errors take name, default and meaning from
 * there, so nothing of it is written a second time.
 */
@NullMarked
package io.annex.core.settings;

import org.jspecify.annotations.NullMarked;
