package io.annex.core.restapp;

import io.annex.core.addon.Declarations;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/**
 * Which modules of its platform an add-on requires while it is evaluated; known
 * where it is checked.
 *
 * @param names
 *            as the add-on wrote them
 */
public record PlatformModules(List<String> names) implements Declarations {
    private static final int MOST = 500;
    private static final int LONGEST = 100;

    static PlatformModules read(JsonNode modules) {
        List<String> names = new ArrayList<>();
        for (JsonNode each : modules) {
            String name = each.asString("");
            // It is printed.
            if (names.size() < MOST && name.length() <= LONGEST && name.chars().allMatch(c -> c > ' ' && c < 127)) {
                names.add(name);
            }
        }
        names.sort((a, b) -> a.toLowerCase(Locale.ROOT).compareTo(b.toLowerCase(Locale.ROOT)));
        return new PlatformModules(List.copyOf(names));
    }

    /** What it requires is nothing that it could be asked. */
    @Override
    public boolean isEmpty() {
        return true;
    }
}
