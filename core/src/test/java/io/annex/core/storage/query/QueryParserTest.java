package io.annex.core.storage.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The language of queries: what is read, and what is said of mistakes. */
class QueryParserTest {
    private static final String KEY = "key";

    private static Query words(String... words) {
        return new Query.Phrase(KEY, List.of(words), false);
    }

    private static void reads(String text, Query query) throws QueryMistake {
        assertThat(QueryParser.parse(text)).as(text).isEqualTo(query);
    }

    @Test
    void valuesOfFields() throws QueryMistake {
        reads("*", new Query.All());
        reads("*:*", new Query.All());
        reads(" ds.analyzed.key:Word ", words("word"));
        reads("ds.analyzed.key: word", words("word"));
        reads("ds.analyzed.key:word^2.5", words("word"));
        reads("ds.analyzed.key:pre*", new Query.Phrase(KEY, List.of("pre"), true));
        reads("ds.analyzed.key:\"A  phrase, here\"", words("a", "phrase", "here"));
        reads("ds.analyzed.key:4.39f1-7a_b", words("4", "39f1", "7a_b"));
        reads("ds.analyzed.key:ada@example.o*", new Query.Phrase(KEY, List.of("ada", "example", "o"), true));
        reads("ds.analyzed.key:a.*", words("a"));
        reads("ds.analyzed.key:\\*\\(a\\:b\\\\\\)", words("a", "b"));
        reads("ds.analyzed.key:*", new Query.Present(KEY));
        reads("ds.analyzed.key:\"\"", new Query.Nothing());
        reads("ds.analyzed.a.b\\ c:x", new Query.Phrase("a.b c", List.of("x"), false));
        reads("ds.sortable.key:\" A b \"", new Query.Whole(KEY, "a b", false));
        reads("ds.sortable.key:a*", new Query.Whole(KEY, "a", true));
        reads("ds.sortable.key:{a TO \"b c\"]", new Query.Texts(KEY, "a", false, "b c", true));
        reads("ds.double.key:-1.5e3", new Query.Numbers(KEY, -1500, true, -1500, true));
        reads("ds.double.key:[1 TO 5}", new Query.Numbers(KEY, 1, true, 5, false));
        reads("ds.double.key:[-5 TO -1]", new Query.Numbers(KEY, -5, true, -1, true));
        reads("ds.double.key:{* TO 5]", new Query.Numbers(KEY, Double.NEGATIVE_INFINITY, true, 5, true));
        reads("dsid:0a-b", new Query.Id("0a-b"));
        reads("dstimestamp:[5 TO *]", new Query.Changed(5, true, Double.POSITIVE_INFINITY, true));
        reads("word", new Query.Phrase("", List.of("word"), false));
        reads("ds.analyzed.key:\\AND", words("and"));
    }

    @Test
    void clausesTogether() throws QueryMistake {
        Query a = new Query.Phrase("", List.of("a"), false);
        Query b = new Query.Phrase("", List.of("b"), false);
        Query c = new Query.Phrase("", List.of("c"), false);
        Query notB = new Query.Not(b);
        reads("a b", new Query.Or(List.of(a, b)));
        reads("a OR b || c", new Query.Or(List.of(a, b, c)));
        reads("a AND b && c", new Query.And(List.of(a, b, c)));
        reads("a b AND c", new Query.Or(List.of(a, new Query.And(List.of(b, c)))));
        reads("a AND NOT b", new Query.And(List.of(a, notB)));
        reads("a AND -b", new Query.And(List.of(a, notB)));
        reads("a NOT b", new Query.And(List.of(a, notB)));
        reads("a -b", new Query.And(List.of(a, notB)));
        reads("a !b", new Query.And(List.of(a, notB)));
        reads("a c -b", new Query.And(List.of(new Query.Or(List.of(a, c)), notB)));
        reads("a OR NOT b", new Query.Or(List.of(a, notB)));
        reads("NOT b", notB);
        reads("NOT NOT b", b);
        reads("+a b", a);
        reads("+a b +c", new Query.And(List.of(a, c)));
        reads("+a -b", new Query.And(List.of(a, notB)));
        reads("((a))", a);
        reads("(a OR b) AND c", new Query.And(List.of(new Query.Or(List.of(a, b)), c)));
        reads("ds.analyzed.key:(x y) AND a", new Query.And(List.of(new Query.Or(List.of(words("x"), words("y"))), a)));
        reads("a-b", new Query.Phrase("", List.of("a", "b"), false));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "`` | query, column 1: nothing (expected: what is to be found, such as ds.analyzed.name:word, or * for all)",
            "ds.analyzed.a: | query, column 15: the end (expected: a value after ds.analyzed.a:)",
            "ds.analyzed.a:(b | query, column 17: the end (expected: ')' for the '(' in column 15)",
            "a) | query, column 2: ')' (expected: the end, or another clause)",
            "a AND | query, column 6: the end (expected: a clause such as ds.analyzed.name:word)",
            "a AND OR b | query, column 7: 'OR' (expected: a clause such as ds.analyzed.name:word)",
            "name:ada | query, column 1: the field 'name' (expected: ds.analyzed.<key>, ds.double.<key>, ds.sortable.<key>, dsid or dstimestamp)",
            "ds.analyzed.a:b:c | query, column 16: ':' (expected: a field before one colon; a colon within a value is written \\:)",
            "ds.double.a:x | query, column 13: 'x' (expected: a number)",
            "ds.double.a:5d | query, column 13: '5d' (expected: a number)",
            "ds.double.a:[1 5] | query, column 16: '5' (expected: TO after the first value of a range)",
            "ds.double.a:[1 TO 5 | query, column 20: the end (expected: ] or } for the '[' in column 13)",
            "ds.double.a:[1 TO ) | query, column 19: ')' (expected: a value, or *, in the range that begins in column 13)",
            "ds.analyzed.a:\"b | query, column 15: a phrase that does not end (expected: \" after its last word)",
            "ds.analyzed.a:b\\ | query, column 16: '\\' at the end (expected: a character after it; \\\\ is a backslash itself)",
            "ds.analyzed.a:b*c | query, column 16: '*' with something after it (expected: it at the end of a word alone; \\* is an asterisk itself)",
            "a^b | query, column 3: 'b' (expected: a number after ^)",
            "dsid:a* | query, column 6: 'a*' (expected: a whole dsid)",
            "[a TO b] | query, column 1: a range without a field (expected: a field before it, such as ds.double.<key>:[1 TO 5])"})
    void mistakesAreToldWithTheirPlace(String text, String message) {
        assertThatThrownBy(() -> QueryParser.parse(text)).isInstanceOf(QueryMistake.class)
                .hasMessage(message.replace("\\\"", "\""));
    }

    @Test
    void queriesAreBounded() {
        assertThatThrownBy(() -> QueryParser.parse("a".repeat(5001))).isInstanceOf(QueryMistake.class)
                .hasMessage("query, column 5001: a query of 5001 characters (expected: at most 5000)");
        assertThatThrownBy(() -> QueryParser.parse("(".repeat(5000))).isInstanceOf(QueryMistake.class)
                .hasMessageContaining("at most 50 parentheses within one another");
        assertThatThrownBy(() -> QueryParser.parse("a ".repeat(201))).isInstanceOf(QueryMistake.class)
                .hasMessageContaining("at most 200 values in a query");
    }

    // ---- any query

    private static Query any(Random random, int depth) {
        if (depth > 0 && random.nextInt(3) > 0) {
            List<Query> parts = new ArrayList<>();
            for (int i = 0; i < 2 + random.nextInt(2); i++) {
                parts.add(any(random, depth - 1));
            }
            return switch (random.nextInt(3)) {
                case 0 -> new Query.And(parts);
                case 1 -> new Query.Or(parts);
                default -> new Query.Not(parts.getFirst());
            };
        }
        return switch (random.nextInt(8)) {
            case 0 -> new Query.All();
            case 1 -> new Query.Present(text(random));
            case 2 -> new Query.Whole(text(random), Words.whole(text(random)), random.nextBoolean());
            case 3 -> new Query.Numbers(text(random), random.nextGaussian(), random.nextBoolean(),
                    random.nextGaussian(), random.nextBoolean());
            case 4 -> new Query.Texts(text(random), Words.whole(text(random)), random.nextBoolean(), null, true);
            case 5 -> new Query.Id(text(random));
            default -> {
                List<String> words = Words.of("a" + text(random) + " b" + random.nextInt(9));
                yield new Query.Phrase(random.nextBoolean() ? "" : text(random), words, words.size() == 1);
            }
        };
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder("t");
        for (int i = random.nextInt(6); i > 0; i--) {
            text.append("a1 .-+!:\"\\()[]{}^*&|é_😀".codePoints().boxed().map(Character::toString).toList()
                    .get(random.nextInt(23)));
        }
        return Words.clean(text.append('e').toString());
    }

    private static String escaped(String text) {
        return text.replaceAll("(?U)([^\\w😀])", "\\\\$1");
    }

    private static String written(Query query) {
        return switch (query) {
            case Query.All all -> "*";
            case Query.Nothing nothing -> "\"\"";
            case Query.Present(String field) -> "ds.double." + escaped(field) + ":*";
            case Query.Whole(String field, String text, boolean open) ->
                "ds.sortable." + escaped(field) + ":" + escaped(text) + (open ? "*" : "");
            case Query.Numbers each -> "ds.double." + escaped(each.field()) + ":" + (each.withLow() ? "[" : "{")
                    + each.low() + " TO " + each.high() + (each.withHigh() ? "]" : "}");
            case Query.Texts each -> "ds.sortable." + escaped(each.field()) + ":" + (each.withLow() ? "[" : "{")
                    + escaped(String.valueOf(each.low())) + " TO *]";
            case Query.Id(String dsid) -> "dsid:" + escaped(dsid);
            case Query.Changed changed -> throw new AssertionError();
            case Query.Phrase(String field, List<String> words, boolean open) ->
                (field.isEmpty() ? "" : "ds.analyzed." + escaped(field) + ":")
                        + (open ? escaped(words.getFirst()) + "*" : '"' + String.join(" ", words) + '"');
            case Query.And(List<Query> parts) -> joined(parts, " AND ");
            case Query.Or(List<Query> parts) -> joined(parts, " OR ");
            case Query.Not(Query part) -> "(NOT (" + written(part) + "))";
        };
    }

    private static String joined(List<Query> parts, String operator) {
        return parts.stream().map(QueryParserTest::written).collect(Collectors.joining(operator, "(", ")"));
    }

    @Test
    void whatIsWrittenIsRead() throws QueryMistake {
        for (int seed = 0; seed < 5000; seed++) {
            Query query = any(new Random(seed), 3);
            String text = written(query);
            if (text.length() <= QueryParser.LONGEST) {
                assertThat(QueryParser.parse(text)).as("%d: %s", seed, text).isEqualTo(query);
            }
        }
    }

    @Test
    void whateverIsAskedIsReadOrIsAMistakeWithinIt() {
        List<String> pieces = List.of("ds.analyzed.a:", "ds.double.b:", "ds.sortable.c:", "dsid:", "x", "5", "-", "+",
                "!", "NOT", " ", " ", "AND", "OR", "TO", "(", ")", "[", "]", "{", "}", "\"", "*", "^", ":", "\\", "&&",
                "||", "\uD800", "\u0000", "é", "😀");
        int read = 0;
        for (int seed = 0; seed < 50_000; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(12); i >= 0; i--) {
                text.append(pieces.get(random.nextInt(pieces.size())));
            }
            try {
                QueryParser.parse(text.toString());
                read++;
            } catch (QueryMistake e) {
                assertThat(e.column()).as("%d: %s", seed, text).isBetween(1, text.length() + 1);
            } catch (RuntimeException | Error e) {
                throw new AssertionError(seed + ": " + text, e);
            }
        }
        assertThat(read).isGreaterThan(1000);
    }
}
