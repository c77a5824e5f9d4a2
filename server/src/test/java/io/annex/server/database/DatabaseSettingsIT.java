package io.annex.server.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.annex.core.session.SessionTimes;
import io.annex.core.settings.SettingTable.Stored;
import io.annex.testing.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.JsonNodeFactory;

/** Settings in both databases. */
class DatabaseSettingsIT {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static PostgresServer postgres;

    @TempDir
    private Path data;

    @BeforeAll
    static void start() {
        postgres = PostgresServer.start();
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    private static DatabaseOptions options(String kind) {
        return kind.equals("h2") ? DatabaseOptions.EMBEDDED : postgres.database();
    }

    private static String key(int filling) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) filling);
        return Base64.getEncoder().encodeToString(key);
    }

    private Storage open(DatabaseOptions options, String key) throws IOException {
        return new Storage(options, options.isEmbedded() ? data : Files.createTempDirectory(data, "other"),
                new SessionTimes(Duration.ofMinutes(1), Duration.ofSeconds(1)), Duration.ofDays(1), key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2", "postgresql"})
    void whatWasSetIsThereAtTheNextStart(String kind) throws IOException {
        DatabaseOptions options = options(kind);
        try (Storage storage = open(options, key(1))) {
            DatabaseSettings settings = storage.settings();
            assertThat(settings.of("shop")).isEmpty();
            settings.put("shop", "greeting", JSON.stringNode("a ' \" \u2028 é 😀"), false, "ada");
            settings.put("shop", "port", JSON.numberNode(1), false, "ada");
            settings.put("shop", "port", JSON.numberNode(8080), false, "ada");
            settings.put("shop", "token", JSON.stringNode("secret-1"), true, "ada");
            settings.put("", "site", JSON.arrayNode().add("x"), false, "ada");
            settings.put("other", "gone", JSON.booleanNode(true), false, "ada");
            assertThat(settings.remove("other", "gone")).isTrue();
            assertThat(settings.remove("other", "gone")).isFalse();
        }
        try (Storage storage = open(options, key(1))) {
            DatabaseSettings settings = storage.settings();
            assertThat(settings.of("shop")).isEqualTo(Map.of("greeting",
                    new Stored(JSON.stringNode("a ' \" \u2028 é 😀"), false), "port",
                    new Stored(JSON.numberNode(8080), false), "token", new Stored(JSON.stringNode("secret-1"), true)));
            assertThat(settings.of("").get("site").value().toString()).isEqualTo("[\"x\"]");
            assertThat(settings.of("other")).isEmpty();
            assertThat(settings.names().get("shop")).isEqualTo(Map.of("greeting", false, "port", false, "token", true));
        }
        try (Storage storage = open(options, key(2))) {
            assertThatThrownBy(() -> storage.settings().of("shop")).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("the setting token of shop: a secret that cannot be decrypted");
            assertThat(storage.settings().of("")).hasSize(1);
            storage.settings().put("shop", "token", JSON.stringNode("secret-2"), true, "ada");
            assertThat(storage.settings().of("shop").get("token").value().asString()).isEqualTo("secret-2");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2", "postgresql"})
    void whatIsFoundToBeASecretIsEncrypted(String kind) throws IOException {
        DatabaseOptions options = options(kind);
        try (Storage storage = open(options, options.isEmbedded() ? "" : key(1))) {
            DatabaseSettings settings = storage.settings();
            settings.put("shop", "token", JSON.stringNode("secret-1"), false, "ada");
            settings.seal("shop", "token");
            settings.seal("shop", "none");
            assertThat(settings.of("shop")).isEqualTo(Map.of("token", new Stored(JSON.stringNode("secret-1"), true)));
        }
        try (Storage storage = open(options, options.isEmbedded() ? "" : key(1))) {
            assertThat(storage.settings().of("shop").get("token"))
                    .isEqualTo(new Stored(JSON.stringNode("secret-1"), true));
        }
    }

    /** Without a key it stays as it is, which the log says. */
    @Test
    void orNotWhereThereIsNoKey() throws IOException {
        try (Storage storage = open(postgres.database(), "")) {
            storage.settings().put("shop", "token", JSON.stringNode("secret-1"), false, "ada");
            storage.settings().seal("shop", "token");
            assertThat(storage.settings().of("shop").get("token").secret()).isFalse();
        }
    }

    @Test
    void whatOneServerSetsAnotherHearsOf() throws Exception {
        DatabaseOptions options = postgres.database();
        try (Storage one = open(options, key(1)); Storage other = open(options, key(1))) {
            CopyOnWriteArrayList<Set<String>> heard = new CopyOnWriteArrayList<>();
            other.settings().onChange(heard::add);
            one.settings().onChange(heard::add);
            assertThat(other.settings().of("shop")).isEmpty();
            one.settings().put("shop", "token", JSON.stringNode("secret"), true, "ada");
            Waiting.until("the other hears of it", () -> !heard.isEmpty());
            assertThat(heard).containsExactly(Set.of("shop"));
            assertThat(other.settings().of("shop").get("token").value().asString()).isEqualTo("secret");
            one.settings().remove("shop", "token");
            Waiting.until("the other hears of it", () -> heard.size() == 2);
            assertThat(other.settings().of("shop")).isEmpty();
        }
    }

    /** So that it is live there within a second, and not after one. */
    @Test
    void aNotificationSaysSoAtOnce() throws Exception {
        DatabaseOptions options = postgres.database();
        try (Database database = new Database(options, data.resolve("hints"));
                Storage one = open(options, key(1));
                Connection connection = DriverManager.getConnection(options.url(), options.user(),
                        options.password())) {
            database.begin().get();
            CountDownLatch hinted = new CountDownLatch(1);
            try (EventHints hints = new EventHints(database, Map.of(DatabaseSettings.CHANNEL, hinted::countDown));
                    Statement statement = connection.createStatement()) {
                Waiting.until("it listens", () -> listens(statement));
                one.settings().put("shop", "port", JSON.numberNode(1), false, "ada");
                hinted.await();
            }
        }
    }

    private static boolean listens(Statement statement) {
        try (ResultSet row = statement
                .executeQuery("SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE query = 'LISTEN annex_setting')")) {
            row.next();
            return row.getBoolean(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void withoutAKeyTheFirstSecretIsRefusedOnPostgresql() throws Exception {
        DatabaseOptions options = postgres.database();
        try (Storage storage = open(options, "")) {
            storage.settings().put("shop", "greeting", JSON.stringNode("Hello"), false, "ada");
            assertThatThrownBy(() -> storage.settings().put("shop", "token", JSON.stringNode("secret"), true, "ada"))
                    .isInstanceOf(IOException.class).hasMessageStartingWith(
                            "a secret cannot be kept without a key (expected: secrets.key in annex.yaml");
        }
    }

    @Test
    void aSecretIsNotInItsRowAndCannotBePutInAnothersPlace() throws Exception {
        DatabaseOptions options = postgres.database();
        try (Storage storage = open(options, key(1))) {
            storage.settings().put("shop", "token", JSON.stringNode("secret-of-shop"), true, "ada");
            storage.settings().put("shop", "other", JSON.stringNode("secret-of-shop"), true, "ada");
        }
        try (Connection connection = DriverManager.getConnection(options.url(), options.user(), options.password());
                Statement statement = connection.createStatement()) {
            try (ResultSet rows = statement
                    .executeQuery("SELECT count(DISTINCT json), max(json), max(changed_by) FROM addon_setting")) {
                rows.next();
                assertThat(rows.getInt(1)).as("a nonce for each").isEqualTo(2);
                assertThat(rows.getString(2)).doesNotContain("secret-of-shop");
                assertThat(rows.getString(3)).isEqualTo("ada");
            }
            statement.executeUpdate(
                    "UPDATE addon_setting SET json = (SELECT json FROM addon_setting WHERE name = 'token') WHERE name = 'other'");
        }
        try (Storage storage = open(options, key(1))) {
            assertThatThrownBy(() -> storage.settings().of("shop"))
                    .hasMessageStartingWith("the setting other of shop: a secret that cannot");
        }
    }
}
