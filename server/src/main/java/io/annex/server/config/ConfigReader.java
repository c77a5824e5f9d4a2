package io.annex.server.config;

import io.annex.core.Annex;
import io.annex.core.grant.Grants;
import io.annex.core.jbackend.JbackendSettings;
import io.annex.core.outbound.ManagerAddress;
import io.annex.core.settings.AddonSettings;
import io.annex.core.settings.Limits;
import io.annex.core.settings.Nearest;
import io.annex.core.settings.Packages;
import io.annex.core.settings.Quantities;
import io.annex.core.settings.ServiceDeclarations;
import io.annex.core.settings.ServiceSettings;
import io.annex.core.settings.SettingValues;
import io.annex.core.settings.SettingValues.Configured;
import io.annex.core.settings.SettingVariables;
import io.annex.engine.Isolation;
import io.annex.engine.Placement;
import io.annex.engine.cell.CellBounds;
import io.annex.server.database.DatabaseOptions;
import io.annex.server.database.SecretsKey;
import io.annex.server.http.EdgeLimits;
import io.annex.server.http.EdgeOptions;
import io.annex.server.http.bound.ConnectionBounds;
import io.annex.server.http.bound.PaceRule;
import io.annex.server.http.head.HostRules;
import io.annex.server.http.head.TrustedProxies;
import io.annex.server.mail.MailOptions;
import io.annex.server.mail.SmtpServer;
import io.annex.server.operator.OperatorSettings;
import io.annex.server.operator.OperatorToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Reads the configuration: the file, over it the environment, over both the
 * command line.
 */
public final class ConfigReader {
    /** Keys that are no settings of the server. */
    private static final List<String> SECTIONS = List.of("limits", "cors", "allowedModules", "grants",
            "operator.grants", "services", "settings", "jbackend", "addons");

    private static final int MOST_HEAD_BYTES = 1 << 20;
    private static final int MOST_FIELD_BYTES = 64 << 20;
    private static final int MOST_ARCHIVE_BYTES = 1 << 30;
    private static final int MOST_CONNECTIONS = 1000;
    private static final int MOST_PORT = 65535;

    private final Map<Setting, String> values = new EnumMap<>(Setting.class);
    private final Map<Setting, String> origins = new EnumMap<>(Setting.class);
    private final Map<String, AddonSettings> addons = new HashMap<>();
    private final Map<String, JsonNode> ownSettings = new LinkedHashMap<>();
    private String fileName = "";
    private Map<String, String> limits = Map.of();
    private Set<String> cors = Set.of();
    private Set<String> modules = Packages.USUAL;
    private Grants grants = Grants.DEFAULTS;
    private Grants operatorGrants = Grants.DEFAULTS;
    private JbackendSettings jbackend = JbackendSettings.DEFAULTS;

    private final ServiceDeclarations declared;
    private Map<String, String> services = Map.of();
    private Map<String, JsonNode> settings = Map.of();
    private Map<String, String> variables = Map.of();

    private ConfigReader(ServiceDeclarations declared) {
        this.declared = declared;
    }

    /**
     * Reads all settings.
     *
     * @param file
     *            {@code annex.yaml}, or {@code null} for none
     * @param environment
     *            the environment's variables
     * @param options
     *            what the command line said
     */
    public static Config read(@Nullable Path file, Map<String, String> environment, Map<Setting, String> options)
            throws InvalidConfig {
        return read(file, environment, options, Annex.declarations(List.of()));
    }

    /**
     * The same, where there are other services.
     *
     * @param declared
     *            what all services let an operator say
     */
    public static Config read(@Nullable Path file, Map<String, String> environment, Map<Setting, String> options,
            ServiceDeclarations declared) throws InvalidConfig {
        ConfigReader reader = new ConfigReader(declared);
        if (file != null) {
            reader.file(file);
        }
        for (Setting setting : Setting.values()) {
            String value = environment.get(setting.variable());
            if (value != null && !value.isBlank()) {
                reader.set(setting, value, setting.variable());
            }
        }
        reader.variables = SettingVariables.of(environment);
        options.forEach((setting, value) -> reader.set(setting, value, setting.key()));
        return reader.config();
    }

    private void set(Setting setting, String value, String origin) {
        values.put(setting, value);
        origins.put(setting, origin);
    }

    // ---- the file
    // --------------------------------------------------------------------------------------------------

    private void file(Path file) throws InvalidConfig {
        String name = String.valueOf(file.getFileName());
        JsonNode root;
        try {
            String text = Files.readString(file);
            root = text.isBlank() ? YAMLMapper.shared().createObjectNode() : YAMLMapper.shared().readTree(text);
        } catch (JacksonException e) {
            throw new InvalidConfig(name + ":" + YamlMistake.of(e), e);
        } catch (IOException e) {
            throw new InvalidConfig(file + ": cannot be read (expected: a YAML file)", e);
        }
        if (!root.isObject() && !root.isNull()) {
            throw new InvalidConfig(name + ": not a mapping (expected: e.g. server: {port: 8080})");
        }
        fileName = name;
        Map<String, Setting> byKey = Stream.of(Setting.values()).collect(Collectors.toMap(Setting::key, each -> each));
        for (Map.Entry<String, JsonNode> entry : root.properties()) {
            switch (entry.getKey()) {
                case "limits" -> limits = AddonSections.texts(name, "limits", entry.getValue());
                case "cors" -> cors = AddonSections.origins(name, "cors", entry.getValue());
                case "allowedModules" -> modules = AddonSections.modules(name, "allowedModules", entry.getValue());
                case "grants" ->
                    grants = AddonSections.grants(name, "grants", entry.getValue(), Grants.DEFAULTS, declared);
                case "settings" -> settings = SettingSections.values(name, "settings", entry.getValue());
                case "services" -> services = AddonSections.services(name, entry.getValue());
                case "jbackend" -> jbackend = JbackendReader.read(name, entry.getValue());
                case "addons" -> {
                }
                default -> settings(name, entry.getKey(), entry.getValue(), byKey);
            }
        }
        root.path("addons").properties().forEach(addon -> ownSettings.put(addon.getKey(), addon.getValue()));
    }

    private void settings(String file, String key, JsonNode value, Map<String, Setting> byKey) throws InvalidConfig {
        Setting setting = byKey.get(key);
        if (key.equals("operator.grants")) {
            operatorGrants = AddonSections.grants(file, key, value, Grants.DEFAULTS, ServiceDeclarations.NONE);
            return;
        }
        if (setting != null) {
            set(setting,
                    value.isArray()
                            ? value.valueStream().map(JsonNode::asString).collect(Collectors.joining(","))
                            : value.asString(),
                    file + ": " + key);
            return;
        }
        if (!value.isObject() || byKey.keySet().stream().noneMatch(known -> known.startsWith(key + "."))) {
            List<String> known = Stream.concat(byKey.keySet().stream().sorted(), SECTIONS.stream()).toList();
            throw new InvalidConfig(file + ": " + key + ": " + Nearest.unknown(key, known(key, known))
                    + " (expected: one of " + String.join(", ", known) + ")");
        }
        for (Map.Entry<String, JsonNode> entry : value.properties()) {
            settings(file, key + "." + entry.getKey(), entry.getValue(), byKey);
        }
    }

    /** Those that a key may have been meant for: also what some begin with. */
    private static Set<String> known(String key, List<String> keys) {
        return key.contains(".")
                ? Set.copyOf(keys)
                : keys.stream().map(each -> each.replaceFirst("\\..*", "")).collect(Collectors.toSet());
    }

    // ---- values
    // ----------------------------------------------------------------------------------------------------

    private Config config() throws InvalidConfig {
        Isolation isolation = choice(Setting.ISOLATION, "process", "thread").equals("thread")
                ? Isolation.THREAD
                : Isolation.PROCESS;
        AddonSettings all = new AddonSettings(AddonSections.limits(fileName, Limits.of(declared.limits()), limits),
                cors, new Placement(isolation, ""), new Packages(Path.of(text(Setting.PACKAGES)), modules), grants,
                SettingValues.of(new Configured(Map.of(), settings, variables, "")), false);
        addons.put("", all);
        for (Map.Entry<String, JsonNode> own : ownSettings.entrySet()) {
            addons.put(own.getKey(),
                    AddonSections.addon(fileName, "addons." + own.getKey(), own.getValue(), all, declared));
        }
        SettingSections.modules(jbackend, addons, all);
        SettingSections.checkVariables(fileName, addons);
        EdgeOptions edge = new EdgeOptions(text(Setting.HOST), port(), Runtime.getRuntime().availableProcessors(),
                tls(), proxies(), hosts(), edgeLimits(), isOn(Setting.ACCESS_LOG));
        return new Config(edge, Path.of(text(Setting.DATA)), choice(Setting.LOG_FORMAT, "text", "json").equals("json"),
                isOn(Setting.WATCH), timeOrNone(Setting.GRACE), time(Setting.DRAIN), time(Setting.SESSION_IDLE),
                timeOrNone(Setting.SESSION_WRITE), isOn(Setting.DOCS), database(), time(Setting.TRACE_KEEP), manager(),
                areWidgetsOpen(), mail(), operator(), jbackend, isOn(Setting.JAVA), cells(), publicPath(), timezone(),
                secretsKey(), serviceSettings(), Map.copyOf(addons));
    }

    private ZoneId timezone() throws InvalidConfig {
        String name = text(Setting.TIMEZONE);
        try {
            return name.isEmpty() ? ZoneId.systemDefault() : ZoneId.of(name);
        } catch (DateTimeException e) {
            throw invalid(Setting.TIMEZONE, "a time zone such as Europe/Stockholm");
        }
    }

    private ServiceSettings serviceSettings() throws InvalidConfig {
        try {
            return declared.read(services);
        } catch (IllegalArgumentException e) {
            throw new InvalidConfig(fileName + ": " + e.getMessage(), e);
        }
    }

    private String secretsKey() throws InvalidConfig {
        String key = text(Setting.SECRETS_KEY);
        String flaw = SecretsKey.flaw(key);
        if (!flaw.isEmpty()) {
            throw new InvalidConfig(origins.getOrDefault(Setting.SECRETS_KEY, Setting.SECRETS_KEY.key())
                    + ": cannot be used (expected: " + flaw + ")");
        }
        return key;
    }

    private String publicPath() throws InvalidConfig {
        String path = text(Setting.PUBLIC_PATH);
        if (!path.matches("(/[A-Za-z0-9._~!$&'()*+,=:@%-]+)*")) {
            throw invalid(Setting.PUBLIC_PATH, "a path such as /annex, without a slash at its end, or none");
        }
        return path;
    }

    private CellBounds cells() throws InvalidConfig {
        CellBounds usual = CellBounds.ofThisMachine();
        String memory = text(Setting.CELLS_MEMORY);
        CellBounds held = memory.isEmpty() ? usual : CellBounds.of(size(Setting.CELLS_MEMORY));
        int most = text(Setting.CELLS_MAX).isEmpty() ? held.most() : count(Setting.CELLS_MAX);
        if (most < 1) {
            throw invalid(Setting.CELLS_MAX, "at least 1");
        }
        return new CellBounds(most, held.memory(), time(Setting.CELLS_WAIT));
    }

    private DatabaseOptions database() throws InvalidConfig {
        String url = text(Setting.DATABASE_URL);
        if (!url.isEmpty() && !url.startsWith(DatabaseOptions.POSTGRESQL)) {
            throw invalid(Setting.DATABASE_URL,
                    "a URL of PostgreSQL such as jdbc:postgresql://host/annex, or none for a file in the data folder");
        }
        int connections = count(Setting.DATABASE_CONNECTIONS);
        if (connections > MOST_CONNECTIONS) {
            throw invalid(Setting.DATABASE_CONNECTIONS, "at most " + MOST_CONNECTIONS);
        }
        return new DatabaseOptions(url, text(Setting.DATABASE_USER), text(Setting.DATABASE_PASSWORD), connections);
    }

    private ManagerAddress manager() throws InvalidConfig {
        Path certificate = file(Setting.MANAGER_CERTIFICATE);
        try {
            return ManagerAddress.parse(text(Setting.MANAGER_URL),
                    certificate == null ? "" : Files.readString(certificate));
        } catch (IllegalArgumentException e) {
            throw invalid(Setting.MANAGER_URL, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw invalid(Setting.MANAGER_CERTIFICATE, "a readable PEM file");
        }
    }

    private boolean areWidgetsOpen() throws InvalidConfig {
        return isSet(Setting.WIDGETS_ACCESS)
                ? choice(Setting.WIDGETS_ACCESS, "manager", "open").equals("open")
                : !origins.containsKey(Setting.MANAGER_URL);
    }

    private MailOptions mail() throws InvalidConfig {
        String code = choice(Setting.MAIL_TLS, "starttls", "tls", "none");
        MailOptions.Tls tls = Stream.of(MailOptions.Tls.values()).filter(each -> each.code().equals(code)).findFirst()
                .orElseThrow();
        int port = text(Setting.MAIL_PORT).isEmpty() ? tls.port() : count(Setting.MAIL_PORT);
        if (port < 1 || port > MOST_PORT) {
            throw invalid(Setting.MAIL_PORT, "1 to " + MOST_PORT);
        }
        MailOptions mail = new MailOptions(text(Setting.MAIL_HOST), port, text(Setting.MAIL_USER), mailPassword(),
                text(Setting.MAIL_FROM), tls);
        if (!mail.host().isEmpty() && !new SmtpServer(mail).isAddress(mail.from())) {
            throw invalid(Setting.MAIL_FROM, "an address such as annex@example.org");
        }
        return mail;
    }

    private String mailPassword() throws InvalidConfig {
        String file = text(Setting.MAIL_PASSWORD_FILE);
        if (file.isEmpty()) {
            return text(Setting.MAIL_PASSWORD);
        }
        if (isSet(Setting.MAIL_PASSWORD)) {
            throw invalid(Setting.MAIL_PASSWORD_FILE, "it alone, or mail.password");
        }
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            throw invalid(Setting.MAIL_PASSWORD_FILE, "a readable file with the password");
        }
    }

    private OperatorSettings operator() throws InvalidConfig {
        String token = text(Setting.OPERATOR_TOKEN);
        try {
            return new OperatorSettings(token.isEmpty() ? null : OperatorToken.of(token), operatorGrants,
                    bytes(Setting.INSTALL_SIZE, MOST_ARCHIVE_BYTES), time(Setting.INSTALL_TIME));
        } catch (IllegalArgumentException e) {
            // Without the value, as the others have it: it may be a secret but for a
            // letter.
            throw new InvalidConfig(origins.getOrDefault(Setting.OPERATOR_TOKEN, Setting.OPERATOR_TOKEN.key())
                    + ": cannot be used" + " (expected: " + e.getMessage() + ")", e);
        }
    }

    private EdgeLimits edgeLimits() throws InvalidConfig {
        return new EdgeLimits(bytes(Setting.REQUEST_LINE, MOST_HEAD_BYTES), bytes(Setting.HEADERS, MOST_HEAD_BYTES),
                time(Setting.HEAD_TIME),
                new PaceRule(time(Setting.PACE_TIME), bytes(Setting.PACE, Integer.MAX_VALUE), time(Setting.STANDSTILL)),
                time(Setting.IDLE), time(Setting.HEARTBEAT), count(Setting.FORM_FIELDS),
                bytes(Setting.FORM_FIELD, MOST_FIELD_BYTES), bytes(Setting.GZIP, Integer.MAX_VALUE), connections(),
                isSet(Setting.BUFFERED) ? size(Setting.BUFFERED) : Runtime.getRuntime().maxMemory() / 4);
    }

    private ConnectionBounds connections() throws InvalidConfig {
        ConnectionBounds usual = isSet(Setting.CONNECTIONS)
                ? ConnectionBounds.of(count(Setting.CONNECTIONS))
                : ConnectionBounds.ofThisProcess();
        return isSet(Setting.CONNECTIONS_PER_ADDRESS)
                ? new ConnectionBounds(usual.most(), count(Setting.CONNECTIONS_PER_ADDRESS))
                : usual;
    }

    private boolean isSet(Setting setting) {
        return !text(setting).isEmpty();
    }

    private EdgeOptions.@Nullable Tls tls() throws InvalidConfig {
        Path certificate = file(Setting.TLS_CERT);
        Path key = file(Setting.TLS_KEY);
        if ((certificate == null) != (key == null)) {
            throw new InvalidConfig("server.tls: only one of certificate and key is given (expected: both)");
        }
        return certificate == null || key == null ? null : new EdgeOptions.Tls(certificate, key);
    }

    private TrustedProxies proxies() throws InvalidConfig {
        return list(Setting.TRUSTED_PROXIES, TrustedProxies::of);
    }

    private HostRules hosts() throws InvalidConfig {
        return list(Setting.HOSTS, HostRules::of);
    }

    private <T> T list(Setting setting, Function<List<String>, T> read) throws InvalidConfig {
        try {
            return read.apply(Stream.of(text(setting).split(",", -1)).map(String::strip).filter(each -> !each.isEmpty())
                    .toList());
        } catch (IllegalArgumentException e) {
            throw new InvalidConfig(origins.getOrDefault(setting, setting.key()) + ": " + e.getMessage(), e);
        }
    }

    private String text(Setting setting) {
        return values.getOrDefault(setting, setting.defaultText()).strip();
    }

    private InvalidConfig invalid(Setting setting, String expected) {
        return new InvalidConfig(
                origins.getOrDefault(setting, setting.key()) + ": " + text(setting) + " (expected: " + expected + ")");
    }

    private int port() throws InvalidConfig {
        try {
            int port = Integer.parseInt(text(Setting.PORT));
            if (port >= 0 && port <= 65535) {
                return port;
            }
        } catch (NumberFormatException e) {
            throw invalid(Setting.PORT, "0 to 65535");
        }
        throw invalid(Setting.PORT, "0 to 65535");
    }

    private String choice(Setting setting, String... choices) throws InvalidConfig {
        String text = text(setting);
        if (!Set.of(choices).contains(text)) {
            throw invalid(setting, String.join(" or ", choices));
        }
        return text;
    }

    private boolean isOn(Setting setting) throws InvalidConfig {
        return choice(setting, "true", "false").equals("true");
    }

    private long size(Setting setting) throws InvalidConfig {
        try {
            return Quantities.bytes(text(setting));
        } catch (IllegalArgumentException e) {
            throw invalid(setting, String.valueOf(e.getMessage()));
        }
    }

    private int bytes(Setting setting, int most) throws InvalidConfig {
        try {
            long bytes = Quantities.bytes(text(setting));
            if (bytes <= most) {
                return (int) bytes;
            }
        } catch (IllegalArgumentException e) {
            throw invalid(setting, String.valueOf(e.getMessage()));
        }
        throw invalid(setting, "at most " + Quantities.size(most));
    }

    private int count(Setting setting) throws InvalidConfig {
        try {
            long count = Quantities.count(text(setting));
            if (count <= Integer.MAX_VALUE) {
                return (int) count;
            }
        } catch (IllegalArgumentException e) {
            throw invalid(setting, String.valueOf(e.getMessage()));
        }
        throw invalid(setting, "at most " + Integer.MAX_VALUE);
    }

    private Duration timeOrNone(Setting setting) throws InvalidConfig {
        return text(setting).matches("0 *(ms|s|min|h|d)?") ? Duration.ZERO : time(setting);
    }

    private Duration time(Setting setting) throws InvalidConfig {
        try {
            return Quantities.time(text(setting));
        } catch (IllegalArgumentException e) {
            throw invalid(setting, String.valueOf(e.getMessage()));
        }
    }

    private @Nullable Path file(Setting setting) throws InvalidConfig {
        String text = text(setting);
        if (text.isEmpty()) {
            return null;
        }
        Path file = Path.of(text);
        if (!Files.isReadable(file)) {
            throw invalid(setting, "a readable PEM file");
        }
        return file;
    }
}
