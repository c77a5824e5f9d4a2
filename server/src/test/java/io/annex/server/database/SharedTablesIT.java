package io.annex.server.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.core.message.SharedEvents.Receiver;
import io.annex.core.timer.MemoryTimers;
import io.annex.core.timer.TimerTable;
import io.annex.core.timer.TimerTable.AddonTimer;
import io.annex.core.timer.TimerTable.Claim;
import io.annex.core.timer.TimerTable.Held;
import io.annex.core.timer.TimerTable.Row;
import io.annex.testing.Waiting;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who runs a timer, and who hears of an event, over several servers. */
class SharedTablesIT {
    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");
    private static final Instant LATER = NOON.plusSeconds(300);
    private static final AddonTimer KEY = new AddonTimer("a", "sv:every-5-minutes");
    private static PostgresServer postgres;

    @TempDir
    Path data;

    enum Kind {
        H2, POSTGRESQL;

        DatabaseOptions fresh() {
            return this == H2 ? DatabaseOptions.EMBEDDED : postgres.database();
        }
    }

    @BeforeAll
    static void start() {
        postgres = PostgresServer.start();
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return Waiting.get("the database", stage.toCompletableFuture());
    }

    private static void leaseRunsOut(Database database) throws Exception {
        database.call(connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement
                        .executeUpdate("UPDATE timer_run SET lease_until = CURRENT_TIMESTAMP - INTERVAL '1' SECOND");
            }
        });
    }

    // ---- timers
    // ----------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource
    void aTimeIsOneServers(Kind kind) throws Exception {
        try (Database database = new Database(kind.fresh(), data)) {
            once(new DatabaseTimers(database));
        }
    }

    @Test
    void soItIsWithoutADatabase() throws Exception {
        once(new MemoryTimers());
    }

    private static void once(TimerTable table) throws Exception {
        assertThat(get(table.claim(KEY, NOON, "one"))).isEqualTo(new Claim.Granted(1));
        assertThat(get(table.claim(KEY, NOON, "two"))).isEqualTo(new Claim.Taken());
        assertThat(get(table.claim(KEY, LATER, "two"))).isInstanceOfSatisfying(Claim.Running.class,
                running -> assertThat(running.left()).isBetween(Duration.ofSeconds(1), TimerTable.LEASE));
        assertThat(get(table.claim(KEY, null, "two"))).isInstanceOf(Claim.Running.class);
        assertThat(get(table.renew("one"))).containsExactly(new Held(KEY, 1));
        assertThat(get(table.renew("two"))).isEmpty();
        assertThat(table.list("a")).singleElement().satisfies(row -> assertThat(row.running()).isNotNull());
        assertThat(get(table.ended(KEY, 1, "ok", Duration.ofMillis(7)))).isTrue();
        assertThat(get(table.inherit(KEY, LATER, "two", 1))).isEqualTo(new Claim.Taken());
        assertThat(get(table.claim(KEY, LATER, "two"))).isEqualTo(new Claim.Granted(2));
        assertThat(get(table.ended(KEY, 1, "failed", Duration.ZERO))).isFalse();
        assertThat(get(table.claim(new AddonTimer("b", KEY.timer()), LATER, "two"))).isEqualTo(new Claim.Granted(1));
        Row row = table.list("a").getFirst();
        assertThat(row.outcome()).isEqualTo("ok");
        assertThat(row.took()).isEqualTo(Duration.ofMillis(7));
        assertThat(row.ended()).isNotNull();
        assertThat(table.list("")).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void whatAKilledServerLeftIsAnothersAndItsOwnNoMore(Kind kind) throws Exception {
        try (Database database = new Database(kind.fresh(), data)) {
            TimerTable table = new DatabaseTimers(database);
            get(table.claim(KEY, NOON, "killed"));
            assertThat(get(table.inherit(KEY, LATER, "other", 1))).isEqualTo(new Claim.Taken());
            leaseRunsOut(database);
            assertThat(get(table.inherit(KEY, LATER, "other", 2))).isEqualTo(new Claim.Taken());
            assertThat(get(table.inherit(KEY, LATER, "other", 1))).isEqualTo(new Claim.Granted(2));
            assertThat(get(table.renew("killed"))).isEmpty();
            assertThat(get(table.ended(KEY, 1, "ok", Duration.ZERO))).isFalse();
            assertThat(get(table.ended(KEY, 2, "ok", Duration.ZERO))).isTrue();
            get(table.claim(KEY, LATER.plusSeconds(300), "killed"));
            leaseRunsOut(database);
            assertThat(get(table.claim(KEY, LATER.plusSeconds(600), "other"))).isEqualTo(new Claim.Granted(4));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTimeThatAWrongClockHasClaimedDoesNotEndTheTimer(Kind kind) throws Exception {
        try (Database database = new Database(kind.fresh(), data)) {
            afterAWrongClock(new DatabaseTimers(database));
        }
    }

    @Test
    void norWithoutADatabase() throws Exception {
        afterAWrongClock(new MemoryTimers());
    }

    private static void afterAWrongClock(TimerTable table) throws Exception {
        // Timers' times are whole minutes; a database keeps no nanoseconds.
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        assertThat(get(table.claim(KEY, now.plus(Duration.ofDays(4000)), "wrong"))).isEqualTo(new Claim.Granted(1));
        assertThat(get(table.claim(KEY, now, "right"))).as("it runs").isInstanceOf(Claim.Running.class);
        get(table.ended(KEY, 1, "ok", Duration.ZERO));
        assertThat(get(table.claim(KEY, now, "right"))).isEqualTo(new Claim.Granted(2));
        get(table.ended(KEY, 2, "ok", Duration.ZERO));
        assertThat(get(table.claim(KEY, now, "another"))).isEqualTo(new Claim.Taken());
        // A clock that is an hour ahead is believed: no time is run twice.
        assertThat(get(table.claim(KEY, now.plus(Duration.ofHours(1)), "ahead"))).isEqualTo(new Claim.Granted(3));
        get(table.ended(KEY, 3, "ok", Duration.ZERO));
        assertThat(get(table.claim(KEY, now.plus(Duration.ofMinutes(5)), "right"))).isEqualTo(new Claim.Taken());
    }

    @ParameterizedTest
    @EnumSource
    void ofManyAtOnceOneHasIt(Kind kind) throws Exception {
        try (Database database = new Database(kind.fresh(), data)) {
            TimerTable table = new DatabaseTimers(database);
            List<CompletionStage<Claim>> claims = IntStream.range(0, 40)
                    .mapToObj(server -> table.claim(KEY, NOON, "server" + server)).toList();
            int granted = 0;
            for (CompletionStage<Claim> claim : claims) {
                granted += get(claim) instanceof Claim.Granted ? 1 : 0;
            }
            assertThat(granted).isEqualTo(1);
        }
    }

    // ---- events
    // ----------------------------------------------------------------------------------------------------

    /** A server that has some add-ons, all of which listen for {@code x}. */
    private static final class Server implements Receiver, AutoCloseable {
        final Set<String> addons;
        final List<String> heard = new CopyOnWriteArrayList<>();
        final Database database;
        final DatabaseEvents events;

        Server(DatabaseOptions options, Path data, String... addons) {
            this.addons = Set.of(addons);
            this.database = new Database(options, data);
            this.events = new DatabaseEvents(database);
            events.begin(this);
            Waiting.until("it has looked", () -> {
                events.listens();
                return events.hasLooked() || this.addons.isEmpty();
            });
        }

        @Override
        public Set<String> listening(String event) {
            return event.isEmpty() || event.startsWith("x") ? addons : Set.of();
        }

        @Override
        public void deliver(String event, String json, Collection<String> told) {
            told.forEach(addon -> heard.add(addon + ' ' + event + ' ' + json));
        }

        void emit(String event, int from, int to) {
            for (int i = from; i < to; i++) {
                // As messages do: who listens here is told here.
                deliver(event, "" + i, listening(event));
                events.tell(event, "" + i, listening(event));
            }
        }

        @Override
        public void close() {
            events.close();
            database.close();
        }
    }

    @Test
    void eachAddonHearsOfEachEventOnceWhereverItRuns() {
        DatabaseOptions options = postgres.database();
        try (Server one = new Server(options, data.resolve("1"), "a", "both");
                Server two = new Server(options, data.resolve("2"), "b", "both", "three");
                Server three = new Server(options, data.resolve("3"), "three")) {
            one.emit("x", 0, 300);
            two.emit("x", 300, 600);
            three.emit("y", 600, 610);
            three.emit("x", 610, 620);
            List<Server> all = List.of(one, two, three);
            Waiting.until(() -> "all are told: " + all.stream().map(each -> each.heard.size()).toList(),
                    () -> all.stream().mapToInt(each -> each.heard.size()).sum() >= 610 * 4);
            List<String> heard = all.stream().flatMap(each -> each.heard.stream()).toList();
            assertThat(heard).doesNotHaveDuplicates().hasSize(610 * 4);
            assertThat(one.heard).filteredOn(each -> each.startsWith("a ")).hasSize(610);
            assertThat(heard).noneMatch(each -> each.contains(" y "));
            assertThat(two.heard)
                    .filteredOn(each -> each.startsWith("b ") && each.matches(".* ([0-9]|[0-9][0-9]|[12][0-9][0-9])"))
                    .as("in their order")
                    .containsExactlyElementsOf(IntStream.range(0, 300).mapToObj(i -> "b x " + i).toList());
        }
    }

    /** A transaction that commits late, and one that was faster. */
    @Test
    void nothingIsMissedWhoseServerWasSlowToCommit() throws Exception {
        DatabaseOptions options = postgres.database();
        try (Server one = new Server(options, data.resolve("1"), "a");
                Server two = new Server(options, data.resolve("2"), "b");
                Server three = new Server(options, data.resolve("3"))) {
            one.database.callTransaction(connection -> {
                try (Statement slow = connection.createStatement();
                        PreparedStatement event = connection.prepareStatement(
                                "INSERT INTO event VALUES (?, 'slow', 'x', 'slow', CURRENT_TIMESTAMP)")) {
                    slow.execute("UPDATE change_count SET changes = changes + 1 WHERE subject = 'event'");
                    three.emit("x", 0, 1);
                    two.events.look();
                    slow.execute("SELECT pg_sleep(0.3)");
                    try (var row = slow.executeQuery("SELECT changes FROM change_count WHERE subject = 'event'")) {
                        row.next();
                        event.setLong(1, row.getLong(1));
                    }
                    return event.executeUpdate();
                }
            });
            Waiting.until(() -> "both: " + two.heard, () -> two.heard.size() >= 2);
            assertThat(two.heard).containsExactly("b x slow", "b x 0");
        }
    }

    @Test
    void oldEventsAreRemoved() throws Exception {
        DatabaseOptions options = postgres.database();
        try (Server one = new Server(options, data.resolve("1"), "a")) {
            one.emit("x", 0, 2);
            Waiting.until("they are written", () -> count(one, "event") == 2 && count(one, "event_heard") == 2);
            one.database.call(connection -> {
                try (Statement statement = connection.createStatement()) {
                    return statement.executeUpdate(
                            "UPDATE event SET emitted_at = CURRENT_TIMESTAMP - INTERVAL '1' HOUR WHERE number = 1");
                }
            });
            one.events.sweep();
            Waiting.until("the old one has gone", () -> count(one, "event") == 1 && count(one, "event_heard") == 1);
        }
    }

    private static int count(Server server, String table) {
        try {
            return server.database.call(connection -> {
                try (Statement statement = connection.createStatement();
                        var row = statement.executeQuery("SELECT COUNT(*) FROM " + table)) {
                    row.next();
                    return row.getInt(1);
                }
            });
        } catch (DatabaseTrouble e) {
            return -1;
        }
    }
}
