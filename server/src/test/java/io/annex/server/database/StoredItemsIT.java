package io.annex.server.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.annex.core.storage.ItemRules;
import io.annex.core.storage.Search;
import io.annex.core.storage.Search.Order;
import io.annex.core.storage.StorageFailure;
import io.annex.core.storage.StorageTable;
import io.annex.core.storage.StoreId;
import io.annex.core.storage.StoredItem;
import io.annex.core.storage.query.QueryMistake;
import io.annex.core.storage.query.QueryParser;
import io.annex.server.database.StoredData.Page;
import io.annex.server.database.StoredData.Placed;
import io.annex.testing.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

/** What add-ons store, the same on both databases. */
class StoredItemsIT {
    private static final long MOST = 100 << 20;
    private static final StoreId KEYS = new StoreId("a", false, "keys");
    private static final StoreId BOOKS = new StoreId("a", true, "books");

    @TempDir
    private static Path folder;
    private static PostgresServer postgres;

    /** One that all tests share, each with an add-on of its own, or a fresh one. */
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

    private static Database open(DatabaseOptions options) throws IOException {
        return new Database(options, Files.createTempDirectory(folder, "data"));
    }

    private static StorageTable table(Database database) {
        return new ItemTable(database, 8);
    }

    private static String put(StorageTable table, StoreId store, String key, String data)
            throws IOException, StorageFailure {
        return table.change(store, key, before -> ItemRules.merged(before, data, store.collection()), MOST)
                .orElseThrow().json();
    }

    private static List<String> add(StorageTable table, StoreId store, String... items)
            throws IOException, StorageFailure {
        List<String> ids = new ArrayList<>();
        for (String each : items) {
            ids.add(table.add(store, List.of(each), MOST).getFirst().name());
        }
        return ids;
    }

    private static List<String> found(StorageTable table, String query, Order... orders) {
        return found(table, BOOKS, query, 100, 0, orders);
    }

    /** The field {@code n} of what is found. */
    private static List<String> found(StorageTable table, StoreId store, String query, int count, int skip,
            Order... orders) {
        try {
            List<StoredItem> items = table.find(store,
                    new Search(QueryParser.parse(query), List.of(orders), count, skip));
            return items.stream().map(each -> JsonMapper.shared().readTree(each.json()).path("n").asString("none"))
                    .toList();
        } catch (IOException | StorageFailure | QueryMistake e) {
            throw new AssertionError(query, e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsPutIsMerged(Kind kind) throws Exception {
        try (Database database = open(kind.fresh())) {
            StorageTable table = table(database);
            assertThat(table.get(KEYS, "k")).isEmpty();
            assertThat(put(table, KEYS, "k", "{\"a\":1,\"b\":[1,{\"c\":\"é \\u0000 \\ud800 😀\"}]}"))
                    .isEqualTo("{\"a\":1,\"b\":[1,{\"c\":\"é \\u0000 \\ud800 😀\"}]}");
            assertThat(put(table, KEYS, "k", "{\"a\":null,\"d\":true}"))
                    .isEqualTo(table.get(KEYS, "k").orElseThrow().json())
                    .isEqualTo("{\"b\":[1,{\"c\":\"é \\u0000 \\ud800 😀\"}],\"d\":true}");
            assertThat(table.get(new StoreId("b", false, "keys"), "k")).isEmpty();
            assertThat(table.get(new StoreId("a", true, "keys"), "k")).isEmpty();
            assertThat(table.get(KEYS, "K")).isEmpty();
            assertThat(table.remove(KEYS, "k").orElseThrow().json()).startsWith("{\"b\"");
            assertThat(table.remove(KEYS, "k")).isEmpty();
            assertThat(table.get(KEYS, "k")).isEmpty();
        }
    }

    /** One of two servers on PostgreSQL each. */
    @ParameterizedTest
    @EnumSource
    void whoWritesOneItemAtOnceLosesNothingOfTheOther(Kind kind) throws Exception {
        DatabaseOptions options = kind.fresh();
        try (Database one = open(options); Database other = kind == Kind.H2 ? one : open(options)) {
            List<StorageTable> tables = List.of(table(one), table(other));
            String dsid = add(tables.getFirst(), BOOKS, "{}").getFirst();
            for (StoreId store : List.of(KEYS, BOOKS)) {
                String name = store.collection() ? dsid : "together";
                together(40, i -> put(tables.get(i % 2), store, name, "{\"p" + i + "\":" + i + "}"));
                assertThat(JsonMapper.shared().readTree(tables.get(1).get(store, name).orElseThrow().json())
                        .propertyNames()).as("%s", store).hasSize(40);
            }
            assertThat(tables.getFirst().find(BOOKS,
                    new Search(QueryParser.parse("ds.double.p7:7 AND ds.double.p8:8"), List.of(), 10, 0))).hasSize(1);
        }
    }

    private interface Doing {
        void with(int number) throws Exception;
    }

    private static void together(int times, Doing doing) {
        try (ExecutorService threads = Executors.newFixedThreadPool(times)) {
            List<CompletableFuture<Void>> all = IntStream.range(0, times)
                    .mapToObj(i -> CompletableFuture.runAsync(() -> {
                        try {
                            doing.with(i);
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    }, threads)).toList();
            all.forEach(CompletableFuture::join);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCollectionIsAnsweredAsItWasChanged(Kind kind) throws Exception {
        try (Database database = open(kind.fresh())) {
            StorageTable table = table(database);
            List<String> ids = add(table, BOOKS, "{\"n\":1}", "{\"n\":2}", "{\"n\":3}");
            assertThat(ids).doesNotHaveDuplicates().allMatch(ItemRules::isId);
            assertThat(found(table, "*")).containsExactly("3", "2", "1");
            put(table, BOOKS, ids.getFirst(), "{\"seen\":true}");
            assertThat(found(table, "*:*")).containsExactly("1", "3", "2");
            assertThat(found(table, BOOKS, "*", 1, 1)).containsExactly("3");
            assertThat(found(table, BOOKS, "*", 0, 0)).isEmpty();
            assertThat(found(table, "dsid:" + ids.get(1))).containsExactly("2");
            assertThat(table.remove(BOOKS, ids.get(1))).isPresent();
            assertThat(found(table, "*")).containsExactly("1", "3");
            assertThat(found(table, "ds.double.n:2")).isEmpty();
            table.removeAll(BOOKS);
            assertThat(found(table, "*")).isEmpty();
            assertThat(table.get(BOOKS, ids.getFirst())).isEmpty();
            table.add(BOOKS, List.of("{\"n\":5}", "{\"n\":6}"), MOST);
            assertThat(found(table, "*")).containsExactlyInAnyOrder("5", "6");
        }
    }

    @ParameterizedTest
    @EnumSource
    void queriesFind(Kind kind) throws Exception {
        try (Database database = open(kind.fresh())) {
            StorageTable table = table(database);
            add(table, BOOKS,
                    "{\"n\":1,\"title\":\"The Art of Computer Programming\",\"tags\":[\"classic\",\"long read\"],\"price\":9.5}",
                    "{\"n\":2,\"title\":\"Computers, and the art\",\"price\":20,\"page\":\"4.39f1-7a_b\",\"open\":false}",
                    "{\"n\":3,\"title\":\"Été à l'ombre\",\"price\":-5,\"by\":{\"name\":\"Ada\"},\"open\":true}",
                    "{\"n\":4,\"title\":\"100% sure_\",\"url\":\"http://a.b/c?d\",\"price\":\"20\"}");
            add(table, new StoreId("other", true, "books"), "{\"n\":9,\"title\":\"art\"}");
            add(table, new StoreId("a", true, "magazines"), "{\"n\":8,\"title\":\"art\"}");
            for (String[] each : new String[][]{{"ds.analyzed.title:art", "2 1"}, {"ds.analyzed.title:ART", "2 1"},
                    {"ds.analyzed.title:comp*", "2 1"}, {"ds.analyzed.title:computer", "1"},
                    {"ds.analyzed.title:\"art of computer\"", "1"}, {"ds.analyzed.title:\"computer art\"", ""},
                    {"ds.analyzed.title:\"the art\"", "2 1"}, {"ds.analyzed.title:été", "3"},
                    {"ds.analyzed.title:E\u0301T*", "3"}, {"ds.analyzed.tags:read", "1"},
                    {"ds.analyzed.tags:\"classic long\"", ""}, {"ds.analyzed.page:4.39f1-7a_b", "2"},
                    {"ds.analyzed.page:4.39f1*", "2"}, {"ds.analyzed.page:4.39g*", ""},
                    {"ds.analyzed.by.name:ada", "3"}, {"ds.analyzed.open:false", "2"},
                    {"ds.analyzed.url:http\\://a.b", "4"}, {"ds.analyzed.title:\"100%\"", "4"},
                    {"ds.analyzed.title:sure_", "4"}, {"ds.analyzed.title:\"100 sure_\"", "4"},
                    {"ds.analyzed.title:\"100 sur_\"", ""}, {"ds.double.price:[9.5 TO 20]", "2 1"},
                    {"ds.double.price:{9.5 TO 20]", "2"}, {"ds.double.price:[* TO 9.5}", "3"},
                    {"ds.double.price:[-5 TO -5]", "3"}, {"ds.double.price:-5", "3"}, {"ds.double.price:*", "4 3 2 1"},
                    {"ds.sortable.title:\"computers, and the art\"", "2"}, {"ds.sortable.title:Computers", ""},
                    {"ds.sortable.title:computers*", "2"}, {"ds.sortable.title:[a TO d]", "2"},
                    {"NOT ds.analyzed.title:art", "4 3"}, {"-ds.analyzed.title:art", "4 3"},
                    {"* AND NOT ds.analyzed.title:art", "4 3"}, {"ds.analyzed.title:(sure_ OR été)", "4 3"},
                    {"ds.analyzed.title:été ds.analyzed.title:computers", "3 2"},
                    {"ds.analyzed.title:art AND ds.double.price:[10 TO *]", "2"},
                    {"ds.analyzed.title:art ds.analyzed.title:sure_ -ds.double.price:20", "4 1"},
                    {"+ds.analyzed.title:art ds.double.price:20", "2 1"},
                    {"(ds.analyzed.title:art OR ds.analyzed.title:été) AND NOT ds.double.price:20", "3 1"},
                    {"ds.analyzed.title:été OR NOT ds.analyzed.title:art", "4 3"}, {"ada", "3"}, {"compu*", "2 1"},
                    {"\"long read\"", "1"}, {"ds.analyzed.title:\"--\"", ""}, {"ds.analyzed.none:art", ""},
                    {"dstimestamp:[1 TO *] AND ds.analyzed.title:art", "2 1"}, {"dstimestamp:[* TO 1000]", ""}}) {
                assertThat(String.join(" ", found(table, each[0]))).as(each[0]).isEqualTo(each[1]);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void itemsAreOrderedByNumbersThenByTextsThenTheRest(Kind kind) throws Exception {
        try (Database database = open(kind.fresh())) {
            StorageTable table = table(database);
            List<String> ids = add(table, BOOKS, "{\"n\":1,\"k\":\"b\",\"g\":1}", "{\"n\":2,\"k\":10,\"g\":2}",
                    "{\"n\":3,\"g\":1}", "{\"n\":4,\"k\":\"A\",\"g\":1}", "{\"n\":5,\"k\":9,\"g\":2}");
            Order up = new Order("k", false);
            Order down = new Order("k", true);
            assertThat(found(table, "*", up)).containsExactly("5", "2", "4", "1", "3");
            assertThat(found(table, "*", down)).containsExactly("2", "5", "1", "4", "3");
            assertThat(found(table, "*", new Order("g", true), up)).containsExactly("5", "2", "4", "1", "3");
            assertThat(found(table, "ds.double.g:1", up)).containsExactly("4", "1", "3");
            assertThat(found(table, "ds.analyzed.g:1", down)).containsExactly("1", "4", "3");
            assertThat(found(table, "*", new Order("none", false))).containsExactly("5", "4", "3", "2", "1");
            assertThat(found(table, "*", new Order(Search.BY_TIME, false))).containsExactly("1", "2", "3", "4", "5");
            assertThat(found(table, "*", new Order(Search.BY_TIME, true))).containsExactly("5", "4", "3", "2", "1");
            List<String> sorted = ids.stream().sorted().map(id -> String.valueOf(ids.indexOf(id) + 1)).toList();
            assertThat(found(table, "*", new Order(Search.BY_ID, false))).isEqualTo(sorted);
            assertThat(found(table, BOOKS, "*", 2, 1, up)).containsExactly("2", "4");
        }
    }

    /** Whatever somebody says, it is a value and never a part of a statement. */
    @ParameterizedTest
    @EnumSource
    void whatIsSaidIsNoStatement(Kind kind) throws Exception {
        try (Database database = open(kind.fresh())) {
            StorageTable table = table(database);
            for (String odd : List.of("'; DROP TABLE storage_item; --", "\\' OR 1=1 --", "$$x$$", "?", "%", "_",
                    "{fn now()}", "\"x\"", "/*", ":1")) {
                String json = JsonMapper.shared().createObjectNode().put("n", odd).put(odd, odd).toString();
                put(table, KEYS, odd, json);
                String escaped = odd.replaceAll("([^a-zA-Z0-9])", "\\\\$1");
                add(table, new StoreId("a' OR '1'='1", true, odd), json);
                assertThat(table.get(KEYS, odd).orElseThrow().json()).isEqualTo(json);
                assertThat(found(table, new StoreId("a' OR '1'='1", true, odd),
                        "ds.sortable." + escaped + ":" + escaped, 10, 0, new Order(odd, true))).containsExactly(odd);
                assertThat(found(table, new StoreId("a", true, odd), "*", 10, 0)).isEmpty();
            }
        }
    }

    /** None of them sees what the others have not committed. */
    @ParameterizedTest
    @EnumSource
    void manyTogetherDoNotPassTheBoundEither(Kind kind) throws Exception {
        try (Database database = open(kind.fresh())) {
            StorageTable table = table(database);
            String item = "{\"x\":\"" + "x".repeat(4_000) + "\"}";
            put(table, KEYS, "first", "{}");
            AtomicInteger kept = new AtomicInteger();
            together(24, i -> {
                try {
                    table.change(new StoreId("a", false, i % 2 == 0 ? "keys" : "more"), "k" + i, none -> item, 30_000);
                    kept.incrementAndGet();
                } catch (StorageFailure e) {
                    assertThat(e).hasMessageContaining("limits.storage");
                }
            });
            assertThat(used(database)).isLessThanOrEqualTo(30_000);
            assertThat(kept).hasValue(7);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatAnAddonStoresIsCountedAndBounded(Kind kind) throws Exception {
        try (Database database = open(kind.fresh())) {
            StorageTable table = table(database);
            String item = "{\"x\":\"" + "é".repeat(444) + "\"}";
            List<StoredItem> added = table.add(BOOKS, List.of(item, item), 3_000);
            assertThat(used(database)).isEqualTo(2 * (100 + 32 + 888 + 8));
            assertThatExceptionOfType(StorageFailure.class).isThrownBy(() -> table.add(BOOKS, List.of(item), 3_000))
                    .withMessage(
                            "all that the add-on stores together: more than 3000 bytes (limits.storage); remove something first")
                    .matches(e -> e.type() == StorageFailure.Type.READ_ONLY);
            assertThatExceptionOfType(StorageFailure.class)
                    .isThrownBy(() -> table.change(KEYS, "k", none -> item, 3_000));
            assertThat(table.get(KEYS, "k")).isEmpty();
            assertThat(table.add(new StoreId("other", true, "books"), List.of(item), 3_000)).hasSize(1);
            table.remove(BOOKS, added.getFirst().name());
            table.change(KEYS, "k", none -> item, 3_000);
            table.change(KEYS, "k", before -> "{}", 3_000);
            together(20, i -> table.change(KEYS, "k" + i % 5, before -> "{\"i\":" + i + "}", 1 << 20));
            long keys = 101 + 2 + IntStream.range(0, 5).mapToLong(i -> 102 + used(table, "k" + i)).sum();
            assertThat(used(database)).isEqualTo(1028 + keys);
            table.removeAll(BOOKS);
            assertThat(used(database)).isEqualTo(keys);
        }
    }

    private static long used(StorageTable table, String key) {
        try {
            return table.get(KEYS, key).orElseThrow().json().length();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long used(Database database) throws DatabaseTrouble {
        return database.call(connection -> StorageUse.of(connection, "a"));
    }

    @ParameterizedTest
    @EnumSource
    void whatWasRemovedAltogetherIsDeletedAfterwards(Kind kind) throws Exception {
        try (Database database = open(kind.fresh())) {
            StorageTable table = table(database);
            table.add(BOOKS, Stream.generate(() -> "{\"n\":1,\"t\":\"one two\"}").limit(450).toList(), MOST);
            table.removeAll(BOOKS);
            add(table, BOOKS, "{\"n\":2,\"t\":\"three\"}");
            swept(new LeftStores(database, Duration.ofHours(1)));
            assertThat(rows(database)).isEqualTo(451 + (3 * 450 + 2) + 2 * 451);
            swept(new LeftStores(database, Duration.ZERO));
            assertThat(rows(database)).isEqualTo(1 + 2 + 2);
            assertThat(found(table, "*")).containsExactly("2");
        }
    }

    private static void swept(LeftStores left) throws Exception {
        assertThat(Waiting.get("what was left", left.sweep().toCompletableFuture())).isTrue();
    }

    /** It may be a hundred thousand items: the thread looks at settings too. */
    @ParameterizedTest
    @EnumSource
    void whoDeletesWhatWasRemovedDoesNotWaitForIt(Kind kind) throws Exception {
        try (Database database = open(kind.fresh())) {
            StorageTable table = table(database);
            add(table, BOOKS, "{}");
            CountDownLatch held = new CountDownLatch(1);
            CountDownLatch over = new CountDownLatch(1);
            var holds = database.transact(connection -> {
                try (var lock = connection.createStatement()) {
                    lock.execute("SELECT id FROM storage_item FOR UPDATE");
                }
                held.countDown();
                return await(over);
            });
            held.await();
            table.removeAll(BOOKS);
            var swept = new LeftStores(database, Duration.ZERO).sweep().toCompletableFuture();
            assertThat(swept).isNotDone();
            over.countDown();
            assertThat(Waiting.get("the deletion", swept)).isTrue();
            assertThat(Waiting.get("the lock", holds)).isTrue();
        }
    }

    private static boolean await(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anAddonWhoseWorkIsSlowLeavesPlacesToOthers(Kind kind) throws Exception {
        try (Database database = open(kind.fresh()); ExecutorService threads = Executors.newCachedThreadPool()) {
            StorageTable table = table(database);
            CountDownLatch over = new CountDownLatch(1);
            CountDownLatch begun = new CountDownLatch(3);
            List<CompletableFuture<Void>> slow = IntStream.range(0, 12).mapToObj(i -> CompletableFuture.runAsync(() -> {
                try {
                    table.change(KEYS, "k" + i, before -> {
                        begun.countDown();
                        await(over);
                        return "{}";
                    }, MOST);
                } catch (IOException | StorageFailure e) {
                    throw new IllegalStateException(e);
                }
            }, threads)).toList();
            begun.await();
            StoreId others = new StoreId("b", false, "keys");
            put(table, others, "k", "{}");
            assertThat(table.get(others, "k")).isPresent();
            assertThat(slow).noneMatch(CompletableFuture::isDone);
            over.countDown();
            Waiting.get("all", CompletableFuture.allOf(slow.toArray(CompletableFuture<?>[]::new)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatWouldTakeTooLongIsRefusedBeforeItIsDone(Kind kind) throws Exception {
        try (Database database = open(kind.fresh())) {
            StorageTable table = table(database);
            String words = IntStream.range(0, 11_000).mapToObj(i -> "w" + i).collect(Collectors.joining(" "));
            List<String> items = Stream.generate(() -> "{\"t\":\"" + words + "\"}").limit(11).toList();
            assertThatExceptionOfType(StorageFailure.class).isThrownBy(() -> table.add(BOOKS, items, 1 << 30))
                    .withMessage(
                            "books: the items have more than 100000 words and values (expected: fewer items at a time)");
            table.add(BOOKS, items.subList(0, 1), 1 << 30);
            assertThat(rows(database)).isEqualTo(1 + 10_000 + 1);
            assertThatExceptionOfType(StorageFailure.class)
                    .isThrownBy(() -> ItemRules.items("[" + "{},".repeat(10_000) + "{}]"))
                    .withMessage("10001 items at once (expected: at most 10000)");
        }
    }

    /** Times of many are one, and the changes that tell them apart begin again. */
    @ParameterizedTest
    @EnumSource
    void whatIsImportedIsNotTakenForAnothersOfThatTime(Kind kind) throws Exception {
        try (Database database = open(kind.fresh())) {
            StoredData data = new StoredData(database);
            StoreId others = new StoreId("b", true, "books");
            for (StoreId store : List.of(BOOKS, others)) {
                changesBeginAgain(database);
                data.store(IntStream.range(0, 3).mapToObj(
                        i -> new Placed(store, new StoredItem("id" + i, "{\"n\":\"" + store.addon() + i + "\"}", 1000)))
                        .toList());
            }
            StorageTable table = table(database);
            assertThat(found(table, "*")).containsExactlyInAnyOrder("a0", "a1", "a2");
            assertThat(found(table, others, "b1", 10, 0)).containsExactly("b1");
            assertThat(found(table, others, "a1", 10, 0)).isEmpty();
            table.remove(others, "id1");
            assertThat(found(table, "a1")).containsExactly("a1");
        }
    }

    private static void changesBeginAgain(Database database) throws DatabaseTrouble {
        database.call(connection -> {
            try (var statement = connection.createStatement()) {
                return statement.execute("ALTER SEQUENCE storage_change RESTART WITH 7");
            }
        });
    }

    // ---- slow is not away

    @Test
    void aConnectionThatBreaksIsNoDatabaseThatIsAway() throws Exception {
        try (Database database = open(postgres.database())) {
            assertThat(database.<String>call(connection -> {
                try (var statement = connection.createStatement();
                        ResultSet row = statement.executeQuery("SHOW statement_timeout")) {
                    row.next();
                    return row.getString(1);
                }
            })).as("less than what a connection is waited for").isEqualTo("8s");
            assertThatExceptionOfType(DatabaseTrouble.class).isThrownBy(() -> database.call(connection -> {
                try (var statement = connection.createStatement()) {
                    return statement.execute("SELECT pg_terminate_backend(pg_backend_pid())");
                }
            }));
            assertThat(database.trouble()).isNull();
            assertThat(database.<Boolean>call(connection -> connection.isValid(1))).isTrue();
        }
    }

    /** Each has an item that the other one wants. */
    @Test
    void whoGivesWayBeginsAgain() throws Exception {
        try (Database database = open(postgres.database())) {
            StorageTable table = table(database);
            put(table, KEYS, "a", "{}");
            put(table, KEYS, "b", "{}");
            CyclicBarrier both = new CyclicBarrier(2);
            List<CompletableFuture<Boolean>> done = Stream.of(List.of("a", "b"), List.of("b", "a"))
                    .map(order -> crossed(database, order, both)).toList();
            for (CompletableFuture<Boolean> each : done) {
                assertThat(Waiting.get("it", each)).isTrue();
            }
        }
    }

    private static CompletableFuture<Boolean> crossed(Database database, List<String> order, CyclicBarrier both) {
        AtomicBoolean first = new AtomicBoolean(true);
        return database.transact(connection -> {
            try (var lock = connection.prepareStatement("SELECT id FROM storage_item WHERE name = ? FOR UPDATE")) {
                lock.setString(1, order.getFirst());
                lock.execute();
                if (first.getAndSet(false)) {
                    both.await();
                }
                lock.setString(1, order.getLast());
                return lock.execute();
            } catch (InterruptedException | BrokenBarrierException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static long rows(Database database) throws DatabaseTrouble {
        return database.call(connection -> {
            try (var statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(
                            "SELECT (SELECT COUNT(*) FROM storage_item) + (SELECT COUNT(*) FROM storage_word) + (SELECT COUNT(*) FROM storage_value)")) {
                row.next();
                return row.getLong(1);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void whatIsExportedCanBeImported(Kind kind) throws Exception {
        try (Database from = open(kind.fresh()); Database to = open(kind.fresh())) {
            StorageTable table = table(from);
            StoredData data = new StoredData(from);
            assertThat(data.page("a", "")).isEqualTo(new Page(List.of(), ""));
            table.add(BOOKS, IntStream.range(0, 250).mapToObj(i -> "{\"n\":" + i + "}").toList(), MOST);
            List<String> ids = add(table, BOOKS, "{\"n\":250}", "{\"n\":251}");
            put(table, BOOKS, ids.getFirst(), "{\"again\":true}");
            put(table, KEYS, "b", "{\"é\":\"\\ud800\"}");
            put(table, KEYS, "a b", "{}");
            add(table, new StoreId("other", true, "books"), "{}");
            List<Placed> all = new ArrayList<>();
            int pages = 0;
            Page page = data.page("a", "");
            for (; !page.items().isEmpty() || !page.next().isEmpty(); page = data.page("a", page.next())) {
                all.addAll(page.items());
                pages++;
                if (page.next().isEmpty()) {
                    break;
                }
            }
            assertThat(all).hasSize(254).doesNotHaveDuplicates();
            assertThat(pages).isEqualTo(4);
            StoredData imported = new StoredData(to);
            add(table(to), BOOKS, "{\"n\":999}");
            imported.store(all);
            imported.store(all);
            assertThat(found(table(to), BOOKS, "*", 3, 0)).containsExactly("999", "250", "251");
            assertThat(table(to).get(KEYS, "b")).isEqualTo(table.get(KEYS, "b"));
            assertThat(found(table(to), "ds.double.n:77")).containsExactly("77");
            assertThat(imported.list()).extracting(StoredData.Holding::items).containsExactly(2L, 253L);
            assertThat(used(to)).isEqualTo(used(from) + 100 + 32 + 9);
            assertThat(data.remove("a")).isEqualTo(2);
            assertThat(data.remove("a")).isZero();
            assertThat(data.list()).extracting(each -> each.store().addon()).containsExactly("other");
            assertThat(table.get(KEYS, "b")).isEmpty();
            assertThat(found(table, "*")).isEmpty();
        }
    }
}
