package io.annex.api;

import java.util.List;

/**
 * Who asks, as the server knows: a user of Annex's own, of the program that
 * embeds it, or of widgets' manager.
 *
 * @param id
 *            tells this visitor from all others
 * @param name
 *            the name to log in by, or empty
 * @param mail
 *            address, or empty
 * @param groups
 *            names of the groups that the visitor is a member of
 * @param roles
 *            names of the visitor's roles
 * @param json
 *            all that is known, as a JSON object
 */
public record Visitor(String id, String name, String mail, List<String> groups, List<String> roles, String json) {
    public Visitor {
        groups = List.copyOf(groups);
        roles = List.copyOf(roles);
    }
}
