package io.annex.core.storage.query;

import io.annex.core.storage.query.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/** Cuts a query into its pieces. */
final class Lexer {
    /** What ends a word, unless it is escaped. */
    private static final String ENDS_WORD = "()[]{}:\"^";

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    private Lexer(String text) {
        this.text = text;
    }

    static List<Token> read(String text) throws QueryMistake {
        Lexer lexer = new Lexer(text);
        lexer.read();
        return lexer.tokens;
    }

    private void read() throws QueryMistake {
        while (true) {
            int before = at;
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            boolean joined = at == before && at > 0;
            if (at == text.length()) {
                tokens.add(new Token(Kind.END, at + 1, "", false, joined));
                return;
            }
            tokens.add(next(joined));
        }
    }

    private Token next(boolean joined) throws QueryMistake {
        char c = text.charAt(at);
        return switch (c) {
            case '(' -> sign(Kind.OPEN, 1, joined);
            case ')' -> sign(Kind.CLOSE, 1, joined);
            case '[', '{' -> sign(Kind.FROM, 1, joined);
            case ']', '}' -> sign(Kind.UPTO, 1, joined);
            case ':' -> sign(Kind.COLON, 1, joined);
            case '^' -> sign(Kind.BOOST, 1, joined);
            case '"' -> phrase(joined);
            case '+', '-', '!' -> isValue() ? word(joined) : sign(c == '+' ? Kind.MUST : Kind.NOT, 1, joined);
            case '&' -> text.startsWith("&&", at) ? sign(Kind.AND, 2, joined) : word(joined);
            case '|' -> text.startsWith("||", at) ? sign(Kind.OR, 2, joined) : word(joined);
            default -> word(joined);
        };
    }

    /** Whether a value begins here, so that a sign is the sign of a number. */
    private boolean isValue() {
        if (tokens.isEmpty()) {
            return false;
        }
        Token last = tokens.getLast();
        return last.is(Kind.COLON) || last.is(Kind.FROM) || last.is(Kind.WORD) && last.text().equals("TO");
    }

    private Token sign(Kind kind, int length, boolean joined) {
        int from = at;
        at += length;
        return new Token(kind, from + 1, text.substring(from, at), false, joined);
    }

    private Token phrase(boolean joined) throws QueryMistake {
        int from = at++;
        StringBuilder said = new StringBuilder();
        while (at < text.length() && text.charAt(at) != '"') {
            said.append(character());
        }
        if (at == text.length()) {
            throw new QueryMistake(from + 1, "a phrase that does not end", "\" after its last word");
        }
        at++;
        return new Token(Kind.PHRASE, from + 1, said.toString(), false, joined);
    }

    /** One character, which an escape may stand before. */
    private char character() throws QueryMistake {
        char c = text.charAt(at++);
        if (c != '\\') {
            return c;
        }
        if (at == text.length()) {
            throw new QueryMistake(at, "'\\' at the end", "a character after it; \\\\ is a backslash itself");
        }
        return text.charAt(at++);
    }

    private Token word(boolean joined) throws QueryMistake {
        int from = at;
        StringBuilder said = new StringBuilder();
        boolean open = false;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (Character.isWhitespace(c) || ENDS_WORD.indexOf(c) >= 0) {
                break;
            }
            if (open) {
                throw new QueryMistake(at, "'*' with something after it",
                        "it at the end of a word alone; \\* is an asterisk itself");
            }
            if (c == '*') {
                open = true;
                at++;
            } else {
                said.append(character());
            }
        }
        String word = said.toString();
        // What is escaped is a word.
        Kind kind = open ? Kind.WORD : switch (text.substring(from, at)) {
            case "AND" -> Kind.AND;
            case "OR" -> Kind.OR;
            case "NOT" -> Kind.NOT;
            default -> Kind.WORD;
        };
        return new Token(kind, from + 1, word, open, joined);
    }
}
