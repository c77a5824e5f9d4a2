package io.annex.core.jbackend;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.io.JsonStringEncoder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The input variables of one request. A form's fields win over the query's; the
 * path fills what neither has; the fields of a JSON body are found last. As in
 * PHP, the last of several values counts, and {@code name[]} makes a list. Of a
 * query, what comes after the thousandth is ignored; a form with more is
 * refused.
 */
final class Variables {
    /** Most variables of one request. */
    public static final int MOST = 1000;

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String[] OF_THE_PATH = {"action", "module", "resource", "id"};
    private static final int SHORTEST_PATH = 3;

    /** A text, a list of texts, or what a module has set. */
    private final Map<String, Object> values = new HashMap<>();
    private String body = "";
    private @Nullable JsonNode json;
    private @Nullable String encoded;

    /** Adds {@code a=1&b=2}; what is there already gives way. */
    public void addFields(String fields) {
        Map<String, Object> added = new HashMap<>();
        for (int at = 0; at < fields.length() && added.size() < MOST;) {
            int end = fields.indexOf('&', at);
            if (end < 0) {
                end = fields.length();
            }
            int equals = fields.indexOf('=', at);
            if (equals < 0 || equals > end) {
                equals = end;
            }
            if (equals > at) {
                put(added, decode(fields.substring(at, equals)),
                        equals == end ? "" : decode(fields.substring(equals + 1, end)));
            }
            at = end + 1;
        }
        values.putAll(added);
    }

    /**
     * Adds the fields of a form, unless there are more than can be: gives false
     * then, as the one that is left out may be the one that matters.
     */
    public boolean addForm(String fields) {
        int count = 1;
        for (int at = fields.indexOf('&'); at >= 0; at = fields.indexOf('&', at + 1)) {
            if (++count > MOST) {
                return false;
            }
        }
        addFields(fields);
        return true;
    }

    /** Adds the fields of a multipart form. */
    public void addForm(List<Map.Entry<String, String>> fields) {
        Map<String, Object> added = new HashMap<>();
        fields.forEach(field -> put(added, field.getKey(), field.getValue()));
        values.putAll(added);
    }

    @SuppressWarnings("unchecked")
    private static void put(Map<String, Object> to, String name, String value) {
        if (name.length() > 2 && name.endsWith("[]")) {
            Object had = to.get(name.substring(0, name.length() - 2));
            List<String> list = had instanceof List<?> ? (List<String>) had : new ArrayList<>();
            list.add(value);
            to.put(name.substring(0, name.length() - 2), list);
        } else {
            to.put(name, value);
        }
    }

    /**
     * What is encoded badly stays as it was sent: old clients write
     * {@code discount=5%}.
     */
    private static String decode(String text) {
        if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
            return text;
        }
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text.replace('+', ' ');
        }
    }

    /**
     * Adds what a path of three segments, {@code action/module/resource}, or four,
     * the last of which is {@code id}, has to say.
     *
     * @param path
     *            below the endpoint, still encoded
     */
    public void addPath(String path) {
        int from = path.startsWith("/") ? 1 : 0;
        int to = path.endsWith("/") ? path.length() - 1 : path.length();
        if (from >= to) {
            return;
        }
        String[] segments = path.substring(from, to).split("/", -1);
        if (segments.length == SHORTEST_PATH || segments.length == OF_THE_PATH.length) {
            for (int i = 0; i < segments.length; i++) {
                values.putIfAbsent(OF_THE_PATH[i], decode(segments[i].replace("+", "%2B")));
            }
        }
    }

    /** Sets the body where it is JSON. */
    public void body(String text) {
        body = text;
    }

    /** The body where it is JSON, as it came; otherwise empty. */
    public String body() {
        return body;
    }

    /**
     * A variable as a text, or {@code null} where there is none, or a list or
     * object.
     */
    public @Nullable String text(String name) {
        Object value = values.get(name);
        if (value == null && !body.isEmpty()) {
            value = json().get(name);
        }
        return switch (value) {
            case String text -> text;
            case JsonNode node when node.isValueNode() && !node.isNull() -> node.asString();
            case null, default -> null;
        };
    }

    private JsonNode json() {
        JsonNode read = json;
        if (read == null) {
            try {
                read = JSON.readTree(body);
            } catch (JacksonException e) {
                read = JSON.createObjectNode();
            }
            json = read;
        }
        return read;
    }

    /** Sets what a module has set. */
    void set(JsonNode object) {
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            values.put(entry.getKey(), entry.getValue().isString() ? entry.getValue().asString() : entry.getValue());
        }
        encoded = null;
    }

    /** All but those of the body, as a JSON object. */
    public String encoded() {
        String known = encoded;
        if (known == null) {
            known = encode();
            encoded = known;
        }
        return known;
    }

    private String encode() {
        StringBuilder out = new StringBuilder(64).append('{');
        for (Map.Entry<String, Object> entry : values.entrySet()) {
            if (out.length() > 1) {
                out.append(',');
            }
            quote(entry.getKey(), out);
            out.append(':');
            switch (entry.getValue()) {
                case String text -> quote(text, out);
                case List<?> list -> {
                    out.append('[');
                    for (int i = 0; i < list.size(); i++) {
                        if (i > 0) {
                            out.append(',');
                        }
                        quote(String.valueOf(list.get(i)), out);
                    }
                    out.append(']');
                }
                default -> out.append(entry.getValue());
            }
        }
        return out.append('}').toString();
    }

    static void quote(String text, StringBuilder out) {
        out.append('"');
        JsonStringEncoder.getInstance().quoteAsString(text, out);
        out.append('"');
    }
}
