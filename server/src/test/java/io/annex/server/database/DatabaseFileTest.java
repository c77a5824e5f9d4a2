package io.annex.server.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file of the database is whole, or not there. */
class DatabaseFileTest {
    @TempDir
    private Path folder;

    private static void execute(String url, String... statements) throws IOException {
        try (Connection connection = DriverManager.getConnection(url, "annex", "")) {
            for (String each : statements) {
                connection.createStatement().execute(each);
            }
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    private static String text(String url, String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, "annex", "");
                ResultSet result = connection.createStatement().executeQuery(query)) {
            return result.next() ? result.getString(1) : "";
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(each -> each.getFileName().toString()).toList();
        }
    }

    @Test
    void whatFailsOnTheWayLeavesNothing() throws IOException {
        DatabaseFile file = new DatabaseFile(folder);
        assertThatThrownBy(() -> file.make(url -> {
            execute(url, "CREATE TABLE one (a INT)");
            throw new IOException("the disk is full");
        })).hasMessage("the disk is full");
        assertThat(file.exists()).isFalse();
        assertThat(names()).isEmpty();
    }

    @Test
    void whatAKilledProcessLeftIsNotGoneOnWith() throws Exception {
        DatabaseFile file = new DatabaseFile(folder);
        Files.writeString(folder.resolve("annex-unfinished.mv.db"), "H:2,");
        Files.writeString(folder.resolve("annex-unfinished.trace.db"), "failures");
        file.make(url -> execute(url, "CREATE TABLE one (a INT)", "INSERT INTO one VALUES (7)"));
        assertThat(text(file.url(), "SELECT a FROM one")).isEqualTo("7");
        assertThat(names()).containsExactly("annex.mv.db");
    }

    @Test
    void theNextHasWhatTheLastHadAndTheLastStaysWhereTheNextFails() throws Exception {
        DatabaseFile file = new DatabaseFile(folder);
        file.make(url -> execute(url, "CREATE TABLE one (a INT)", "INSERT INTO one VALUES (7)"));
        assertThatThrownBy(() -> file.make(url -> {
            execute(url, "DROP TABLE one");
            throw new IOException("the disk is full");
        })).hasMessage("the disk is full");
        assertThat(text(file.url(), "SELECT a FROM one")).isEqualTo("7");
        file.make(url -> execute(url, "ALTER TABLE one ADD COLUMN b INT DEFAULT 8"));
        assertThat(text(file.url(), "SELECT a + b FROM one")).isEqualTo("15");
        assertThat(names()).containsExactly("annex.mv.db");
    }

    @Test
    void aMigrationThatBreaksOffIsTriedAgainOverTheFileAsItWas() throws Exception {
        DatabaseFile file = new DatabaseFile(folder.resolve("database"));
        // A file of another version, in which the last of the tables cannot be made.
        file.make(url -> {
            Flyway.configure().dataSource(url, "annex", "").baselineVersion("0").load().baseline();
            execute(url, "CREATE TABLE trace (a INT)", "INSERT INTO trace VALUES (7)");
        });
        try (Database database = new Database(DatabaseOptions.EMBEDDED, folder)) {
            assertThatThrownBy(() -> database.call(connection -> true)).isInstanceOf(DatabaseTrouble.class);
        }
        assertThat(text(file.url(), "SELECT a FROM trace")).isEqualTo("7");
        assertThat(text(file.url(),
                "SELECT table_name FROM information_schema.tables WHERE table_name IN ('session', 'api_key')"))
                .as("half of them").isEmpty();
        execute(file.url(), "DROP TABLE trace");
        try (Database database = new Database(DatabaseOptions.EMBEDDED, folder)) {
            assertThat(database.<Boolean>call(
                    connection -> connection.createStatement().executeQuery("SELECT changes FROM change_count").next()))
                    .isTrue();
        }
    }
}
