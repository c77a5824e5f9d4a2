package io.annex.server.database;

import io.annex.core.storage.query.Query;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether a query finds the item whose number is {@code d.doc}, as SQL. */
final class ItemFilter {
    /** What is added to a time to tell changes of one millisecond. */
    static final int TIME_BITS = 20;
    private static final double MOST_TIME = 1L << 42;

    private final long store;

    ItemFilter(long store) {
        this.store = store;
    }

    Sql of(Query query) {
        Sql sql = new Sql();
        switch (query) {
            case Query.All all -> sql.add("1 = 1");
            case Query.Nothing nothing -> sql.add("1 = 0");
            case Query.And(List<Query> parts) -> {
                sql.add("(1 = 1");
                parts.forEach(each -> sql.add(" AND ").add(of(each)));
                sql.add(")");
            }
            case Query.Or(List<Query> parts) -> {
                sql.add("(1 = 0");
                parts.forEach(each -> sql.add(" OR ").add(of(each)));
                sql.add(")");
            }
            case Query.Not(Query part) -> sql.add("NOT (").add(of(part)).add(")");
            case Query.Id(String dsid) -> sql.add("d.doc = (SELECT x.doc FROM storage_item x WHERE x.store = ?", store)
                    .add(" AND x.name = ?)", dsid);
            case Query.Changed changed -> changed(sql, changed);
            case Query.Phrase phrase -> words(sql, phrase);
            default -> values(sql.add("EXISTS (SELECT 1 FROM storage_value x WHERE x.doc = d.doc"), query).add(")");
        }
        return sql;
    }

    private void words(Sql sql, Query.Phrase phrase) {
        if (phrase.words().size() > 1) {
            sql.add("EXISTS (SELECT 1 FROM storage_value x WHERE x.doc = d.doc");
            if (!phrase.field().isEmpty()) {
                sql.add(" AND x.field = ?", phrase.field());
            }
            sql.add(" AND x.phrase LIKE ? ESCAPE '\\')", pattern(phrase));
        } else if (phrase.open() || phrase.field().isEmpty()) {
            // Without the store, whose index has no use here.
            word(sql.add("EXISTS (SELECT 1 FROM storage_word x WHERE x.doc = d.doc"), phrase.field(),
                    phrase.words().getFirst(), phrase.open()).add(")");
        } else {
            word(sql.add("EXISTS (SELECT 1 FROM storage_word x WHERE x.doc = d.doc AND x.store = ?", store),
                    phrase.field(), phrase.words().getFirst(), false).add(")");
        }
    }

    /** Goes on with a condition for {@code x}, a word. */
    static Sql word(Sql sql, String field, String word, boolean open) {
        if (open) {
            sql.add(" AND x.word >= ?", word).add(" AND x.word < ?", after(word));
        } else {
            sql.add(" AND x.word = ?", word);
        }
        return field.isEmpty() ? sql : sql.add(" AND x.field = ?", field);
    }

    /** Words have one sign that means something in a pattern. */
    private static String pattern(Query.Phrase phrase) {
        return "% " + String.join(" ", phrase.words()).replace("_", "\\_") + (phrase.open() ? "%" : " %");
    }

    /** Goes on with a condition for {@code x}, a value. */
    static Sql values(Sql sql, Query query) {
        switch (query) {
            case Query.Present(String field) -> sql.add(" AND x.field = ?", field);
            case Query.Whole(String field, String text, boolean open) -> {
                sql.add(" AND x.field = ?", field);
                if (!open) {
                    sql.add(" AND x.text = ?", text);
                } else if (!text.isEmpty()) {
                    sql.add(" AND x.text >= ?", text).add(" AND x.text < ?", after(text));
                }
            }
            case Query.Numbers numbers -> {
                sql.add(" AND x.field = ?", numbers.field());
                sql.add(numbers.withLow() ? " AND x.number >= ?" : " AND x.number > ?", numbers.low());
                sql.add(numbers.withHigh() ? " AND x.number <= ?" : " AND x.number < ?", numbers.high());
            }
            case Query.Texts texts -> {
                sql.add(" AND x.field = ?", texts.field());
                bound(sql, texts.low(), texts.withLow(), true);
                bound(sql, texts.high(), texts.withHigh(), false);
            }
            default -> throw new IllegalArgumentException("no query of values: " + query);
        }
        return sql;
    }

    private static void bound(Sql sql, @Nullable String text, boolean with, boolean low) {
        if (text != null) {
            if (low) {
                sql.add(with ? " AND x.text >= ?" : " AND x.text > ?", text);
            } else {
                sql.add(with ? " AND x.text <= ?" : " AND x.text < ?", text);
            }
        }
    }

    /** Numbers of items go down as time goes on. */
    private static void changed(Sql sql, Query.Changed changed) {
        double low = changed.withLow() ? Math.ceil(changed.low()) : Math.floor(changed.low()) + 1;
        double high = changed.withHigh() ? Math.floor(changed.high()) : Math.ceil(changed.high()) - 1;
        sql.add("(d.doc <= ?", -(time(low) << TIME_BITS)).add(" AND d.doc > ?)", -(time(high + 1) << TIME_BITS));
    }

    private static long time(double millis) {
        return (long) Math.max(0, Math.min(MOST_TIME, millis));
    }

    /** The first text after all that begin with this one. */
    static String after(String beginning) {
        int last = beginning.codePointBefore(beginning.length());
        int next = last + 1 == Character.MIN_SURROGATE ? Character.MAX_SURROGATE + 1 : last + 1;
        String rest = beginning.substring(0, beginning.length() - Character.charCount(last));
        return next > Character.MAX_CODE_POINT ? rest + Character.toString(last) : rest + Character.toString(next);
    }
}
