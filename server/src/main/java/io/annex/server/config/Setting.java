package io.annex.server.config;

import io.annex.core.outbound.ManagerAddress;

/**
 * The settings of the server, as data: the file's keys, the environment's
 * names, the options of {@code annex run}, the defaults and the reference page
 * come from here. Limits of add-ons have a table of their own,
 * {@link io.annex.core.settings.Limit}.
 */
public enum Setting {
    // @formatter:off
    HOST("server.host", "ANNEX_HOST", "--host", "127.0.0.1",
            "address to listen on"),
    PORT("server.port", "ANNEX_PORT", "--port", "8080",
            "port to listen on, 0 to 65535; 0 takes a free one"),
    TLS_CERT("server.tls.certificate", "ANNEX_TLS_CERT", "--tls-cert", "",
            "PEM file with the certificate chain; with it, HTTPS and HTTP/2"),
    TLS_KEY("server.tls.key", "ANNEX_TLS_KEY", "--tls-key", "",
            "PEM file with the certificate's key"),
    TRUSTED_PROXIES("server.trustedProxies", "ANNEX_TRUSTED_PROXIES", "", "",
            "addresses and networks whose forwarded headers count, separated by commas"),
    HOSTS("server.hosts", "ANNEX_HOSTS", "", "",
            "names and addresses that requests may be for, separated by commas; 421; without it, see below"),
    REQUEST_LINE("server.requestLine", "ANNEX_REQUEST_LINE", "", "16 KB",
            "largest request line, at most 1 MB; 414"),
    HEADERS("server.headers", "ANNEX_HEADERS", "", "32 KB",
            "largest headers of a request, all together, at most 1 MB; 431"),
    HEAD_TIME("server.headTime", "ANNEX_HEAD_TIME", "", "10 s",
            "how long a request's head may take; 408"),
    PACE_TIME("server.paceTime", "ANNEX_PACE_TIME", "", "10 s",
            "how long a request's body, or an answer, may take before its pace counts"),
    PACE("server.pace", "ANNEX_PACE", "", "240 B",
            "bytes a second that a body must then have come at, or an answer gone at, on average; 408, or the connection is cut"),
    STANDSTILL("server.standstill", "ANNEX_STANDSTILL", "", "60 s",
            "how long a body, or an answer, may not move at all; 408, or the connection is cut"),
    CONNECTIONS("server.connections", "ANNEX_CONNECTIONS", "", "",
            "most connections of all clients; by default three quarters of the descriptors that the process may have, at most 16384; 503"),
    CONNECTIONS_PER_ADDRESS("server.connectionsPerAddress", "ANNEX_CONNECTIONS_PER_ADDRESS", "", "",
            "most connections of one address (IPv6: of one network of 64 bits), trusted proxies excepted; by default a quarter of `server.connections`, at least 64; 503"),
    BUFFERED("server.buffered", "ANNEX_BUFFERED", "", "",
            "bytes that may be held for all clients together, of their bodies and of their answers; by default a quarter of the heap; 503"),
    IDLE("server.idle", "ANNEX_IDLE", "", "60 s",
            "how long a connection may be without a request; it is closed"),
    HEARTBEAT("server.heartbeat", "ANNEX_HEARTBEAT", "", "15 s",
            "after how long without an event a stream of events is sent a comment, so that it is not taken for dead"),
    FORM_FIELDS("server.formFields", "ANNEX_FORM_FIELDS", "", "1000",
            "most fields and files of a multipart form; 413"),
    FORM_FIELD("server.formField", "ANNEX_FORM_FIELD", "", "1 MB",
            "largest field of a multipart form that is no file, at most 64 MB, and all together ten times as much; 413"),
    GZIP("server.gzip", "ANNEX_GZIP", "", "1 KB",
            "smallest text answer that is compressed"),
    DOCS("server.docs", "ANNEX_DOCS", "", "true",
            "whether /-/openapi.json and /-/docs describe the endpoints to whoever asks"),
    GRACE("server.grace", "ANNEX_GRACE", "", "5 s",
            "how long requests are still taken after SIGTERM, while the health says 503, so that a balancer goes elsewhere first"),
    PUBLIC_PATH("server.publicPath", "ANNEX_PUBLIC_PATH", "", "",
            "path that a proxy in front takes off before it passes requests on, e.g. /annex: cookies are for what browsers see"),
    TIMEZONE("server.timezone", "ANNEX_TIMEZONE", "", "",
            "time zone of add-ons' dates and of the clock that timers follow, e.g. Europe/Stockholm; empty: the system's. Servers that share a database have the same"),
    DRAIN("server.drain", "ANNEX_DRAIN", "", "30 s",
            "how long open requests may then take"),
    DATA("data", "ANNEX_DATA", "--data", ".annex",
            "folder for what is kept; one process at a time uses it"),
    LOG_FORMAT("log.format", "ANNEX_LOG_FORMAT", "--log-format", "text",
            "text or json"),
    ACCESS_LOG("log.access", "ANNEX_ACCESS_LOG", "--access-log", "false",
            "whether each request is logged"),
    DATABASE_URL("database.url", "ANNEX_DATABASE_URL", "", "",
            "JDBC URL of a PostgreSQL database; without it, a file in the data folder"),
    DATABASE_USER("database.user", "ANNEX_DATABASE_USER", "", "",
            "name to log in to PostgreSQL by"),
    DATABASE_PASSWORD("database.password", "ANNEX_DATABASE_PASSWORD", "", "",
            "its password"),
    DATABASE_CONNECTIONS("database.connections", "ANNEX_DATABASE_CONNECTIONS", "", "8",
            "most connections to the database, at most 1000"),
    SECRETS_KEY("secrets.key", "ANNEX_SECRETS_KEY", "", "",
            "key that secret settings are encrypted with, 32 bytes in Base64; without it one is made and kept beside the database's file, and on PostgreSQL no secret can be set"),
    TRACE_KEEP("trace.keep", "ANNEX_TRACE_KEEP", "", "90 d",
            "how long rows of the trace are kept"),
    SESSION_IDLE("session.idle", "ANNEX_SESSION_IDLE", "", "30 min",
            "how long a session is kept without being used"),
    SESSION_WRITE("session.write", "ANNEX_SESSION_WRITE", "", "1 s",
            "how long an answer waits at most until its session's change is in the database; 0: it does not wait, and a killed server loses the last changes"),
    WATCH("watch", "ANNEX_WATCH", "--watch", "true",
            "whether changed add-ons are deployed"),
    ISOLATION("isolation", "ANNEX_ISOLATION", "--isolation", "process",
            "process or thread: whether add-ons run in processes of their own (cells) or in the server's"),
    CELLS_MAX("cells.max", "ANNEX_CELLS_MAX", "", "",
            "most live cells, those that wait for an add-on among them; by default as many as `cells.memory` has 96 MB, at least 4"),
    CELLS_MEMORY("cells.memory", "ANNEX_CELLS_MEMORY", "", "",
            "resident memory of all cells together; by default three fifths of what the machine, or the server's control group, has"),
    CELLS_WAIT("cells.wait", "ANNEX_CELLS_WAIT", "", "2 min",
            "how long a request, or a deploy, waits for a cell; 503"),
    PACKAGES("packages", "ANNEX_PACKAGES", "", "packages",
            "folder whose node_modules has the packages that widget backends require"),
    MANAGER_URL("manager.url", "ANNEX_MANAGER_URL", "", ManagerAddress.DEFAULT_URL,
            "what the Manager helper of widget backends calls"),
    MANAGER_CERTIFICATE("manager.certificate", "ANNEX_MANAGER_CERTIFICATE", "", "",
            "PEM file of the CA that signed the manager's certificate"),
    WIDGETS_ACCESS("widgets.access", "ANNEX_WIDGETS_ACCESS", "", "",
            "who may call widgets' services: `manager`, whom the manager knows, or `open`, everybody; by default `manager` where `manager.url` is set"),
    MAIL_HOST("mail.host", "ANNEX_MAIL_HOST", "", "",
            "mail server (SMTP) that takes add-ons' mails; without it none is sent"),
    MAIL_PORT("mail.port", "ANNEX_MAIL_PORT", "", "",
            "its port; by default 587 for `starttls`, 465 for `tls`, 25 for `none`"),
    MAIL_TLS("mail.tls", "ANNEX_MAIL_TLS", "", "starttls",
            "how the connection is encrypted: `starttls` or `tls`, both with a certificate that is checked, or `none`"),
    MAIL_USER("mail.user", "ANNEX_MAIL_USER", "", "",
            "who logs in there; without it nobody does"),
    MAIL_PASSWORD("mail.password", "ANNEX_MAIL_PASSWORD", "", "",
            "the user's password"),
    MAIL_PASSWORD_FILE("mail.passwordFile", "ANNEX_MAIL_PASSWORD_FILE", "", "",
            "file with the password, instead"),
    MAIL_FROM("mail.from", "ANNEX_MAIL_FROM", "", "",
            "address that all mails are sent by"),
    OPERATOR_TOKEN("operator.token", "ANNEX_OPERATOR_TOKEN", "", "",
            "what the operator's requests carry, at least 16 characters; without it one is made and kept in the data folder"),
    INSTALL_SIZE("install.size", "ANNEX_INSTALL_SIZE", "", "64 MB",
            "largest archive of an installation over HTTP, at most 1 GB; 413"),
    INSTALL_TIME("install.time", "ANNEX_INSTALL_TIME", "", "60 s",
            "how long fetching an archive by `?url=` may take; 502"),
    JAVA("java", "ANNEX_JAVA", "", "false",
            "whether add-ons in Java are loaded; they run in the server's process and can do what it can");
    // @formatter:on

    private final String key;
    private final String variable;
    private final String option;
    private final String defaultText;
    private final String meaning;

    Setting(String key, String variable, String option, String defaultText, String meaning) {
        this.key = key;
        this.variable = variable;
        this.option = option;
        this.defaultText = defaultText;
        this.meaning = meaning;
    }

    /** The key in {@code annex.yaml}, dots between levels. */
    public String key() {
        return key;
    }

    /** The environment variable. */
    public String variable() {
        return variable;
    }

    /** The option of {@code annex run}, or an empty text for none. */
    public String option() {
        return option;
    }

    /** The default as people write it. */
    public String defaultText() {
        return defaultText;
    }

    /** What it sets, as one clause. */
    public String meaning() {
        return meaning;
    }

    /** Whether it is {@code true} or {@code false}. */
    public boolean isSwitch() {
        return defaultText.equals("true") || defaultText.equals("false");
    }
}
