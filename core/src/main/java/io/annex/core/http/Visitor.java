package io.annex.core.http;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Who asks, as add-ons are told.
 *
 * @param id
 *            tells one visitor from all others, and stays; not empty
 * @param name
 *            the name to log in by, or empty
 * @param mail
 *            address, or empty
 * @param groups
 *            names of the groups that the visitor is a member of
 * @param roles
 *            names of the visitor's roles
 * @param properties
 *            what else is known: texts, numbers, booleans, and lists and maps
 *            of them, by name
 */
public record Visitor(String id, String name, String mail, List<String> groups, List<String> roles,
        Map<String, ?> properties) {
    private static final JsonMapper JSON = JsonMapper.shared();

    public Visitor {
        if (id.isEmpty()) {
            throw new IllegalArgumentException("id: empty (expected: what tells the visitor from all others)");
        }
        groups = List.copyOf(groups);
        roles = List.copyOf(roles);
        properties = Map.copyOf(properties);
    }

    /** A visitor of whom no more is known. */
    public static Visitor of(String id, String name) {
        return new Visitor(id, name, "", List.of(), List.of(), Map.of());
    }

    /** With an address. */
    public Visitor mail(String address) {
        return new Visitor(id, name, address, groups, roles, properties);
    }

    /** A member of these groups, and no others. */
    public Visitor groups(String... names) {
        return new Visitor(id, name, mail, List.of(names), roles, properties);
    }

    /** In these roles, and no others. */
    public Visitor roles(String... names) {
        return new Visitor(id, name, mail, groups, List.of(names), properties);
    }

    /** With these properties, and no others. */
    public Visitor properties(Map<String, ?> values) {
        return new Visitor(id, name, mail, groups, roles, values);
    }

    /** As add-ons read it; see {@code docs/howto/embedding.md}. */
    public String json() {
        ObjectNode json = JSON.createObjectNode().put("id", id).put("name", name).put("mail", mail);
        json.set("groups", JSON.valueToTree(groups));
        json.set("roles", JSON.valueToTree(roles));
        json.set("properties", JSON.valueToTree(properties));
        return json.toString();
    }
}
