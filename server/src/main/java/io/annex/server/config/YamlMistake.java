package io.annex.server.config;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;

/**
 * What the parser says of a file that is no YAML: in its first line what it was
 * at, further below what is wrong, and where that is.
 */
final class YamlMistake {
    private static final Pattern PLACE = Pattern.compile("line (\\d+), column (\\d+)");
    private static final Pattern WRONG = Pattern
            .compile("(?m)^(?:found|expected|could not|mapping|block|but|duplicate).*$");

    private YamlMistake() {
    }

    /** {@code line:column: what}. */
    static String of(JacksonException e) {
        String said = e.getOriginalMessage();
        List<String> all = WRONG.matcher(said).results().map(each -> each.group().strip()).toList();
        String what = all.isEmpty() ? said.lines().findFirst().orElse("") : String.join(", ", all);
        Matcher place = PLACE.matcher(said);
        String where = e.getLocation().getLineNr() + ":" + e.getLocation().getColumnNr();
        while (place.find()) {
            where = place.group(1) + ':' + place.group(2);
        }
        return where + ": " + what;
    }
}
