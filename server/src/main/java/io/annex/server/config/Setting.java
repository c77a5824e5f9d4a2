package io.annex.server.config;

import io.annex.core.outbound.ManagerAddress;

/**
 * The settings of the server, as data: the file's keys, the environment's
 * names, the defaults and the reference page come from here. Limits have a
 * table of their own, {@link io.annex.core.Limit}.
 */
public enum Setting {
    HOST("server.host", "ANNEX_HOST", "127.0.0.1", //
            "address to listen on"), PORT("server.port", "ANNEX_PORT", "8080", //
                    "port to listen on, 0 to 65535; 0 takes a free one"), TLS_CERT("server.tls.certificate",
                            "ANNEX_TLS_CERT", "", //
                            "PEM file with the certificate chain; with it, HTTPS and HTTP/2"), TLS_KEY("server.tls.key",
                                    "ANNEX_TLS_KEY", "", //
                                    "PEM file with the certificate's key"), TRUSTED_PROXIES("server.trustedProxies",
                                            "ANNEX_TRUSTED_PROXIES", "", //
                                            "addresses whose forwarded headers count, separated by commas"), DRAIN(
                                                    "server.drain", "ANNEX_DRAIN", "30 s", //
                                                    "how long open requests may take at shutdown"), DATA("data",
                                                            "ANNEX_DATA", ".annex", //
                                                            "folder for what is kept; one process at a time uses it"), LOG_FORMAT(
                                                                    "log.format", "ANNEX_LOG_FORMAT", "text", //
                                                                    "text or json"), SESSION_IDLE("session.idle",
                                                                            "ANNEX_SESSION_IDLE", "30 min", //
                                                                            "how long a session is kept without being used"), WATCH(
                                                                                    "watch", "ANNEX_WATCH", "true", //
                                                                                    "whether changed add-ons are deployed"), ISOLATION(
                                                                                            "isolation",
                                                                                            "ANNEX_ISOLATION",
                                                                                            "process", //
                                                                                            "process or thread: whether add-ons run in processes of their own (cells) or in the server's"), MANAGER_URL(
                                                                                                    "manager.url",
                                                                                                    "ANNEX_MANAGER_URL",
                                                                                                    ManagerAddress.DEFAULT_URL, //
                                                                                                    "what the Manager helper of widget backends calls"), MANAGER_CERTIFICATE(
                                                                                                            "manager.certificate",
                                                                                                            "ANNEX_MANAGER_CERTIFICATE",
                                                                                                            "", //
                                                                                                            "PEM file of the CA that signed the manager's certificate");

    private final String key;
    private final String variable;
    private final String defaultText;
    private final String meaning;

    Setting(String key, String variable, String defaultText, String meaning) {
        this.key = key;
        this.variable = variable;
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

    public String defaultText() {
        return defaultText;
    }

    public String meaning() {
        return meaning;
    }
}
