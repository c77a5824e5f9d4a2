/**
 * The settings of add-ons, as their code reads them. Start reading at
 * {@link io.annex.core.service.settings.SettingsService}; which values there
 * are is decided in {@code io.annex.core.settings}, by {@code SettingResolver}.
 */
@NullMarked
package io.annex.core.service.settings;

import org.jspecify.annotations.NullMarked;
