package io.annex.core.storage.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A field as a query names it: what of the items is looked at, and how.
 *
 * @param key
 *            a property's key; empty for any
 */
record Field(Kind kind, String key) {
    enum Kind {
        ANALYZED, DOUBLE, SORTABLE, ID, TIME
    }

    /** Words without a field. */
    static final Field ANY = new Field(Kind.ANALYZED, "");
    static final String KNOWN = "ds.analyzed.<key>, ds.double.<key>, ds.sortable.<key>, dsid or dstimestamp";

    /** The field of that name, or {@code null}. */
    static @Nullable Field named(String name) {
        return switch (name) {
            case "dsid" -> new Field(Kind.ID, name);
            case "dstimestamp" -> new Field(Kind.TIME, name);
            default -> {
                Field analyzed = named(name, "ds.analyzed.", Kind.ANALYZED);
                Field numbers = named(name, "ds.double.", Kind.DOUBLE);
                yield analyzed != null
                        ? analyzed
                        : numbers != null ? numbers : named(name, "ds.sortable.", Kind.SORTABLE);
            }
        };
    }

    private static @Nullable Field named(String name, String prefix, Kind kind) {
        return name.startsWith(prefix) && name.length() > prefix.length()
                ? new Field(kind, Words.clean(name.substring(prefix.length())))
                : null;
    }

    Query word(Token token) throws QueryMistake {
        if (token.open() && token.text().isEmpty()) {
            return key.isEmpty() || kind == Kind.ID || kind == Kind.TIME ? new Query.All() : new Query.Present(key);
        }
        return of(token);
    }

    Query phrase(Token token) throws QueryMistake {
        return of(token);
    }

    private Query of(Token token) throws QueryMistake {
        return switch (kind) {
            case ANALYZED -> {
                List<String> words = Words.of(token.text());
                yield words.isEmpty()
                        ? new Query.Nothing()
                        : new Query.Phrase(key, words, token.open() && Words.endsInWord(token.text()));
            }
            case SORTABLE -> new Query.Whole(key, Words.whole(token.text()), token.open());
            case ID -> {
                if (token.open()) {
                    throw new QueryMistake(token.column(), token.shown(), "a whole dsid");
                }
                yield new Query.Id(Words.clean(token.text()));
            }
            case DOUBLE, TIME -> {
                double number = number(token);
                yield numbers(number, true, number, true);
            }
        };
    }

    Query range(Token from, Token low, Token high, Token end) throws QueryMistake {
        boolean withLow = from.text().equals("[");
        boolean withHigh = end.text().equals("]");
        return switch (kind) {
            case DOUBLE, TIME -> numbers(low.open() ? Double.NEGATIVE_INFINITY : number(low), withLow || low.open(),
                    high.open() ? Double.POSITIVE_INFINITY : number(high), withHigh || high.open());
            case ANALYZED, SORTABLE -> {
                if (key.isEmpty()) {
                    throw new QueryMistake(from.column(), "a range without a field",
                            "a field before it, such as ds.double.<key>:[1 TO 5]");
                }
                yield low.open() && high.open()
                        ? new Query.Present(key)
                        : new Query.Texts(key, low.open() ? null : Words.whole(low.text()), withLow,
                                high.open() ? null : Words.whole(high.text()), withHigh);
            }
            case ID -> throw new QueryMistake(from.column(), "a range", "a whole dsid");
        };
    }

    private Query numbers(double low, boolean withLow, double high, boolean withHigh) {
        return kind == Kind.TIME
                ? new Query.Changed(low, withLow, high, withHigh)
                : new Query.Numbers(key, low, withLow, high, withHigh);
    }

    private double number(Token token) throws QueryMistake {
        Double number = QueryParser.number(token);
        if (number == null) {
            throw new QueryMistake(token.column(), token.shown(),
                    "a number" + (kind == Kind.TIME ? " of milliseconds" : ""));
        }
        return number;
    }
}
