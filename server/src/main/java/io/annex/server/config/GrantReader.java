package io.annex.server.config;

import io.annex.core.grant.Granted;
import io.annex.core.settings.ServiceDeclarations;
import io.annex.core.settings.ServiceGrant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * Reads what is granted of what services have declared: {@code mail: true},
 * {@code addons: [other]}, {@code files: [{path: /srv/texts, access: read}]}.
 */
final class GrantReader {
    private GrantReader() {
    }

    static Granted read(String file, String key, String name, JsonNode value, ServiceDeclarations declared)
            throws InvalidConfig {
        ServiceGrant grant = declared.grant(name);
        if (grant == null) {
            throw new InvalidConfig(file + ": " + key
                    + ": unknown (expected: hosts, networks, headers, cookieNames, cookiePaths"
                    + declared.grants().stream().map(each -> ", " + each.name()).collect(Collectors.joining()) + ")");
        }
        Granted granted = value.isArray() ? list(file, key, grant, value) : single(file, key, grant, value);
        if (!granted.isEmpty()) {
            try {
                grant.check().accept(granted);
            } catch (IllegalArgumentException e) {
                throw new InvalidConfig(file + ": " + key + ": " + e.getMessage(), e);
            }
        }
        return granted;
    }

    private static Granted single(String file, String key, ServiceGrant grant, JsonNode value) throws InvalidConfig {
        if (!value.isBoolean()) {
            throw new InvalidConfig(file + ": " + key + ": " + value.asString("a mapping") + " (expected: "
                    + (grant.form().equals("true") ? "true" : grant.form()) + " or false)");
        }
        return value.asBoolean() ? Granted.WHOLE : new Granted(false, List.of(), List.of());
    }

    private static Granted list(String file, String key, ServiceGrant grant, JsonNode value) throws InvalidConfig {
        boolean whole = false;
        List<String> names = new ArrayList<>();
        List<Map<String, String>> entries = new ArrayList<>();
        for (JsonNode each : value) {
            if (each.isObject()) {
                entries.add(AddonSections.texts(file, key, each));
            } else if (each.isBoolean() && each.asBoolean()) {
                whole = true;
            } else if (each.isString() || each.isNumber()) {
                names.add(each.asString());
            } else {
                throw new InvalidConfig(file + ": " + key + ": " + each + " (expected: " + grant.form() + ")");
            }
        }
        return new Granted(whole, names, entries);
    }
}
