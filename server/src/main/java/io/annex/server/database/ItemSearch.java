package io.annex.server.database;

import io.annex.core.storage.Search;
import io.annex.core.storage.query.Query;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A search as one statement that an index answers.
 *
 * <p>
 * <b>The idea.</b> An item of a collection has a number that goes down with
 * each change, as a search engine's document has one: the entries of a word in
 * the index are in the order in which items are answered by default, and the
 * first ten of fifty thousand cost what ten cost. So a statement walks along
 * the entries of one word, and asks of each whether the rest of the query finds
 * it too ({@link ItemFilter}); of several that must all be there, along the
 * rarest, which is counted before, up to a bound. What has no order of its own
 * (the beginning of a word, a range, several words with OR) is gathered where
 * it is little. Where it is much, the items themselves are walked from the last
 * change on, as ten that match are not far.
 *
 * <p>
 * <b>Left to the database instead</b>, the plan depends on its statistics: H2
 * has none, and PostgreSQL walked a hundred thousand items to find one, in 300
 * ms, when it could use an index on JSON. Both are led to the same way here.
 */
final class ItemSearch {
    /** What is gathered; where more is found, the items are walked. */
    private static final int MOST_GATHERED = 1000;

    private final Connection connection;
    private final long store;
    private final ItemFilter filter;

    ItemSearch(Connection connection, long store) {
        this.connection = connection;
        this.store = store;
        this.filter = new ItemFilter(store);
    }

    /**
     * Where items are looked up that a query finds, and perhaps others.
     *
     * @param query
     *            what the entries are of
     * @param exact
     *            whether it finds all of them
     * @param word
     *            the one whose entries these are, in the order of the items'
     *            numbers; {@code null} where they have none
     */
    private record Source(Query query, Sql from, boolean exact, @Nullable String word) {
    }

    /** Sources that together have all that a query finds. */
    private record Cover(List<Source> sources, boolean exact) {
    }

    /** The statement, which gives name, json and time of the items. */
    Sql statement(Search search) throws SQLException {
        // The store comes out of what was found as well: with a constant in its place
        // H2
        // begins with all items of the store, and looks for each in what was found.
        Sql inner = new Sql().add("SELECT d.doc, CAST(? AS BIGINT) AS store", store);
        for (int i = 0; i < search.orders().size(); i++) {
            columns(inner, search.orders().get(i), i);
        }
        from(inner, search);
        inner.add(" OFFSET ? ROWS", search.skip()).add(" FETCH NEXT ? ROWS ONLY", search.count());
        Sql all = new Sql().add("SELECT i.name, i.json, i.changed FROM (").add(inner)
                .add(") r JOIN storage_item i ON i.store = r.store AND i.doc = r.doc ORDER BY ");
        return sorted(all, search).add("r.doc");
    }

    // ---- what is walked

    private void from(Sql sql, Search search) throws SQLException {
        Cover cover = cover(search.query());
        Source first = cover == null || cover.sources.size() != 1 ? null : cover.sources.getFirst();
        boolean items = cover == null || (first == null || first.word == null) && many(cover);
        Sql rest;
        if (first != null && first.word != null) {
            sql.add(" FROM storage_word d");
            joins(sql, search);
            sql.add(" WHERE d.store = ?", store).add(" AND d.word = ?", first.word).add(" AND d.field = ?",
                    ((Query.Phrase) first.query).field());
            rest = filter.of(first.exact ? without(search.query(), first.query) : search.query());
        } else if (cover == null || items) {
            sql.add(" FROM storage_item d");
            joins(sql, search);
            sql.add(" WHERE d.store = ?", store);
            rest = filter.of(search.query());
        } else {
            sql.add(" FROM (");
            gathered(sql, cover);
            sql.add(") d");
            joins(sql, search);
            sql.add(" WHERE 1 = 1");
            rest = cover.exact ? new Sql().add("1 = 1") : filter.of(search.query());
        }
        sql.add(" AND ").add(rest).add(" ORDER BY ");
        if (!search.orders().isEmpty()) {
            sorted(sql, search).add("d.doc");
        } else if (first != null && first.word != null) {
            // All columns of the index, so that H2 sees that it is sorted.
            sql.add("d.store, d.word, d.field, d.doc");
        } else {
            sql.add(items ? "d.store, d.doc" : "d.doc");
        }
    }

    private static Query without(Query query, Query part) {
        if (query.equals(part)) {
            return new Query.All();
        }
        return query instanceof Query.And(List<Query> parts)
                ? new Query.And(parts.stream().filter(each -> !each.equals(part)).toList())
                : query;
    }

    private void gathered(Sql sql, Cover cover) {
        if (cover.sources.isEmpty()) {
            sql.add("SELECT x.doc FROM storage_item x WHERE 1 = 0");
        }
        for (int i = 0; i < cover.sources.size(); i++) {
            sql.add(i == 0 ? "SELECT DISTINCT x.doc" : " UNION SELECT x.doc").add(cover.sources.get(i).from);
        }
    }

    private boolean many(Cover cover) throws SQLException {
        return count(cover) > MOST_GATHERED;
    }

    /** How many entries there are, up to a few too many. */
    private int count(Cover cover) throws SQLException {
        int all = 0;
        for (Source source : cover.sources) {
            if (all <= MOST_GATHERED) {
                all += count(source);
            }
        }
        return all;
    }

    private int count(Source source) throws SQLException {
        Sql sql = new Sql().add("SELECT COUNT(*) FROM (SELECT 1 AS one").add(source.from)
                .add(" FETCH FIRST ? ROWS ONLY) c", MOST_GATHERED + 1);
        try (PreparedStatement query = sql.prepare(connection); ResultSet row = query.executeQuery()) {
            row.next();
            return row.getInt(1);
        }
    }

    // ---- where it is found

    /** {@code null} where only the items themselves have all of it. */
    private @Nullable Cover cover(Query query) throws SQLException {
        return switch (query) {
            case Query.All all -> null;
            case Query.Not not -> null;
            case Query.Changed changed -> null;
            case Query.Nothing nothing -> new Cover(List.of(), true);
            case Query.And(List<Query> parts) -> smallest(parts);
            case Query.Or(List<Query> parts) -> together(parts);
            case Query.Phrase phrase -> one(word(phrase));
            case Query.Id(String dsid) -> one(new Source(query,
                    new Sql().add(" FROM storage_item x WHERE x.store = ?", store).add(" AND x.name = ?", dsid), true,
                    null));
            default -> one(new Source(query,
                    ItemFilter.values(new Sql().add(" FROM storage_value x WHERE x.store = ?", store), query), true,
                    null));
        };
    }

    private static Cover one(Source source) {
        return new Cover(List.of(source), source.exact);
    }

    /** Of a phrase, its longest word, which is rare most likely. */
    private Source word(Query.Phrase phrase) {
        int words = phrase.words().size();
        boolean single = words == 1;
        boolean open = single && phrase.open();
        String word = single
                ? phrase.words().getFirst()
                : phrase.words().subList(0, phrase.open() ? words - 1 : words).stream()
                        .max(Comparator.comparingInt(String::length)).orElseThrow();
        Sql from = ItemFilter.word(new Sql().add(" FROM storage_word x WHERE x.store = ?", store), phrase.field(), word,
                open);
        return new Source(phrase, from, single, open || phrase.field().isEmpty() ? null : word);
    }

    private @Nullable Cover smallest(List<Query> parts) throws SQLException {
        List<Cover> covers = new ArrayList<>();
        for (Query part : parts) {
            Cover cover = cover(part);
            if (cover != null) {
                covers.add(cover);
            }
        }
        Cover smallest = null;
        int least = Integer.MAX_VALUE;
        for (Cover cover : covers) {
            int count = covers.size() == 1 ? 0 : count(cover);
            if (count < least) {
                least = count;
                smallest = new Cover(cover.sources, false);
            }
        }
        return smallest;
    }

    private @Nullable Cover together(List<Query> parts) throws SQLException {
        List<Source> all = new ArrayList<>();
        boolean exact = true;
        for (Query part : parts) {
            Cover cover = cover(part);
            if (cover == null) {
                return null;
            }
            all.addAll(cover.sources);
            exact &= cover.exact;
        }
        return new Cover(all, exact);
    }

    // ---- how it is sorted

    private static void columns(Sql sql, Search.Order order, int index) {
        switch (order.field()) {
            case Search.BY_TIME -> sql.add(", d.doc AS a").number(index);
            case Search.BY_ID -> sql.add(", n").number(index).add(".name AS a").number(index);
            default -> sql.add(", v").number(index).add(".number AS a").number(index).add(", v").number(index)
                    .add(".text AS b").number(index);
        }
    }

    private void joins(Sql sql, Search search) {
        for (int i = 0; i < search.orders().size(); i++) {
            String field = search.orders().get(i).field();
            if (field.equals(Search.BY_ID)) {
                sql.add(" JOIN storage_item n").number(i).add(" ON n").number(i).add(".store = ?", store).add(" AND n")
                        .number(i).add(".doc = d.doc");
            } else if (!field.equals(Search.BY_TIME)) {
                sql.add(" LEFT JOIN storage_value v").number(i).add(" ON v").number(i).add(".doc = d.doc AND v")
                        .number(i).add(".field = ?", field).add(" AND v").number(i).add(".place = 0");
            }
        }
    }

    /** Numbers first, then texts, and at the end what has neither. */
    private static Sql sorted(Sql sql, Search search) {
        for (int i = 0; i < search.orders().size(); i++) {
            Search.Order order = search.orders().get(i);
            // The number of an item goes down as time goes on.
            boolean descending = order.descending() != order.field().equals(Search.BY_TIME);
            sql.add("a").number(i).add(descending ? " DESC NULLS LAST, " : " ASC NULLS LAST, ");
            if (!order.field().equals(Search.BY_TIME) && !order.field().equals(Search.BY_ID)) {
                sql.add("b").number(i).add(descending ? " DESC NULLS LAST, " : " ASC NULLS LAST, ");
            }
        }
        return sql;
    }
}
