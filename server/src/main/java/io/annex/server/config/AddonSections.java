package io.annex.server.config;

import static io.annex.core.settings.AddonSettings.CORS_OF_THE_APPLICATION;

import io.annex.core.grant.AnswerGrants;
import io.annex.core.grant.Granted;
import io.annex.core.grant.Grants;
import io.annex.core.grant.HostGrant;
import io.annex.core.grant.Network;
import io.annex.core.settings.AddonSettings;
import io.annex.core.settings.Limits;
import io.annex.core.settings.Nearest;
import io.annex.core.settings.Packages;
import io.annex.core.settings.ServiceDeclarations;
import io.annex.engine.Isolation;
import io.annex.engine.Placement;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Reads the parts of the file that are the same for all add-ons and for one:
 * limits, origins, packages, grants, isolation.
 */
final class AddonSections {
    private static final List<String> KEYS = List.of("limits", "cors", "grants", "settings", "environment", "isolation",
            "cell", "allowedModules");

    private AddonSections() {
    }

    static AddonSettings addon(String file, String key, JsonNode value, AddonSettings all, ServiceDeclarations declared)
            throws InvalidConfig {
        Map<String, String> limits = Map.of();
        Set<String> cors = all.corsOrigins();
        Isolation isolation = all.placement().isolation();
        Set<String> modules = all.packages().allowed();
        String cell = "";
        Grants grants = all.grants();
        Map<String, JsonNode> settings = Map.of();
        String environment = "";
        for (Map.Entry<String, JsonNode> entry : value.properties()) {
            switch (entry.getKey()) {
                case "limits" -> limits = texts(file, key + ".limits", entry.getValue());
                case "cors" -> cors = origins(file, key + ".cors", entry.getValue());
                case "isolation" -> isolation = isolation(file, key + ".isolation", entry.getValue().asString());
                case "allowedModules" -> modules = modules(file, key + ".allowedModules", entry.getValue());
                case "grants" -> grants = grants(file, key + ".grants", entry.getValue(), all.grants(), declared);
                case "settings" -> settings = SettingSections.values(file, key + ".settings", entry.getValue());
                case "environment" ->
                    environment = SettingSections.environment(file, key + ".environment", entry.getValue());
                case "cell" -> cell = entry.getValue().asString();
                default -> throw new InvalidConfig(file + ": " + key + "." + entry.getKey() + ": "
                        + Nearest.unknown(entry.getKey(), KEYS)
                        + " (expected: limits, cors, grants, settings, environment, isolation, cell, allowedModules)");
            }
        }
        if (isolation == Isolation.THREAD && !cell.isEmpty()) {
            throw new InvalidConfig(
                    file + ": " + key + ".cell: " + cell + " (expected: none where isolation is thread)");
        }
        return SettingSections.of(
                new AddonSettings(limits(file + ": " + key, all.limits(), limits), cors, new Placement(isolation, cell),
                        new Packages(all.packages().folder(), modules), grants, all.values(), false),
                settings, environment);
    }

    private static Isolation isolation(String file, String key, String text) throws InvalidConfig {
        for (Isolation isolation : Isolation.values()) {
            if (isolation.code().equals(text)) {
                return isolation;
            }
        }
        throw new InvalidConfig(file + ": " + key + ": " + text + " (expected: process or thread)");
    }

    /**
     * Reads limits.
     *
     * @param where
     *            the file, or the section in it: {@code annex.yaml: addons.shop}
     */
    static Limits limits(String where, Limits base, Map<String, String> texts) throws InvalidConfig {
        try {
            return base.with(texts);
        } catch (IllegalArgumentException e) {
            throw new InvalidConfig(where + (where.contains(": ") ? "." : ": ") + e.getMessage(), e);
        }
    }

    static Map<String, String> texts(String file, String key, JsonNode value) throws InvalidConfig {
        if (!value.isObject()) {
            throw new InvalidConfig(file + ": " + key + ": not a mapping (expected: e.g. {cpu: 1 s})");
        }
        Map<String, String> texts = new LinkedHashMap<>();
        value.properties().forEach(entry -> texts.put(entry.getKey(), entry.getValue().asString()));
        return texts;
    }

    /** What is written replaces what is granted to all, key by key. */
    static Grants grants(String file, String key, JsonNode value, Grants base, ServiceDeclarations declared)
            throws InvalidConfig {
        if (!value.isObject()) {
            throw new InvalidConfig(file + ": " + key + ": not a mapping (expected: e.g. {networks: [10.0.0.0/8]})");
        }
        List<HostGrant> hosts = base.hosts();
        List<Network> networks = base.networks();
        Set<String> headers = base.answers().headers();
        Set<String> cookieNames = base.answers().cookieNames();
        Set<String> cookiePaths = base.answers().cookiePaths();
        Map<String, Granted> services = new LinkedHashMap<>(base.services());
        for (Map.Entry<String, JsonNode> entry : value.properties()) {
            String own = key + "." + entry.getKey();
            switch (entry.getKey()) {
                case "hosts" -> hosts = list(file, own, entry.getValue(), HostGrant::parse);
                case "networks" -> networks = list(file, own, entry.getValue(), Network::parse);
                case "headers" ->
                    headers = Set.copyOf(list(file, own, entry.getValue(), AddonSections::headerOfTheOrigin));
                case "cookieNames" ->
                    cookieNames = Set.copyOf(list(file, own, entry.getValue(), AddonSections::cookieName));
                case "cookiePaths" ->
                    cookiePaths = Set.copyOf(list(file, own, entry.getValue(), AddonSections::cookiePath));
                default -> {
                    Granted granted = GrantReader.read(file, own, entry.getKey(), entry.getValue(), declared);
                    if (granted.isEmpty()) {
                        services.remove(entry.getKey());
                    } else {
                        services.put(entry.getKey(), granted);
                    }
                }
            }
        }
        return new Grants(hosts, networks, new AnswerGrants(headers, cookieNames, cookiePaths), Map.copyOf(services));
    }

    /** Settings of services, as they are written, by their keys. */
    static Map<String, String> services(String file, JsonNode value) throws InvalidConfig {
        Map<String, String> all = new LinkedHashMap<>();
        if (!value.isObject()) {
            throw new InvalidConfig(file + ": services: not a mapping (expected: e.g. {cache: {entries: 1000}})");
        }
        for (Map.Entry<String, JsonNode> service : value.properties()) {
            String key = "services." + service.getKey();
            texts(file, key, service.getValue()).forEach((name, text) -> all.put(key + '.' + name, text));
        }
        return all;
    }

    private static String headerOfTheOrigin(String text) {
        String name = text.toLowerCase(Locale.ROOT);
        if (!AnswerGrants.OF_THE_ORIGIN.contains(name)) {
            throw new IllegalArgumentException(
                    "one of " + AnswerGrants.OF_THE_ORIGIN.stream().sorted().collect(Collectors.joining(", ")));
        }
        return name;
    }

    private static String cookieName(String text) {
        if (!text.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")) {
            throw new IllegalArgumentException("the name of a cookie such as __Host-id");
        }
        return text;
    }

    private static String cookiePath(String text) {
        if (!text.startsWith("/") || text.length() > 1 && text.endsWith("/")) {
            throw new IllegalArgumentException("a path such as / or /rest-api/other");
        }
        return text;
    }

    private static <T> List<T> list(String file, String key, JsonNode value, Function<String, T> read)
            throws InvalidConfig {
        List<T> list = new ArrayList<>();
        for (JsonNode each : value.isArray() ? value : YAMLMapper.shared().createArrayNode().add(value)) {
            try {
                list.add(read.apply(each.asString()));
            } catch (IllegalArgumentException e) {
                throw new InvalidConfig(
                        file + ": " + key + ": " + each.asString() + " (expected: " + e.getMessage() + ")", e);
            }
        }
        return List.copyOf(list);
    }

    static Set<String> origins(String file, String key, JsonNode value) throws InvalidConfig {
        Set<String> origins = new LinkedHashSet<>();
        for (JsonNode each : value.isArray() ? value : YAMLMapper.shared().createArrayNode().add(value)) {
            String origin = each.asString();
            if (!origin.equals("*") && !CORS_OF_THE_APPLICATION.contains(origin) && !isOrigin(origin)) {
                throw new InvalidConfig(file + ": " + key + ": " + origin
                        + " (expected: an origin such as https://example.org, or *, or app)");
            }
            origins.add(origin);
        }
        if (origins.size() > 1 && origins.containsAll(CORS_OF_THE_APPLICATION)) {
            throw new InvalidConfig(file + ": " + key + ": app beside others (expected: app alone, or origins)");
        }
        return origins;
    }

    /** Names of npm packages; sub-paths belong to their package. */
    static Set<String> modules(String file, String key, JsonNode value) throws InvalidConfig {
        Set<String> modules = new LinkedHashSet<>();
        for (JsonNode each : value.isArray() ? value : YAMLMapper.shared().createArrayNode().add(value)) {
            String module = each.asString("");
            if (!module.matches("(@[a-z0-9._~-]+/)?[A-Za-z0-9_~-][A-Za-z0-9._~-]*")) {
                throw new InvalidConfig(file + ": " + key + ": " + module
                        + " (expected: the name of an npm package such as lodash or @scope/name)");
            }
            modules.add(module);
        }
        return modules;
    }

    private static boolean isOrigin(String text) {
        try {
            URI uri = URI.create(text);
            return uri.getScheme() != null && uri.getHost() != null && uri.getRawPath().isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
