package io.annex.core;

import io.annex.core.addon.Style;
import io.annex.core.http.Visitors;
import io.annex.core.jbackend.JbackendSettings;
import io.annex.core.mail.MailServer;
import io.annex.core.outbound.ManagerAddress;
import io.annex.core.outbound.Outbound;
import io.annex.core.service.HostService;
import io.annex.core.settings.AddonSettings;
import io.annex.core.settings.ServiceSettings;
import io.annex.core.timer.TimerObserver;
import io.annex.core.timer.Timetable;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;

/**
 * Settings of an {@link Annex}.
 *
 * @param data
 *            folder for what is kept; nobody else uses it at the same time
 * @param settings
 *            what the operator says about an add-on, by its name
 * @param stores
 *            what is kept beyond the add-ons; the caller closes it
 * @param outbound
 *            what makes the add-ons' calls; the caller closes it
 * @param mail
 *            takes the add-ons' mails; the caller closes it
 * @param manager
 *            what the manager helper of the widget style calls
 * @param jbackend
 *            the endpoints and modules of the jbackend style
 * @param java
 *            whether add-ons in Java are let into this process
 * @param publicPath
 *            what a proxy puts before all paths, e.g. {@code /annex}; empty for
 *            nothing
 * @param services
 *            those of the embedding program, closed with the instance: add-ons
 *            {@code require} each by its name, and its ops {@code <name>.<op>}
 *            are the functions of that module
 * @param serviceSettings
 *            what is set of the services for all add-ons together
 * @param timetable
 *            when timers are due
 * @param timed
 *            hears of timers
 * @param visitors
 *            says who asks, as far as the embedding program knows
 * @param clock
 *            what time add-ons are told
 * @param styles
 *            of the embedding program, beside those that there are
 */
public record CoreOptions(Path data, Function<String, AddonSettings> settings, Persistence stores, Outbound outbound,
        MailServer mail, ManagerAddress manager, JbackendSettings jbackend, boolean java, String publicPath,
        List<HostService> services, ServiceSettings serviceSettings, Timetable timetable, TimerObserver timed,
        Visitors visitors, InstantSource clock, List<Style> styles) {
}
