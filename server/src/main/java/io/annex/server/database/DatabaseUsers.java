package io.annex.server.database;

import io.annex.core.users.NewUser;
import io.annex.core.users.User;
import io.annex.core.users.UserTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The table of users. */
public final class DatabaseUsers implements UserTable {
    private static final String COLUMNS = "id, username, email, firstname, lastname, enabled";
    private static final int LONGEST_NAME = 150;
    private static final int LONGEST_EMAIL = 320;

    private final Database database;

    DatabaseUsers(Database database) {
        this.database = database;
    }

    private interface Filling {
        void fill(PreparedStatement statement) throws SQLException;
    }

    @Override
    public CompletionStage<Optional<Stored>> byName(String username) {
        String name = lower(username);
        if (!fits(name, LONGEST_NAME)) {
            return database.submit(connection -> Optional.empty());
        }
        return database.submit(connection -> {
            try (PreparedStatement query = connection
                    .prepareStatement("SELECT " + COLUMNS + ", password_hash FROM app_user WHERE login_name = ?")) {
                query.setString(1, name);
                try (ResultSet row = query.executeQuery()) {
                    return row.next()
                            ? Optional.of(new Stored(user(row), row.getString("password_hash")))
                            : Optional.empty();
                }
            }
        });
    }

    @Override
    public CompletionStage<Optional<User>> byId(long id) {
        return database.submit(connection -> {
            try (PreparedStatement query = connection
                    .prepareStatement("SELECT " + COLUMNS + " FROM app_user WHERE id = ?")) {
                query.setLong(1, id);
                try (ResultSet row = query.executeQuery()) {
                    return row.next() ? Optional.of(user(row)) : Optional.empty();
                }
            }
        });
    }

    @Override
    public CompletionStage<Added> add(NewUser user, String passwordHash) {
        return database.transact(connection -> insert(connection, user, passwordHash));
    }

    private static Added insert(Connection connection, NewUser user, String passwordHash) throws SQLException {
        if (!fits(user.username(), LONGEST_NAME) || !fits(user.firstname(), LONGEST_NAME)
                || !fits(user.lastname(), LONGEST_NAME) || !fits(user.email(), LONGEST_EMAIL)) {
            throw new SQLException("a name of more than " + LONGEST_NAME + " characters, an address of more than "
                    + LONGEST_EMAIL + ", or a character that is none", "22001");
        }
        String name = lower(user.username());
        String email = user.email().isEmpty() ? null : lower(user.email());
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO app_user (username, login_name, email, login_email, firstname, lastname, password_hash,
                    enabled, added_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, TRUE, ?) ON CONFLICT DO NOTHING""")) {
            insert.setString(1, user.username());
            insert.setString(2, name);
            insert.setString(3, user.email());
            insert.setString(4, email);
            insert.setString(5, user.firstname());
            insert.setString(6, user.lastname());
            insert.setString(7, passwordHash);
            insert.setObject(8, Timestamps.in(Instant.now()));
            if (insert.executeUpdate() == 0) {
                return named(connection, name) == null ? new Added.EmailTaken() : new Added.UsernameTaken();
            }
        }
        User stored = named(connection, name);
        if (stored == null) {
            throw new SQLException("the user was removed at the same moment");
        }
        return new Added.Stored(stored);
    }

    private static @Nullable User named(Connection connection, String name) throws SQLException {
        try (PreparedStatement query = connection
                .prepareStatement("SELECT " + COLUMNS + " FROM app_user WHERE login_name = ?")) {
            query.setString(1, name);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? user(row) : null;
            }
        }
    }

    // ---- for the operator
    // ------------------------------------------------------------------------------------------

    /** All users, by name. */
    public List<User> list() throws DatabaseTrouble {
        return database.call(connection -> {
            try (PreparedStatement query = connection
                    .prepareStatement("SELECT " + COLUMNS + " FROM app_user ORDER BY login_name");
                    ResultSet rows = query.executeQuery()) {
                List<User> users = new ArrayList<>();
                while (rows.next()) {
                    users.add(user(rows));
                }
                return users;
            }
        });
    }

    /** Switches a user on or off; {@code false} where there is none. */
    public boolean enable(String username, boolean enabled) throws DatabaseTrouble {
        return change("UPDATE app_user SET enabled = ? WHERE login_name = ?", statement -> {
            statement.setBoolean(1, enabled);
            statement.setString(2, lower(username));
        });
    }

    /** Gives a user another password; {@code false} where there is none. */
    public boolean password(String username, String hash) throws DatabaseTrouble {
        return change("UPDATE app_user SET password_hash = ? WHERE login_name = ?", statement -> {
            statement.setString(1, hash);
            statement.setString(2, lower(username));
        });
    }

    /** Removes a user; {@code false} where there is none. */
    public boolean remove(String username) throws DatabaseTrouble {
        return change("DELETE FROM app_user WHERE login_name = ?",
                statement -> statement.setString(1, lower(username)));
    }

    private boolean change(String sql, Filling filling) throws DatabaseTrouble {
        return database.callTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                filling.fill(statement);
                return statement.executeUpdate() > 0;
            }
        });
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /** PostgreSQL takes no NUL in a text. */
    private static boolean fits(String text, int most) {
        return text.length() <= most && text.indexOf('\0') < 0;
    }

    private static User user(ResultSet row) throws SQLException {
        return new User(row.getLong("id"), row.getString("username"), row.getString("email"),
                row.getString("firstname"), row.getString("lastname"), row.getBoolean("enabled"));
    }
}
