package io.annex.core.timer;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.core.Parts;
import io.annex.core.deploy.Deployments;
import io.annex.core.deploy.FakeEngine;
import io.annex.core.deploy.FakeEngine.FakeWorkers;
import io.annex.core.message.Messages;
import io.annex.core.restapp.RestappStyle;
import io.annex.core.settings.AddonSettings;
import io.annex.core.source.Samples;
import io.annex.core.timer.TimerTable.Row;
import io.annex.engine.Exchange;
import io.annex.testing.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TimersTest {
    private static final int STARTING = 2;
    private static final String HOUR = Interval.EVERY_HOUR.event();

    @TempDir
    private Path temp;
    private final FakeEngine engine = new FakeEngine();
    private final TimerTable table = new MemoryTimers();
    private final AtomicInteger left = new AtomicInteger();
    private final List<Timers> servers = new CopyOnWriteArrayList<>();
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private Messages messages;
    private Deployments deployments;

    private final TimerObserver observer = new TimerObserver() {
        @Override
        public void begun(String addon, String timer, Duration lateness) {
            seen.add("begun " + addon);
        }

        @Override
        public void skipped(String addon, String timer) {
            seen.add("skipped " + addon);
        }

        @Override
        public void round(String timer, Duration spread) {
            seen.add("round");
        }
    };

    @BeforeEach
    void open() throws IOException {
        Parts parts = new Parts(temp, engine, new RestappStyle());
        messages = parts.messages();
        deployments = parts.deployments(name -> AddonSettings.DEFAULTS, (previous, next) -> {
            messages.swapped(previous, next);
            servers.forEach(each -> each.swapped(previous, next));
        });
    }

    @AfterEach
    void close() {
        servers.forEach(Timers::close);
        messages.close();
    }

    /** Due so many times, each soon after the one before. */
    private void server(int times) {
        left.set(times);
        servers.add(new Timers(messages,
                (interval, now) -> interval == Interval.EVERY_HOUR && left.getAndDecrement() > 0
                        ? now.plusMillis(50)
                        : Instant.MAX,
                table, observer, InstantSource.system(), STARTING));
    }

    private FakeWorkers deploy(String id, String... listeners) throws Exception {
        Path folder = Samples.folder(temp.resolve(id), id, "1");
        StringBuilder declared = new StringBuilder();
        for (String each : listeners) {
            declared.append(declared.isEmpty() ? "" : ", ").append("{\"name\": \"").append(each).append("\"}");
        }
        Files.writeString(folder.resolve("index.js"),
                "{\"endpoints\": [], \"listeners\": [" + declared + "], \"warnings\": []}");
        deployments.deploy(folder);
        return engine.last();
    }

    private static void end(Exchange exchange) {
        exchange.loop().execute(() -> exchange.answered("1\000200\0\0\0-\0", null, 0));
    }

    private static int offered(List<FakeWorkers> all) {
        return all.stream().mapToInt(each -> each.offered.size()).sum();
    }

    @Test
    void theyGoOneAfterTheOtherAsTheyBegin() throws Exception {
        List<FakeWorkers> all = new ArrayList<>();
        // All are there before the first is due.
        List<String> names = List.of("a", "b", "c", "d", "e", "f", "g");
        for (String name : names) {
            all.add(deploy(name, HOUR));
        }
        server(1);
        deployments.active().forEach(each -> servers.getFirst().swapped(null, each));
        Set<Exchange> begun = new HashSet<>();
        for (int i = 1; i <= names.size(); i++) {
            int most = Math.min(names.size(), STARTING + i - 1);
            Waiting.until("the next have their turn", () -> offered(all) == most);
            Exchange next = all.stream().flatMap(each -> each.offered.stream()).filter(begun::add).findFirst()
                    .orElseThrow();
            next.taken();
        }
        Waiting.until("all have begun", () -> seen.contains("round"));
        assertThat(seen).hasSize(names.size() + 1).doesNotHaveDuplicates().last().isEqualTo("round");
        begun.forEach(TimersTest::end);
        Waiting.until("all ends are kept", () -> outcomes().equals(List.of("ok", "ok", "ok", "ok", "ok", "ok", "ok")));
    }

    private List<String> outcomes() {
        try {
            return table.list("").stream().map(Row::outcome).toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    @Test
    void whatHasNotEndedIsPassedOver() throws Exception {
        FakeWorkers a = deploy("a", HOUR);
        FakeWorkers b = deploy("b", HOUR, "sv:every-day");
        server(2);
        deployments.active().forEach(each -> servers.getFirst().swapped(null, each));
        Waiting.until("both are told", () -> a.offered.size() == 1 && b.offered.size() == 1);
        a.offered.getFirst().taken();
        Waiting.until("both are passed over", () -> seen.containsAll(List.of("skipped a", "skipped b")));
        assertThat(a.offered).hasSize(1);
        assertThat(b.offered).hasSize(1);
        end(a.offered.getFirst());
        Waiting.until("its end is kept", () -> outcomes().contains("ok"));
        left.set(1);
        assertThat(servers.getFirst().fire("a", Interval.EVERY_HOUR)).isNotNull();
        Waiting.until("it runs again", () -> a.offered.size() == 2);
    }

    /** Both have all add-ons, and one table. */
    @Test
    void ofTwoServersOneRunsIt() throws Exception {
        FakeWorkers a = deploy("a", HOUR);
        Instant due = Instant.now().plusMillis(100);
        for (int i = 0; i < 2; i++) {
            servers.add(new Timers(messages, (interval, now) -> now.isBefore(due) ? due : Instant.MAX, table, observer,
                    InstantSource.system(), STARTING));
        }
        deployments.active().forEach(each -> servers.forEach(server -> server.swapped(null, each)));
        Waiting.until("both have seen to it", () -> seen.contains("round"));
        Waiting.until("it is told", () -> !a.offered.isEmpty());
        a.offered.getFirst().taken();
        Waiting.until("both have seen to it", () -> seen.stream().filter("round"::equals).count() == 2);
        assertThat(a.offered).hasSize(1);
        assertThat(seen.stream().filter("begun a"::equals)).hasSize(1);
    }
}
