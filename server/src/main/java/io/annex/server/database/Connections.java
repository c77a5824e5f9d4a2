package io.annex.server.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/** How a database is connected to. */
final class Connections {
    static final String FILE_USER = "annex";
    private static final long CONNECT_MILLIS = 3_000;
    /**
     * Of one statement, on either database: less than a connection to PostgreSQL is
     * waited for, which a slow statement or a lock must not look like the end of.
     */
    private static final int STATEMENT_MILLIS = 8_000;

    private final DatabaseOptions options;

    Connections(DatabaseOptions options) {
        this.options = options;
    }

    /**
     * @param fileUrl
     *            of the file, where the database is one
     */
    HikariDataSource pool(String fileUrl) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("annex");
        config.setMaximumPoolSize(options.connections());
        config.setMinimumIdle(1);
        config.setConnectionTimeout(CONNECT_MILLIS);
        config.setValidationTimeout(1_000);
        // So that a database that is away is noticed here, and not at the first work.
        config.setInitializationFailTimeout(1);
        if (options.isEmbedded()) {
            config.setDriverClassName("org.h2.Driver");
            config.setJdbcUrl(fileUrl);
            config.setUsername(FILE_USER);
            config.setConnectionInitSql("SET QUERY_TIMEOUT " + STATEMENT_MILLIS);
        } else {
            config.setJdbcUrl(options.url());
            config.setUsername(options.user());
            config.setPassword(options.password());
            config.setConnectionInitSql("SET statement_timeout = " + STATEMENT_MILLIS);
            config.addDataSourceProperty("connectTimeout", "3");
            config.addDataSourceProperty("socketTimeout", "10");
            config.addDataSourceProperty("tcpKeepAlive", "true");
            config.addDataSourceProperty("ApplicationName", "annex");
        }
        return new HikariDataSource(config);
    }

    /** A connection beside the pool, to PostgreSQL; the caller closes it. */
    Connection apart() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", options.user());
        properties.setProperty("password", options.password());
        properties.setProperty("connectTimeout", "3");
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("ApplicationName", "annex");
        return DriverManager.getConnection(options.url(), properties);
    }

    /** A full disk can still be read. */
    static void writeSomething(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE change_count SET changes = changes");
        }
    }
}
