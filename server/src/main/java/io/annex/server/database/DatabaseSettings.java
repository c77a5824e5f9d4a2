package io.annex.server.database;

import io.annex.core.settings.SecretMark;
import io.annex.core.settings.SettingTable;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The table of settings that were set at run time, all of it in memory. Several
 * servers on one database look every second whether another has changed it.
 * Thread-safe.
 */
public final class DatabaseSettings implements SettingTable {
    private static final Logger log = LoggerFactory.getLogger(DatabaseSettings.class);
    /** The channel of notifications. */
    static final String CHANNEL = "annex_setting";
    private static final long LOOK_MILLIS = 1000;

    private final Database database;
    private final SecretsKey key;
    private final SecretMark ofThisProcess = SecretMark.ofThisProcess();
    private volatile Consumer<Set<String>> listener = changed -> {
    };
    private volatile @Nullable Known known;

    /**
     * A row.
     *
     * @param json
     *            of a secret, encrypted
     */
    private record Row(String json, boolean secret, Instant at) {
    }

    /**
     * The table as it was read.
     *
     * @param changes
     *            how often it had been changed
     */
    private record Known(long changes, Map<String, Map<String, Row>> rows) {
        Map<String, Row> of(String addon) {
            return rows.getOrDefault(addon, Map.of());
        }
    }

    DatabaseSettings(Database database, SecretsKey key) {
        this.database = database;
        this.key = key;
        if (database.isShared()) {
            database.every(LOOK_MILLIS, this::look);
        }
    }

    /** Is told, off the threads of the database, whose settings others change. */
    public void onChange(Consumer<Set<String>> changed) {
        listener = changed;
    }

    // ---- reading
    // ---------------------------------------------------------------------------------------------------

    @Override
    public Map<String, Stored> of(String addon) throws IOException {
        Map<String, Stored> values = new HashMap<>();
        for (Map.Entry<String, Row> each : known().of(addon).entrySet()) {
            values.put(each.getKey(), stored(addon, each.getKey(), each.getValue()));
        }
        return values;
    }

    /** Names of what was set, by add-on: whether each is a secret. */
    public Map<String, Map<String, Boolean>> names() throws IOException {
        Map<String, Map<String, Boolean>> names = new TreeMap<>();
        known().rows().forEach((addon, rows) -> {
            Map<String, Boolean> secrets = names.computeIfAbsent(addon, any -> new TreeMap<>());
            rows.forEach((name, row) -> secrets.put(name, row.secret()));
        });
        return names;
    }

    private Stored stored(String addon, String name, Row row) throws IOException {
        if (!row.secret()) {
            return new Stored(JsonMapper.shared().readTree(row.json()), false);
        }
        SecretBox box = key.known();
        if (box != null) {
            try {
                return new Stored(JsonMapper.shared().readTree(box.open(addon, name, row.json())), true);
            } catch (GeneralSecurityException e) {
                log.debug("{} of {} cannot be decrypted", name, addon, e);
            }
        }
        throw new IllegalArgumentException("the setting " + name + " of " + (addon.isEmpty() ? "all add-ons" : addon)
                + ": a secret that cannot be decrypted (expected: the key that it was encrypted with, secrets.key; or the secret set once more)");
    }

    @Override
    public SecretMark mark() {
        try {
            SecretBox box = key.known();
            return box == null ? ofThisProcess : box.mark();
        } catch (IOException e) {
            return ofThisProcess;
        }
    }

    private Known known() throws DatabaseTrouble {
        Known read = known;
        if (read != null) {
            return read;
        }
        if (!database.exists()) {
            return new Known(0, Map.of());
        }
        return adopt(database.call(DatabaseSettings::read));
    }

    private Known adopt(Known read) {
        Known now = known;
        swap(read);
        return now == null || now.changes() < read.changes() ? read : now;
    }

    /** Gives what was known before, or the same where that is no older. */
    private synchronized Known swap(Known read) {
        Known before = known;
        if (before != null && before.changes() >= read.changes()) {
            return read;
        }
        known = read;
        return before == null ? read : before;
    }

    private static long changes(Connection connection) throws SQLException {
        try (Statement query = connection.createStatement();
                ResultSet row = query.executeQuery("SELECT changes FROM change_count WHERE subject = 'setting'")) {
            row.next();
            return row.getLong(1);
        }
    }

    private static Known read(Connection connection) throws SQLException {
        // The count first: a change in between is then seen at the next look.
        long changes = changes(connection);
        Map<String, Map<String, Row>> rows = new HashMap<>();
        try (Statement query = connection.createStatement();
                ResultSet each = query
                        .executeQuery("SELECT addon, name, json, secret, changed_at FROM addon_setting")) {
            while (each.next()) {
                Instant at = Timestamps.out(each, "changed_at");
                rows.computeIfAbsent(each.getString("addon"), any -> new HashMap<>()).put(each.getString("name"),
                        new Row(each.getString("json"), each.getBoolean("secret"), at == null ? Instant.EPOCH : at));
            }
        }
        return new Known(changes, rows);
    }

    /** Another server may have changed something: a look, on the clock's thread. */
    void hinted() {
        database.onClock(this::look);
    }

    private void look() {
        Known last = known;
        if (last == null) {
            return;
        }
        try {
            if (database.call(DatabaseSettings::changes) == last.changes()) {
                return;
            }
            Known now = database.call(DatabaseSettings::read);
            // What this server has changed itself meanwhile is known.
            Known before = swap(now);
            Set<String> addons = new HashSet<>(before.rows().keySet());
            addons.addAll(now.rows().keySet());
            addons.removeIf(addon -> before.of(addon).equals(now.of(addon)));
            if (!addons.isEmpty()) {
                listener.accept(new TreeSet<>(addons));
            }
        } catch (DatabaseTrouble e) {
            log.debug("Settings could not be looked at: {}", e.getMessage());
        }
    }

    // ---- changing
    // --------------------------------------------------------------------------------------------------

    /**
     * Sets a value; when it returns, nothing that ends the process takes it back.
     *
     * @param by
     *            who has set it
     * @throws IOException
     *             where it cannot be kept
     */
    public void put(String addon, String name, JsonNode value, boolean secret, String by) throws IOException {
        String json = secret ? key.toSeal().seal(addon, name, value.toString()) : value.toString();
        change(connection -> {
            try (PreparedStatement delete = connection
                    .prepareStatement("DELETE FROM addon_setting WHERE addon = ? AND name = ?");
                    PreparedStatement insert = connection.prepareStatement(
                            "INSERT INTO addon_setting (addon, name, json, secret, changed_at, changed_by) VALUES (?, ?, ?, ?, ?, ?)")) {
                delete.setString(1, addon);
                delete.setString(2, name);
                delete.executeUpdate();
                insert.setString(1, addon);
                insert.setString(2, name);
                insert.setString(3, json);
                insert.setBoolean(4, secret);
                insert.setObject(5, Timestamps.in(Instant.now()));
                insert.setString(6, by);
                insert.executeUpdate();
            }
            return true;
        });
    }

    @Override
    public void seal(String addon, String name) throws IOException {
        Row row = known().of(addon).get(name);
        if (row == null || row.secret()) {
            return;
        }
        SecretBox box;
        try {
            box = key.toSeal();
        } catch (IOException e) {
            log.warn("The setting {} of {} is a secret, and is kept as it is: {}", name, addon, e.getMessage());
            return;
        }
        String sealed = box.seal(addon, name, row.json());
        change(connection -> {
            try (PreparedStatement update = connection.prepareStatement(
                    "UPDATE addon_setting SET json = ?, secret = TRUE WHERE addon = ? AND name = ? AND json = ? AND secret = FALSE")) {
                update.setString(1, sealed);
                update.setString(2, addon);
                update.setString(3, name);
                update.setString(4, row.json());
                return update.executeUpdate() > 0;
            }
        });
    }

    /** Takes a value back; gives whether there was one. */
    public boolean remove(String addon, String name) throws IOException {
        return change(connection -> {
            try (PreparedStatement delete = connection
                    .prepareStatement("DELETE FROM addon_setting WHERE addon = ? AND name = ?")) {
                delete.setString(1, addon);
                delete.setString(2, name);
                return delete.executeUpdate() > 0;
            }
        });
    }

    /** One change at a time on a database: they count. */
    private boolean change(Database.Work<Boolean> work) throws DatabaseTrouble {
        record Done(boolean done, Known now) {
        }
        Done done = database.callTransaction(connection -> {
            try (Statement count = connection.createStatement()) {
                count.executeUpdate("UPDATE change_count SET changes = changes + 1 WHERE subject = 'setting'");
            }
            Done kept = new Done(work.in(connection), read(connection));
            if (database.isShared()) {
                try (Statement hint = connection.createStatement()) {
                    // At the commit.
                    hint.execute("NOTIFY " + CHANNEL);
                }
            }
            return kept;
        });
        adopt(done.now());
        return done.done();
    }
}
