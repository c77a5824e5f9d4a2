package io.annex.server.database;

/**
 * Where the database is.
 *
 * @param url
 *            a JDBC URL of PostgreSQL, or an empty text for the file in the
 *            data folder
 * @param user
 *            name to log in by; not used for the file
 * @param password
 *            its password; not used for the file
 * @param connections
 *            most connections at the same time, and threads that use them
 */
public record DatabaseOptions(String url, String user, String password, int connections) {
    /** How a URL of PostgreSQL begins. */
    public static final String POSTGRESQL = "jdbc:postgresql:";
    /** The file in the data folder. */
    public static final DatabaseOptions EMBEDDED = new DatabaseOptions("", "", "", 8);

    /**
     * Whether it is the file in the data folder, which one process has at a time.
     */
    public boolean isEmbedded() {
        return url.isEmpty();
    }

    /** Without the password. */
    @Override
    public String toString() {
        return isEmbedded() ? "H2 file" : url.replaceFirst("\\?.*", "");
    }
}
