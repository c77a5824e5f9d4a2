package io.annex.core;

import io.annex.core.outbound.ManagerAddress;
import io.annex.core.outbound.Outbound;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Function;

/**
 * Settings of an {@link Annex}.
 *
 * @param data
 *            folder for what is kept; nobody else uses it at the same time
 * @param settings
 *            what the operator says about an add-on, by its name
 * @param sessionIdle
 *            how long a session is kept without being used
 * @param outbound
 *            what makes the add-ons' calls; the caller closes it
 * @param manager
 *            what the manager helper of the widget style calls
 */
public record CoreOptions(Path data, Function<String, AddonSettings> settings, Duration sessionIdle, Outbound outbound,
        ManagerAddress manager) {
}
