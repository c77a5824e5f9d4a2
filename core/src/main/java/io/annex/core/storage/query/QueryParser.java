package io.annex.core.storage.query;

import io.annex.core.storage.query.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a query, by recursive descent:
 *
 * <pre>
 * query   = clauses
 * clauses = all { [ "OR" | "||" ] all }
 * all     = clause { ( "AND" | "&amp;&amp;" ) clause }
 * clause  = [ "+" | "-" | "!" | "NOT" ] ( "(" clauses ")" | "*" | "*:*" | [ field ":" ] value ) [ "^" number ]
 * value   = word [ "*" ] | phrase | ( "[" | "{" ) word "TO" word ( "]" | "}" ) | "(" clauses ")"
 * field   = "ds.analyzed." key | "ds.double." key | "ds.sortable." key | "dsid" | "dstimestamp"
 * </pre>
 *
 * <p>
 * What stands side by side without an operator is joined by OR; where something
 * of it has a plus, what has none need not be there; what has a minus, or NOT
 * without an operator before it, must not be there. AND binds more than OR. A
 * boost is read and means nothing, as items come in the order of their changes.
 */
public final class QueryParser {
    /** Characters of a query. */
    public static final int LONGEST = 5000;
    private static final int DEEPEST = 50;
    private static final int MOST_VALUES = 200;
    private static final Pattern NUMBER = Pattern
            .compile("[+-]?(\\d{1,400}(\\.\\d{0,400})?|\\.\\d{1,400})([eE][+-]?\\d{1,9})?");

    private final List<Token> tokens;
    private int at;
    private int depth;
    private int values;

    private QueryParser(List<Token> tokens) {
        this.tokens = tokens;
    }

    /** Reads a query. */
    public static Query parse(String text) throws QueryMistake {
        if (text.length() > LONGEST) {
            throw new QueryMistake(LONGEST + 1, "a query of " + text.length() + " characters", "at most " + LONGEST);
        }
        QueryParser parser = new QueryParser(Lexer.read(text));
        if (parser.peek().is(Kind.END)) {
            throw new QueryMistake(1, "nothing", "what is to be found, such as ds.analyzed.name:word, or * for all");
        }
        Query query = parser.clauses(Field.ANY);
        Token rest = parser.peek();
        if (!rest.is(Kind.END)) {
            throw parser.unexpected(rest,
                    rest.is(Kind.COLON) && rest.joined()
                            ? "a field before one colon; a colon within a value is written \\:"
                            : "the end, or another clause");
        }
        return query;
    }

    /** How a clause was marked. */
    private enum Mark {
        NONE, MUST, NOT
    }

    /**
     * @param or
     *            whether OR stands beside it
     */
    private record Clause(Mark mark, Query query, boolean or) {
        Query whole() {
            return mark == Mark.NOT ? new Query.Not(query) : query;
        }
    }

    // ---- clauses

    private Query clauses(Field field) throws QueryMistake {
        if (++depth > DEEPEST) {
            throw unexpected(peek(), "at most " + DEEPEST + " parentheses within one another");
        }
        List<Clause> clauses = new ArrayList<>();
        boolean or = false;
        do {
            Clause clause = all(field);
            boolean followed = peek().is(Kind.OR);
            clauses.add(new Clause(clause.mark, clause.query, or || followed));
            or = followed;
            if (or) {
                at++;
            }
        } while (or || !peek().is(Kind.END) && !peek().is(Kind.CLOSE) && !peek().is(Kind.COLON));
        depth--;
        return joined(clauses);
    }

    private static Query joined(List<Clause> clauses) {
        List<Query> must = new ArrayList<>();
        List<Query> may = new ArrayList<>();
        List<Query> not = new ArrayList<>();
        for (Clause clause : clauses) {
            switch (clause.mark) {
                case MUST -> must.add(clause.query);
                case NOT -> (clause.or ? may : not).add(clause.whole());
                case NONE -> may.add(clause.query);
            }
        }
        if (must.isEmpty() && !may.isEmpty()) {
            must.add(may.size() == 1 ? may.getFirst() : new Query.Or(may));
        }
        must.addAll(not);
        return must.size() == 1 ? must.getFirst() : new Query.And(must);
    }

    private Clause all(Field field) throws QueryMistake {
        Clause first = clause(field);
        if (!peek().is(Kind.AND)) {
            return first;
        }
        List<Query> parts = new ArrayList<>();
        parts.add(first.whole());
        while (peek().is(Kind.AND)) {
            at++;
            parts.add(clause(field).whole());
        }
        return new Clause(Mark.NONE, new Query.And(parts), false);
    }

    private Clause clause(Field field) throws QueryMistake {
        Mark mark = Mark.NONE;
        while (peek().is(Kind.MUST) || peek().is(Kind.NOT)) {
            // Twice not is a mistake rather than a wish, but it has a meaning.
            mark = next().is(Kind.MUST) ? Mark.MUST : mark == Mark.NOT ? Mark.NONE : Mark.NOT;
        }
        Query query = primary(field);
        if (peek().is(Kind.BOOST)) {
            at++;
            Token boost = next();
            if (!boost.is(Kind.WORD) || number(boost) == null) {
                throw unexpected(boost, "a number after ^");
            }
        }
        return new Clause(mark, query, false);
    }

    private Query primary(Field field) throws QueryMistake {
        Token first = peek();
        if (first.is(Kind.OPEN)) {
            return group(field);
        }
        if (first.is(Kind.WORD) && tokens.get(at + 1).is(Kind.COLON) && tokens.get(at + 1).joined()) {
            return ofField();
        }
        return value(field, "a clause such as ds.analyzed.name:word");
    }

    private Query group(Field field) throws QueryMistake {
        Token open = next();
        Query query = clauses(field);
        Token close = next();
        if (!close.is(Kind.CLOSE)) {
            throw unexpected(close, "')' for the '(' in column " + open.column());
        }
        return query;
    }

    private Query ofField() throws QueryMistake {
        Token name = next();
        at++;
        if (name.text().isEmpty() && name.open()) {
            Token all = next();
            if (!all.text().isEmpty() || !all.open()) {
                throw unexpected(all, "* after *:");
            }
            return new Query.All();
        }
        Field field = name.open() ? null : Field.named(name.text());
        if (field == null) {
            throw new QueryMistake(name.column(), "the field " + name.shown(), Field.KNOWN);
        }
        return peek().is(Kind.OPEN) ? group(field) : value(field, "a value after " + name.text() + ":");
    }

    // ---- values

    private Query value(Field field, String expected) throws QueryMistake {
        Token token = next();
        if (++values > MOST_VALUES) {
            throw unexpected(token, "at most " + MOST_VALUES + " values in a query");
        }
        return switch (token.kind()) {
            case WORD -> field.word(token);
            case PHRASE -> field.phrase(token);
            case FROM -> range(field, token);
            default -> throw unexpected(token, expected);
        };
    }

    private Query range(Field field, Token from) throws QueryMistake {
        Token low = bound(from);
        Token to = next();
        if (!to.is(Kind.WORD) || !to.text().equals("TO") || to.open()) {
            throw unexpected(to, "TO after the first value of a range");
        }
        Token high = bound(from);
        Token end = next();
        if (!end.is(Kind.UPTO)) {
            throw unexpected(end, "] or } for the '" + from.text() + "' in column " + from.column());
        }
        return field.range(from, low, high, end);
    }

    private Token bound(Token from) throws QueryMistake {
        Token bound = next();
        boolean all = bound.text().isEmpty();
        if (!bound.is(Kind.PHRASE) && (!bound.is(Kind.WORD) || bound.open() != all)) {
            throw unexpected(bound, "a value, or *, in the range that begins in column " + from.column());
        }
        return bound;
    }

    static @Nullable Double number(Token token) {
        return !token.open() && NUMBER.matcher(token.text()).matches() ? Double.valueOf(token.text()) : null;
    }

    // ---- pieces

    private Token peek() {
        return tokens.get(at);
    }

    /** The next one; the end stays. */
    private Token next() {
        Token token = tokens.get(at);
        if (!token.is(Kind.END)) {
            at++;
        }
        return token;
    }

    private QueryMistake unexpected(Token token, String expected) {
        return new QueryMistake(token.column(), token.shown(), expected);
    }
}
