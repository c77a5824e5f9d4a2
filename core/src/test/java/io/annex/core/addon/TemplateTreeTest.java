package io.annex.core.addon;

import static org.assertj.core.api.Assertions.assertThat;

import io.annex.core.addon.Endpoint.Reach;
import io.annex.core.addon.EndpointTable.Match;
import io.annex.core.files.ServedFolder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

/** The tree finds what a comparison with each template finds. */
class TemplateTreeTest {
    private static final int TABLES = 150;
    private static final int PATHS = 40;
    private static final List<String> METHODS = List.of("GET", "HEAD", "POST", "PUT", "OPTIONS");
    private static final List<String> LITERALS = List.of("a", "A", "b", "ab", "user", "User", "a b", "a%20b", "ß", "ss",
            "SS", "straße", "K", "k", "İ", "ı", "µ", "μ", "𐐀", "𐐨", "*", "", ":id", ":id", ":other", "i");
    private static final List<String> ASKED = List.of("a", "A", "b", "aB", "%61", "%41", "user", "USER", "us%65r",
            "a%20b", "a%2520b", "%C3%9F", "ss", "SS", "stra%C3%9Fe", "STRASSE", "k", "%E2%84%AA", "%C4%B0", "%C4%B1",
            "%C2%B5", "%CE%BC", "%F0%90%90%80", "%F0%90%90%A8", "*", "", "7", "x+y", "i", "I");
    private final Random random = new Random(19);

    /** What add-ons of one style declare, or of several mixed. */
    private enum Mix {
        TEMPLATES(Reach.TEMPLATE), BELOW(Reach.BELOW), EXPRESS(Reach.EXPRESS), ALL(Reach.values());

        private final List<Reach> reaches;

        Mix(Reach... reaches) {
            this.reaches = List.of(reaches);
        }
    }

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private String path(List<String> segments, int least) {
        StringBuilder path = new StringBuilder();
        for (int i = random.nextInt(4) + least; i > 0; i--) {
            path.append('/').append(any(segments));
        }
        return path.append(random.nextInt(5) == 0 || path.isEmpty() ? "/" : "").toString();
    }

    private Endpoint endpoint(int index, Mix mix) {
        Reach reach = any(mix.reaches);
        ServedFolder files = reach != Reach.BELOW && random.nextInt(12) == 0
                ? ServedFolder.read(JsonMapper.shared().readTree("{\"folder\": \"public\"}"))
                : null;
        String template = switch (reach) {
            case TEMPLATE -> path(LITERALS, 0);
            case BELOW -> '/' + any(LITERALS.stream().filter(each -> !each.isEmpty()).toList());
            case EXPRESS -> path(LITERALS, 0) + (random.nextInt(4) == 0 ? "/*" : "");
        };
        return new Endpoint(index, any(METHODS), template, true, reach, files, null);
    }

    @ParameterizedTest
    @EnumSource
    void aTreeFindsWhatComparingWithEachFinds(Mix mix) {
        int found = 0;
        for (int i = 0; i < TABLES; i++) {
            List<Endpoint> endpoints = new ArrayList<>();
            for (int many = random.nextInt(30); many > 0; many--) {
                endpoints.add(endpoint(endpoints.size(), mix));
            }
            EndpointTable table = new EndpointTable(endpoints);
            LinearTable linear = new LinearTable(endpoints);
            for (int j = 0; j < PATHS; j++) {
                String path = random.nextInt(20) == 0 ? "" : path(ASKED, 0);
                String method = any(METHODS);
                int from = random.nextInt(3) == 0 ? random.nextInt(endpoints.size() + 1) : 0;
                Match match = table.match(method, path, from);
                assertThat(match).as("%s %s from %s in %s", method, path, from, endpoints)
                        .isEqualTo(linear.match(method, path, from));
                assertThat(table.options(path)).as("%s in %s", path, endpoints).isEqualTo(linear.options(path));
                assertThat(table.allowed(path)).as("%s in %s", path, endpoints).isEqualTo(linear.allowed(path));
                found += match instanceof Match.Found ? 1 : 0;
            }
        }
        // Else the paths would show nothing.
        assertThat(found).isGreaterThan(TABLES * PATHS / 20);
    }

    /** What the tree takes for the same in any case is what Java does. */
    @Test
    void lettersAreFoldedAsJavaComparesThem() {
        List<String> letters = IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                .filter(each -> Character.toUpperCase(each) != each || Character.toLowerCase(each) != each)
                .mapToObj(Character::toString).toList();
        for (String each : letters) {
            String folded = SegmentMap.folded(each);
            for (String other : List.of(folded, each.toUpperCase(Locale.ROOT), each.toLowerCase(Locale.ROOT))) {
                if (SegmentMap.folded(other).equals(folded) != each.equalsIgnoreCase(other)
                        || SegmentMap.anyCase(Map.of(folded, true)).get(other, 0, other.length()) == null
                                && each.equalsIgnoreCase(other)) {
                    throw new AssertionError(each + " and " + other + ": folded: " + folded);
                }
            }
        }
        for (String each : letters.subList(0, 400)) {
            for (String other : letters.subList(0, 400)) {
                if (SegmentMap.folded(each).equals(SegmentMap.folded(other)) != each.equalsIgnoreCase(other)) {
                    throw new AssertionError(each + " and " + other);
                }
            }
        }
    }
}
