package io.annex.server;

import io.annex.core.Persistence;
import io.annex.core.addon.Style;
import io.annex.core.http.Visitors;
import io.annex.core.mail.MailServer;
import io.annex.core.message.SharedEvents;
import io.annex.core.outbound.Outbound;
import io.annex.core.service.HostService;
import io.annex.core.session.SessionClock;
import io.annex.core.settings.AddonSettings;
import io.annex.core.timer.Timetable;
import io.annex.engine.EngineOptions.Spare;
import io.annex.server.config.Config;
import io.annex.server.mail.SmtpServer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the program that a server is part of brings along, or puts in the place
 * of the server's own.
 *
 * @param services
 *            further services, each a module that add-ons {@code require}
 * @param visitors
 *            says who asks, as far as that program knows
 * @param outbound
 *            what becomes of the add-ons' calls, given who makes them
 * @param ownMail
 *            takes the add-ons' mails; {@code null} for the configured server
 * @param ownTimetable
 *            when timers are due; {@code null} for the configured time zone's
 * @param clock
 *            what time add-ons are told
 * @param sessionClock
 *            what the idle time of sessions is measured by
 * @param ownSettings
 *            what holds for an add-on, by its name; {@code null} for what is
 *            configured
 * @param styles
 *            further styles
 * @param ownCache
 *            folder for what takes long to make; {@code null} for the
 *            installation's
 * @param spare
 *            whether there is something ready for the next add-on
 * @param ownEvents
 *            is told of what add-ons emit; {@code null} for other servers that
 *            have the same database
 */
public record Surroundings(List<HostService> services, Visitors visitors, UnaryOperator<Outbound> outbound,
        @Nullable MailServer ownMail, @Nullable Timetable ownTimetable, InstantSource clock, SessionClock sessionClock,
        @Nullable Function<String, AddonSettings> ownSettings, List<Style> styles, @Nullable Path ownCache, Spare spare,
        @Nullable SharedEvents ownEvents) {

    /** Nothing: a server by itself. */
    static Surroundings none() {
        return new Surroundings(List.of(), Visitors.NOBODY, UnaryOperator.identity(), null, null,
                InstantSource.system(), SessionClock.SYSTEM, null, List.of(), null, Spare.ALWAYS, null);
    }

    Surroundings with(List<HostService> others, Visitors known) {
        return new Surroundings(others, known, outbound, ownMail, ownTimetable, clock, sessionClock, ownSettings,
                styles, ownCache, spare, ownEvents);
    }

    MailServer mail(Config config) {
        return ownMail == null ? new SmtpServer(config.mail()) : ownMail;
    }

    Timetable timetable(Config config) {
        return ownTimetable == null ? Timetables.in(config.timezone()) : ownTimetable;
    }

    Function<String, AddonSettings> settings(Config config) {
        return ownSettings == null ? config::addon : ownSettings;
    }

    Persistence stores(Persistence configured) {
        return ownEvents == null ? configured : configured.with(ownEvents);
    }

    Path cache(Path data) {
        return ownCache == null ? Installation.cache(data) : ownCache;
    }
}
