package io.annex.server.database;

import com.google.errorprone.annotations.CompileTimeConstant;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * A statement that is put together: of pieces that stand in the source, which
 * the compiler checks, and of values, which are parameters. So nothing that
 * somebody has said can become a part of the statement.
 */
final class Sql {
    private final StringBuilder text = new StringBuilder();
    private final List<Object> values = new ArrayList<>();

    Sql add(@CompileTimeConstant final String piece) {
        text.append(piece);
        return this;
    }

    /** A piece with one parameter. */
    Sql add(@CompileTimeConstant final String piece, Object value) {
        text.append(piece);
        values.add(value);
        return this;
    }

    Sql add(Sql other) {
        text.append(other.text);
        values.addAll(other.values);
        return this;
    }

    /** The number of something that is in the statement several times. */
    Sql number(int number) {
        text.append(number);
        return this;
    }

    PreparedStatement prepare(Connection connection) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(text.toString());
        try {
            for (int i = 0; i < values.size(); i++) {
                statement.setObject(i + 1, values.get(i));
            }
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
        return statement;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
