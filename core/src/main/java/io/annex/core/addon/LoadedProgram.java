package io.annex.core.addon;

import io.annex.core.files.ServedFolder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the guest says of a program that it has loaded; see
 * {@code docs/design/messages.md}.
 */
// Add-on code shares an isolate with the library that writes this, so nothing
// in it is believed: endpoints are looked through on event loops and printed.
public record LoadedProgram(List<Endpoint> endpoints, List<Listener> listeners, List<String> warnings,
        ClientScript clientScript, Declarations declarations) {
    /** Each is kept, described and counted on its own. */
    static final int MOST_ENDPOINTS = 5000;
    static final int LONGEST_TEMPLATE = 2000;
    /** Each is a message of its own where an event comes. */
    static final int MOST_LISTENERS = 1000;
    static final int LONGEST_NAME = 200;

    private static final int LONGEST_SHOWN = 80;
    private static final JsonMapper JSON = JsonMapper.shared();

    /**
     * Reads what the guest says.
     *
     * @param style
     *            reads what only its programs declare
     * @throws InvalidAddon
     *             when its endpoints cannot be served
     */
    public static LoadedProgram read(String loaded, Declarations.Reader style) throws InvalidAddon {
        try {
            JsonNode json = JSON.readTree(loaded);
            JsonNode declared = json.path("endpoints");
            if (!declared.isArray()) {
                throw new InvalidAddon("endpoints: " + kind(declared) + " (expected: a list)");
            }
            if (declared.size() > MOST_ENDPOINTS) {
                throw new InvalidAddon("endpoints: the add-on has " + declared.size() + " (expected: at most "
                        + MOST_ENDPOINTS + "; paths with parameters, such as /item/:id, take fewer)");
            }
            List<Endpoint> endpoints = new ArrayList<>();
            OperationReader operations = new OperationReader();
            for (JsonNode endpoint : declared) {
                int index = endpoints.size();
                endpoints.add(endpoint(index, endpoint, operations.read(index, endpoint)));
            }
            List<String> warnings = new ArrayList<>();
            json.path("warnings").forEach(warning -> warnings.add(warning.asString("")));
            return new LoadedProgram(List.copyOf(endpoints), listeners(json.path("listeners")), List.copyOf(warnings),
                    clientScript(json.path("clientScript")), style.read(json));
        } catch (JacksonException e) {
            throw new InvalidAddon("what the add-on declares cannot be read: " + e.getOriginalMessage(), e);
        }
    }

    private static List<Listener> listeners(JsonNode declared) throws InvalidAddon {
        if (declared.isMissingNode()) {
            return List.of();
        }
        if (!declared.isArray()) {
            throw new InvalidAddon("listeners: " + kind(declared) + " (expected: a list)");
        }
        if (declared.size() > MOST_LISTENERS) {
            throw new InvalidAddon(
                    "listeners: the add-on has " + declared.size() + " (expected: at most " + MOST_LISTENERS + ")");
        }
        List<Listener> listeners = new ArrayList<>();
        for (JsonNode each : declared) {
            String name = each.path("name").asString("");
            if (!isName(name)) {
                throw new InvalidAddon("listener " + (listeners.size() + 1) + ": name: " + printable(name)
                        + " (expected: 1 to " + LONGEST_NAME + " letters, digits, ':', '_', '-')");
            }
            listeners.add(new Listener(listeners.size(), name));
        }
        return List.copyOf(listeners);
    }

    /** Whether it can be the name of a listener or an event. */
    public static boolean isName(String text) {
        return !text.isEmpty() && text.length() <= LONGEST_NAME && text.chars().allMatch(
                c -> c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || ":_-".indexOf(c) >= 0);
    }

    private static ClientScript clientScript(JsonNode declared) {
        if (!declared.isObject()) {
            return new ClientScript.None();
        }
        if (declared.path("error").isString()) {
            return new ClientScript.Broken(declared.path("error").asString());
        }
        return declared.path("code").isString()
                ? new ClientScript.Compiled(declared.path("code").asString())
                : new ClientScript.AsWritten();
    }

    private static Endpoint endpoint(int index, JsonNode declared, @Nullable Operation operation) throws InvalidAddon {
        String method = text(index, declared, "method");
        String template = text(index, declared, "path");
        if (method.isEmpty() || !method.chars().allMatch(c -> c >= 'A' && c <= 'Z')) {
            throw new InvalidAddon(
                    where(index, declared) + "method: " + printable(method) + " (expected: GET, POST, …)");
        }
        if (template.length() > LONGEST_TEMPLATE) {
            throw new InvalidAddon(where(index, declared) + "path: " + template.length()
                    + " characters (expected: at most " + LONGEST_TEMPLATE + ")");
        }
        if (!template.startsWith("/") || template.chars().anyMatch(Character::isISOControl)) {
            throw new InvalidAddon(where(index, declared) + "path: " + printable(template)
                    + " (expected: begins with /, no control characters)");
        }
        Endpoint.Reach reach = reach(declared);
        if (reach == Endpoint.Reach.BELOW && template.equals("/")) {
            throw new InvalidAddon(
                    where(index, declared) + "path: / (expected: one segment, as all below it is answered)");
        }
        return new Endpoint(index, method, template, !declared.path("body").asString("text").equals("bytes"), reach,
                files(index, declared), operation);
    }

    /**
     * Which endpoint, by its number and as its author wrote it, as far as that
     * goes.
     */
    static String where(int index, JsonNode declared) {
        String said = (written(declared, "method") + ' ' + written(declared, "path")).strip();
        return "endpoint " + (index + 1) + (said.isEmpty() ? "" : " (" + printable(shortened(said)) + ')') + ": ";
    }

    private static String written(JsonNode declared, String field) {
        JsonNode value = declared.path(field);
        return value.isString() ? value.asString() : "";
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + '…';
    }

    private static Endpoint.Reach reach(JsonNode declared) {
        return switch (declared.path("reach").asString("")) {
            case "below" -> Endpoint.Reach.BELOW;
            case "express" -> Endpoint.Reach.EXPRESS;
            default -> Endpoint.Reach.TEMPLATE;
        };
    }

    private static @Nullable ServedFolder files(int index, JsonNode declared) throws InvalidAddon {
        try {
            return declared.has("files") ? ServedFolder.read(declared.path("files")) : null;
        } catch (IllegalArgumentException e) {
            throw new InvalidAddon(where(index, declared) + e.getMessage(), e);
        }
    }

    private static String text(int index, JsonNode declared, String field) throws InvalidAddon {
        JsonNode value = declared.path(field);
        if (!value.isString()) {
            throw new InvalidAddon(where(index, declared) + field + ": " + kind(value) + " (expected: a text)");
        }
        return value.asString();
    }

    private static String kind(JsonNode node) {
        return node.getNodeType().name().toLowerCase(Locale.ROOT);
    }

    private static String printable(String text) {
        return text.substring(0, Math.min(text.length(), 100)).replaceAll("\\p{Cntrl}", "?");
    }
}
