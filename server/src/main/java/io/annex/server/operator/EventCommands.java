package io.annex.server.operator;

import io.annex.core.addon.Listener;
import io.annex.core.addon.Version;
import io.annex.core.timer.Interval;
import io.annex.core.timer.TimerTable.AddonTimer;
import io.annex.core.timer.TimerTable.Row;
import io.annex.core.timer.Timers;
import io.annex.server.database.DatabaseTrouble;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code events.…}: what add-ons listen for, and their timers. */
public final class EventCommands implements CommandFamily {
    /** Who asks waits for 60 s at the most. */
    private static final Duration MOST_WAIT = Duration.ofSeconds(45);

    private final Supplier<Collection<Version>> serving;
    private final Timers timers;

    public EventCommands(Supplier<Collection<Version>> serving, Timers timers) {
        this.serving = serving;
        this.timers = timers;
    }

    @Override
    public String prefix() {
        return "events";
    }

    @Override
    public ObjectNode execute(String command, JsonNode request) throws CommandRefused, DatabaseTrouble {
        return switch (command) {
            case "list" -> list(request.path("addon").asString(""));
            case "fire" -> fire(request.path("addon").asString(""), request.path("timer").asString(""));
            default -> throw CommandFamily.unknown(this, command);
        };
    }

    private List<Version> versions(String addon) throws CommandRefused {
        List<Version> versions = serving.get().stream().filter(each -> addon.isEmpty() || each.addon().equals(addon))
                .sorted(Comparator.comparing(Version::addon)).toList();
        if (versions.isEmpty() && !addon.isEmpty()) {
            throw new CommandRefused("there is no add-on " + addon + " (expected: one that serves)");
        }
        return versions;
    }

    private ObjectNode list(String addon) throws CommandRefused, DatabaseTrouble {
        List<Version> versions = versions(addon);
        Map<AddonTimer, Row> rows = rows(addon);
        ObjectNode answer = CommandFamily.object();
        ArrayNode all = answer.putArray("listeners");
        for (Version version : versions) {
            List<Interval> intervals = Timers.intervals(version);
            for (Interval interval : intervals) {
                ObjectNode json = all.addObject().put("addon", version.addon()).put("event", interval.event())
                        .put("next", text(timers.next(interval)));
                Row row = rows.get(new AddonTimer(version.addon(), interval.event()));
                if (row != null) {
                    json.put("running", text(row.running())).put("ended", text(row.ended()));
                    if (row.ended() != null) {
                        json.put("millis", row.took().toMillis()).put("outcome", row.outcome());
                    }
                }
            }
            version.listeners().stream().map(Listener::name).distinct().filter(name -> Interval.of(name).isEmpty())
                    .forEach(name -> all.addObject().put("addon", version.addon()).put("event", name));
        }
        return answer;
    }

    private Map<AddonTimer, Row> rows(String addon) throws CommandRefused, DatabaseTrouble {
        try {
            return timers.table().list(addon).stream().collect(Collectors.toMap(Row::key, Function.identity()));
        } catch (DatabaseTrouble e) {
            throw e;
        } catch (IOException e) {
            throw new CommandRefused(String.valueOf(e.getMessage()));
        }
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private ObjectNode fire(String addon, String timer) throws CommandRefused {
        Interval interval = Interval.of(timer)
                .orElseThrow(() -> new CommandRefused(timer + " is no timer (expected: one of "
                        + Arrays.stream(Interval.values()).map(Interval::event).collect(Collectors.joining(", "))
                        + ")"));
        Version version = versions(addon).getFirst();
        if (!Timers.intervals(version).contains(interval)) {
            throw new CommandRefused(
                    addon + " does not listen for " + timer + " (see: annex events list " + addon + ")");
        }
        ObjectNode answer = CommandFamily.object().put("addon", addon).put("timer", timer);
        long from = System.nanoTime();
        try {
            String outcome = timers.fire(addon, interval).toCompletableFuture().get(MOST_WAIT.toSeconds(),
                    TimeUnit.SECONDS);
            return answer.put("outcome", outcome).put("millis", Duration.ofNanos(System.nanoTime() - from).toMillis());
        } catch (TimeoutException e) {
            return answer;
        } catch (ExecutionException e) {
            throw new CommandRefused(String.valueOf((e.getCause() == null ? e : e.getCause()).getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandRefused("the server is stopping");
        }
    }
}
