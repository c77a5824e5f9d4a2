package io.annex.server.mail;

/**
 * Which mail server there is.
 *
 * @param host
 *            empty for none
 * @param port
 *            its port
 * @param user
 *            who logs in there; empty for nobody
 * @param password
 *            the user's; never shown
 * @param from
 *            the address that mails are sent by
 * @param tls
 *            how the connection is encrypted
 */
public record MailOptions(String host, int port, String user, String password, String from, Tls tls) {
    /** How a connection is encrypted. */
    public enum Tls {
        /** With its first word, which must be answered. */
        STARTTLS("starttls", 587),
        /** From its first byte on. */
        TLS("tls", 465),
        /** Not at all. */
        NONE("none", 25);

        private final String code;
        private final int port;

        Tls(String code, int port) {
            this.code = code;
            this.port = port;
        }

        /** As it is written. */
        public String code() {
            return code;
        }

        /** Where servers listen for it. */
        public int port() {
            return port;
        }
    }

    @Override
    public String toString() {
        return host + ':' + port;
    }
}
