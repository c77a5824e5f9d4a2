package io.annex.server.config;

import io.annex.core.jbackend.JbackendEndpoint;
import io.annex.core.jbackend.JbackendEndpoint.Access;
import io.annex.core.jbackend.JbackendSettings;
import io.annex.core.jbackend.JbackendSettings.ModuleSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Reads the part of the configuration below {@code jbackend}. */
final class JbackendReader {
    private final String file;

    private JbackendReader(String file) {
        this.file = file;
    }

    static JbackendSettings read(String file, JsonNode value) throws InvalidConfig {
        return new JbackendReader(file).settings(value);
    }

    private JbackendSettings settings(JsonNode value) throws InvalidConfig {
        List<JbackendEndpoint> endpoints = List.of();
        Map<String, ModuleSettings> modules = Map.of();
        boolean registration = false;
        boolean everywhere = false;
        for (Map.Entry<String, JsonNode> entry : mapping("jbackend", value, "{endpoints: […]}").properties()) {
            switch (entry.getKey()) {
                case "endpoints" -> endpoints = endpoints(entry.getValue());
                case "modules" -> modules = modules(entry.getValue());
                case "registration" -> registration = isOn("jbackend.registration", entry.getValue());
                case "everywhere" -> everywhere = isOn("jbackend.everywhere", entry.getValue());
                default -> throw unknown("jbackend." + entry.getKey(), "endpoints, everywhere, modules, registration");
            }
        }
        return new JbackendSettings(endpoints, modules, registration, everywhere);
    }

    private List<JbackendEndpoint> endpoints(JsonNode value) throws InvalidConfig {
        if (!value.isArray()) {
            throw invalid("jbackend.endpoints", "not a list", "e.g. [{path: /jbackend, access: key}]");
        }
        List<JbackendEndpoint> endpoints = new ArrayList<>();
        Set<String> paths = new HashSet<>();
        for (JsonNode each : value) {
            String key = "jbackend.endpoints[" + endpoints.size() + "]";
            JbackendEndpoint endpoint = endpoint(key, mapping(key, each, "{path: /jbackend}"));
            if (!paths.add(endpoint.path())) {
                throw invalid(key + ".path", endpoint.path(), "a path that no other endpoint has");
            }
            endpoints.add(endpoint);
        }
        return List.copyOf(endpoints);
    }

    private JbackendEndpoint endpoint(String key, JsonNode value) throws InvalidConfig {
        String path = "";
        Access access = Access.KEY;
        Set<String> modules = JbackendEndpoint.ALL_MODULES;
        boolean cors = false;
        boolean forceSsl = false;
        boolean trace = false;
        for (Map.Entry<String, JsonNode> entry : value.properties()) {
            String own = key + "." + entry.getKey();
            switch (entry.getKey()) {
                case "path" -> path = entry.getValue().asString("");
                case "access" -> access = access(own, entry.getValue().asString(""));
                case "modules" -> modules = names(entry.getValue());
                case "cors" -> cors = isOn(own, entry.getValue());
                case "forceSsl" -> forceSsl = isOn(own, entry.getValue());
                case "trace" -> trace = isOn(own, entry.getValue());
                default -> throw unknown(own, "path, access, modules, cors, forceSsl, trace");
            }
        }
        if (!path.matches("(/[^/%?#\\s]+)+") || path.startsWith("/-/") || path.equals("/-")) {
            throw invalid(key + ".path", path.isEmpty() ? "missing" : path,
                    "e.g. /jbackend or /index.php/api; not below /-, no slash at the end");
        }
        return new JbackendEndpoint(path, access, modules, cors, forceSsl, trace);
    }

    private Access access(String key, String text) throws InvalidConfig {
        for (Access access : Access.values()) {
            if (access.code().equals(text)) {
                return access;
            }
        }
        throw invalid(key, text, Stream.of(Access.values()).map(Access::code).collect(Collectors.joining(" or ")));
    }

    private static Set<String> names(JsonNode value) {
        Set<String> names = new LinkedHashSet<>();
        if (value.isArray()) {
            value.forEach(name -> names.add(name.asString("")));
        } else {
            names.add(value.asString(""));
        }
        return names;
    }

    private Map<String, ModuleSettings> modules(JsonNode value) throws InvalidConfig {
        Map<String, ModuleSettings> modules = new HashMap<>();
        for (Map.Entry<String, JsonNode> entry : mapping("jbackend.modules", value, "{helloworld: {order: 1}}")
                .properties()) {
            String key = "jbackend.modules." + entry.getKey();
            modules.put(entry.getKey(), module(key, mapping(key, entry.getValue(), "{enabled: false}")));
        }
        return Map.copyOf(modules);
    }

    private ModuleSettings module(String key, JsonNode value) throws InvalidConfig {
        boolean enabled = ModuleSettings.DEFAULTS.enabled();
        int order = ModuleSettings.DEFAULTS.order();
        Map<String, String> params = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : value.properties()) {
            String own = key + "." + entry.getKey();
            switch (entry.getKey()) {
                case "enabled" -> enabled = isOn(own, entry.getValue());
                case "order" -> {
                    if (!entry.getValue().isInt()) {
                        throw invalid(own, entry.getValue().asString(""), "a whole number");
                    }
                    order = entry.getValue().asInt();
                }
                case "params" -> mapping(own, entry.getValue(), "{greeting: Hello}").properties()
                        .forEach(param -> params.put(param.getKey(), param.getValue().asString("")));
                default -> throw unknown(own, "enabled, order, params");
            }
        }
        return new ModuleSettings(enabled, order, Map.copyOf(params));
    }

    private JsonNode mapping(String key, JsonNode value, String example) throws InvalidConfig {
        if (!value.isObject()) {
            throw invalid(key, "not a mapping", "e.g. " + example);
        }
        return value;
    }

    private boolean isOn(String key, JsonNode value) throws InvalidConfig {
        return switch (value.asString("")) {
            case "true" -> true;
            case "false" -> false;
            default -> throw invalid(key, value.asString(""), "true or false");
        };
    }

    private InvalidConfig unknown(String key, String known) {
        return invalid(key, "unknown", known);
    }

    private InvalidConfig invalid(String key, String value, String expected) {
        return new InvalidConfig(file + ": " + key + ": " + value + " (expected: " + expected + ")");
    }
}
