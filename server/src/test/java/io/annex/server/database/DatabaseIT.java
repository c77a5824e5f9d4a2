package io.annex.server.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.core.access.Admission.Outcome;
import io.annex.core.access.ApiKeys;
import io.annex.core.session.CachedSessions;
import io.annex.core.session.OpenSession;
import io.annex.core.session.SessionTable.Change;
import io.annex.core.session.SessionTimes;
import io.annex.core.session.Sessions;
import io.annex.core.trace.TraceRow;
import io.annex.core.users.Login;
import io.annex.core.users.NewUser;
import io.annex.core.users.UserTable.Added;
import io.annex.server.database.TraceTable.Totals;
import io.annex.testing.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is kept, the same on both databases. */
class DatabaseIT {
    private static final Duration IDLE = Duration.ofMinutes(30);
    private static final Duration WRITE = Duration.ofSeconds(1);
    private static PostgresServer postgres;

    @TempDir
    Path data;

    enum Kind {
        H2 {
            @Override
            DatabaseOptions fresh() {
                return DatabaseOptions.EMBEDDED;
            }
        },
        POSTGRESQL {
            @Override
            DatabaseOptions fresh() {
                return postgres.database();
            }
        };

        abstract DatabaseOptions fresh();
    }

    @BeforeAll
    static void start() {
        postgres = PostgresServer.start();
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    private Storage open(DatabaseOptions options) {
        return open(options, IDLE);
    }

    private Storage open(DatabaseOptions options, Duration idle) {
        try {
            return new Storage(options, options.isEmbedded() ? data : Files.createTempDirectory(data, "other"),
                    new SessionTimes(idle, WRITE), Duration.ofDays(90));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- sessions
    // --------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource
    void sessionsOutliveTheirServer(Kind kind) {
        DatabaseOptions options = kind.fresh();
        String odd = "{\"text\":\"\\u0000 \uD83D\uDE00 ' \\\" ; é\"}";
        try (Storage storage = open(options)) {
            storage.stores().sessions().begin("a", "kept", "{}");
            storage.stores().sessions().begin("a", "kept", odd);
            storage.stores().sessions().begin("a", "ended", "{}");
            storage.stores().sessions().end("a", "ended");
        }
        try (Storage storage = open(options)) {
            assertThat(storage.stores().sessions().load("a", "kept")).isEqualTo(odd);
            assertThat(storage.stores().sessions().load("a", "ended")).isNull();
            assertThat(storage.stores().sessions().load("b", "kept")).isNull();
            storage.stores().sessions().end("a", "kept");
        }
        try (Storage storage = open(options)) {
            assertThat(storage.stores().sessions().load("a", "kept")).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource
    void idleSessionsAreForgottenAndSwept(Kind kind) throws IOException {
        try (Database database = new Database(kind.fresh(), data)) {
            DatabaseSessions table = new DatabaseSessions(database);
            Instant now = Instant.now();
            table.write(List.of(new Change.Save("a", "old", "{}", now.minus(IDLE.multipliedBy(2)), true),
                    new Change.Save("a", "used", "{}", now.minus(IDLE.multipliedBy(2)), true),
                    new Change.Save("a", "new", "{}", now, true)));
            table.write(List.of(new Change.Use("a", "used", now)));
            try (CachedSessions sessions = new CachedSessions(table, new SessionTimes(IDLE, WRITE))) {
                assertThat(sessions.load("a", "old")).isNull();
                assertThat(sessions.load("a", "used")).isEqualTo("{}");
            }
            assertThat(table.load("a", "old")).isPresent();
            table.sweep(now.minus(IDLE), 1 << 20);
            assertThat(table.load("a", "old")).isEmpty();
            assertThat(table.load("a", "new")).isPresent();
        }
    }

    @ParameterizedTest
    @EnumSource
    void anAddonThatFillsItsShareLosesItsLeastUsedSessionsAndNobodyElse(Kind kind) throws IOException {
        try (Database database = new Database(kind.fresh(), data)) {
            DatabaseSessions table = new DatabaseSessions(database);
            Instant now = Instant.now();
            List<Change> changes = new ArrayList<>();
            changes.add(new Change.Save("quiet", "id", "{}", now.minusSeconds(100), true));
            for (int i = 0; i < 20; i++) {
                changes.add(new Change.Save("greedy", "id" + i, "x".repeat(800), now.minusSeconds(i), true));
            }
            table.write(changes);
            table.sweep(now.minus(IDLE), 10_000);
            assertThat(table.load("quiet", "id")).isPresent();
            assertThat(table.load("greedy", "id9")).isPresent();
            assertThat(table.load("greedy", "id10")).isEmpty();
        }
    }

    @Test
    void twoServersOnOneDatabaseShareSessions() {
        DatabaseOptions options = postgres.database();
        try (Storage one = open(options); Storage other = open(options)) {
            one.stores().sessions().begin("a", "id", "{\"n\":1}");
            Waiting.until("the other has it", () -> "{\"n\":1}".equals(other.stores().sessions().load("a", "id")));
            other.stores().sessions().begin("a", "id", "{\"n\":2}");
            Waiting.until("the first has it", () -> "{\"n\":2}".equals(one.stores().sessions().load("a", "id")));
            one.stores().sessions().end("a", "id");
            Waiting.until("it is gone", () -> other.stores().sessions().load("a", "id") == null);
        }
    }

    @Test
    void aSessionThatOneServerHasEndedIsNotMadeAgainByAnother() throws Exception {
        DatabaseOptions options = postgres.database();
        try (Storage one = open(options); Storage other = open(options)) {
            Sessions here = one.stores().sessions();
            Sessions there = other.stores().sessions();
            kept(here.begin("a", "id", "{\"n\":1}"));
            OpenSession held = there.open("a", "id");
            assertThat(held.json()).isEqualTo("{\"n\":1}");
            kept(here.end("a", "id"));
            kept(there.save(held, "{\"n\":2}"));
            assertThat(there.load("a", "id")).isNull();
            assertThat(here.load("a", "id")).isNull();
        }
    }

    private static void kept(CompletionStage<Boolean> stage) throws Exception {
        assertThat(Waiting.get("it is kept", stage.toCompletableFuture())).isTrue();
    }

    // ---- keys
    // ------------------------------------------------------------------------------------------------------

    private static ApiKey terms(int limit, Instant expires, String... endpoints) {
        return new ApiKey(0, "Ada", "a comment", List.of(endpoints), limit, expires, true, 0, 0, null);
    }

    private static Outcome admit(ApiKeys keys, String key, String endpoint) {
        return keys.admit(key, endpoint).toCompletableFuture().join().outcome();
    }

    @ParameterizedTest
    @EnumSource
    void aKeyIsGoodForWhatItWasMadeFor(Kind kind) throws DatabaseTrouble {
        try (Storage storage = open(kind.fresh())) {
            ApiKeys keys = storage.stores().keys();
            KeyTable.Made all = storage.keys().add(terms(0, null));
            KeyTable.Made some = storage.keys().add(terms(0, Instant.now().plusSeconds(100), "/api", "/rest"));
            KeyTable.Made over = storage.keys().add(terms(0, Instant.now().minusSeconds(1)));
            KeyTable.Made once = storage.keys().add(terms(1, null));
            assertThat(all.key()).matches("[A-Z0-9]{20}");
            assertThat(admit(keys, all.key(), "/any")).isEqualTo(Outcome.OK);
            assertThat(admit(keys, some.key(), "/rest")).isEqualTo(Outcome.OK);
            assertThat(admit(keys, some.key(), "/any")).isEqualTo(Outcome.INVALID);
            assertThat(admit(keys, over.key(), "/any")).isEqualTo(Outcome.EXPIRED);
            assertThat(admit(keys, once.key(), "/any")).isEqualTo(Outcome.OK);
            assertThat(admit(keys, once.key(), "/any")).isEqualTo(Outcome.LIMIT);
            assertThat(admit(keys, null, "/any")).isEqualTo(Outcome.MISSING);
            assertThat(admit(keys, "", "/any")).isEqualTo(Outcome.MISSING);
            assertThat(admit(keys, "ABCDEFGHIJKLMNOPQRST", "/any")).isEqualTo(Outcome.INVALID);
            assertThat(admit(keys, "' OR 1=1 --", "/any")).isEqualTo(Outcome.INVALID);
            assertThat(keys.admit(all.key(), "/any").toCompletableFuture().join().keyId()).isEqualTo(all.terms().id());
        }
    }

    @ParameterizedTest
    @EnumSource
    void hitsAreCountedAndRejectionsAreNot(Kind kind) throws DatabaseTrouble {
        DatabaseOptions options = kind.fresh();
        KeyTable.Made free;
        KeyTable.Made limited;
        try (Storage storage = open(options)) {
            free = storage.keys().add(terms(0, null, "/api"));
            limited = storage.keys().add(terms(500, null));
            for (int i = 0; i < 7; i++) {
                admit(storage.stores().keys(), free.key(), "/api");
                admit(storage.stores().keys(), free.key(), "/other");
                admit(storage.stores().keys(), limited.key(), "/api");
            }
        }
        try (Storage storage = open(options)) {
            for (ApiKey key : storage.keys().list()) {
                assertThat(key.hits()).as(key.toString()).isEqualTo(7);
                assertThat(key.hitsToday()).isEqualTo(7);
                assertThat(key.used()).isNotNull();
            }
            assertThat(admit(storage.stores().keys(), limited.key(), "/api")).isEqualTo(Outcome.OK);
        }
    }

    @ParameterizedTest
    @EnumSource
    void twoHundredRequestsAtTheSameTimePassALimitExactly(Kind kind) throws Exception {
        DatabaseOptions options = kind.fresh();
        try (Storage one = open(options); Storage other = kind == Kind.H2 ? one : open(options)) {
            KeyTable.Made limited = one.keys().add(terms(100, null));
            List<ApiKeys> servers = List.of(one.stores().keys(), other.stores().keys());
            List<CompletableFuture<Outcome>> outcomes;
            try (ExecutorService threads = Executors.newFixedThreadPool(200)) {
                outcomes = IntStream.range(0, 200).mapToObj(i -> CompletableFuture
                        .supplyAsync(() -> admit(servers.get(i % 7 == 0 ? 1 : 0), limited.key(), "/api"), threads))
                        .toList();
            }
            List<Outcome> all = outcomes.stream().map(CompletableFuture::join).toList();
            assertThat(all).filteredOn(each -> each == Outcome.OK).hasSize(100);
            assertThat(all).filteredOn(each -> each == Outcome.LIMIT).hasSize(100);
            assertThat(one.keys().list().getFirst().hitsToday()).isEqualTo(100);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsCountedAheadIsGivenBackWhenNobodyAsks(Kind kind) throws DatabaseTrouble {
        try (Storage storage = open(kind.fresh())) {
            KeyTable.Made limited = storage.keys().add(terms(1000, null));
            admit(storage.stores().keys(), limited.key(), "/api");
            Waiting.until("one hit is counted", () -> hits(storage) == 1);
            assertThat(admit(storage.stores().keys(), limited.key(), "/api")).isEqualTo(Outcome.OK);
        }
    }

    private static long hits(Storage storage) {
        try {
            return storage.keys().list().getFirst().hitsToday();
        } catch (DatabaseTrouble e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aKeyThatIsSwitchedOffEndsWithinASecond(Kind kind) throws DatabaseTrouble {
        DatabaseOptions options = kind.fresh();
        try (Storage one = open(options); Storage other = kind == Kind.H2 ? one : open(options)) {
            for (int limit : List.of(0, 1000)) {
                KeyTable.Made made = other.keys().add(terms(limit, null));
                ApiKeys keys = one.stores().keys();
                assertThat(admit(keys, made.key(), "/api")).isEqualTo(Outcome.OK);
                assertThat(other.keys().enable(made.terms().id(), false)).isTrue();
                within(Duration.ofMillis(1200), () -> admit(keys, made.key(), "/api") == Outcome.INVALID);
                assertThat(other.keys().enable(made.terms().id(), true)).isTrue();
                within(Duration.ofMillis(1200), () -> admit(keys, made.key(), "/api") == Outcome.OK);
                assertThat(other.keys().remove(made.terms().id())).isTrue();
                within(Duration.ofMillis(1200), () -> admit(keys, made.key(), "/api") == Outcome.INVALID);
                assertThat(other.keys().remove(made.terms().id())).isFalse();
            }
        }
    }

    private static void within(Duration time, java.util.function.BooleanSupplier condition) {
        long from = System.nanoTime();
        Waiting.until("it takes effect", condition);
        assertThat(Waiting.quiet(System.nanoTime() - from)).isLessThan(time);
    }

    // ---- users
    // -----------------------------------------------------------------------------------------------------

    private static NewUser user(String name, String email) {
        return new NewUser(name, email, "Ada", "Lovelace");
    }

    @ParameterizedTest
    @EnumSource
    void usersLogInByNameInWhateverCase(Kind kind) throws DatabaseTrouble {
        try (Storage storage = open(kind.fresh())) {
            var users = storage.stores().users();
            Added added = users.add(user("Ada", "Ada@example.org"), "secret").toCompletableFuture().join();
            assertThat(added).isInstanceOfSatisfying(Added.Stored.class,
                    stored -> assertThat(stored.user().username()).isEqualTo("Ada"));
            assertThat(users.add(user("ADA", "b@example.org"), "x").toCompletableFuture().join())
                    .isInstanceOf(Added.UsernameTaken.class);
            assertThat(users.add(user("Bob", "ada@EXAMPLE.org"), "x").toCompletableFuture().join())
                    .isInstanceOf(Added.EmailTaken.class);
            assertThat(users.add(user("Cy", ""), "x").toCompletableFuture().join()).isInstanceOf(Added.Stored.class);
            assertThat(users.add(user("Di", ""), "x").toCompletableFuture().join()).isInstanceOf(Added.Stored.class);
            assertThat(users.add(user("\0", ""), "x").toCompletableFuture()).failsWithin(Waiting.time());
            assertThat(login(storage, "ada", "secret")).isInstanceOf(Login.Ok.class);
            assertThat(login(storage, "ada", "Secret")).isInstanceOf(Login.Failed.class);
            assertThat(login(storage, "nobody", "secret")).isInstanceOf(Login.Failed.class);
            assertThat(login(storage, "a\0", "secret")).isInstanceOf(Login.Failed.class);
            storage.users().enable("Ada", false);
            assertThat(login(storage, "ada", "secret")).isInstanceOf(Login.Disabled.class);
            assertThat(storage.users().list()).hasSize(3);
            assertThat(storage.users().remove("ada")).isTrue();
            assertThat(storage.users().remove("ada")).isFalse();
        }
    }

    private static Login login(Storage storage, String name, String password) {
        return storage.stores().users().login(name, password, "127.0.0.1").toCompletableFuture().join();
    }

    // ---- the trace
    // -------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource
    void theTraceIsSummedUpByEndpointAndModule(Kind kind) throws DatabaseTrouble {
        DatabaseOptions options = kind.fresh();
        Instant now = Instant.now();
        try (Storage storage = open(options)) {
            for (int i = 1; i <= 1200; i++) {
                storage.stores().trace().record(new TraceRow("/api", "key", now, i * 1_000_000L, "get", "content",
                        "articles", null, 7, i % 4 == 0 ? "REQ_RUN" : TraceRow.OK));
            }
            storage.stores().trace().record(new TraceRow("/api", "key", now, 5_000, "a\0b" + "x".repeat(500), null,
                    "\uD83D", "ada", 0, TraceRow.OK));
            storage.stores().trace().record(new TraceRow("/api", "key", now.minus(Duration.ofDays(8)), 9_000_000, "get",
                    "content", "articles", null, 7, TraceRow.OK));
        }
        try (Storage storage = open(options)) {
            assertThat(storage.trace().totals(now.minus(Duration.ofDays(1)))).containsExactly(
                    new Totals("/api", "", 1, 0, 5, 5, 5),
                    new Totals("/api", "content", 900, 300, 600_500, 1000, 1_200_000));
            assertThat(storage.trace().totals(now.minus(Duration.ofDays(30))).getLast().ok()).isEqualTo(901);
            assertThat(storage.trace().latest(2)).hasSize(2)
                    .satisfiesOnlyOnce(row -> assertThat(row.user()).isEqualTo("ada"));
        }
    }

    // ---- away
    // ------------------------------------------------------------------------------------------------------

    @Test
    void whileTheDatabaseIsAwaySessionsGoOnAndAreWrittenWhenItIsBack() throws Exception {
        DatabaseOptions options = postgres.database();
        try (Storage storage = open(options)) {
            KeyTable.Made free = storage.keys().add(terms(0, null));
            assertThat(admit(storage.stores().keys(), free.key(), "/api")).isEqualTo(Outcome.OK);
            storage.stores().sessions().begin("a", "before", "{\"n\":1}");
            postgres.stop();
            storage.stores().sessions().begin("a", "before", "{\"n\":2}");
            storage.stores().sessions().begin("a", "meanwhile", "{}");
            Waiting.until("it is noticed", () -> storage.trouble() != null);
            assertThat(storage.stores().sessions().load("a", "before")).isEqualTo("{\"n\":2}");
            assertThat(storage.stores().sessions().load("a", "unknown")).isNull();
            assertThat(admit(storage.stores().keys(), free.key(), "/api")).isEqualTo(Outcome.OK);
            assertThat(admit(storage.stores().keys(), "ABCDEFGHIJKLMNOPQRST", "/api")).isEqualTo(Outcome.ERROR);
            postgres.resume();
            Waiting.until("it is found again", () -> storage.trouble() == null);
        }
        try (Storage storage = open(options)) {
            assertThat(storage.stores().sessions().load("a", "before")).isEqualTo("{\"n\":2}");
            assertThat(storage.stores().sessions().load("a", "meanwhile")).isEqualTo("{}");
            assertThat(hits(storage)).isEqualTo(2);
        }
    }
}
