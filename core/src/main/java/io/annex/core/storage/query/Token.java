package io.annex.core.storage.query;

/**
 * A piece of a query.
 *
 * @param column
 *            where it begins, from 1
 * @param text
 *            of a word or a phrase, without what escapes; else as it was
 *            written
 * @param open
 *            whether an asterisk stood at the word's end
 * @param joined
 *            whether nothing stood between it and the one before
 */
record Token(Kind kind, int column, String text, boolean open, boolean joined) {
    enum Kind {
        WORD, PHRASE, COLON, OPEN, CLOSE, FROM, UPTO, MUST, NOT, AND, OR, BOOST, END
    }

    boolean is(Kind other) {
        return kind == other;
    }

    /** As a message names it. */
    String shown() {
        return switch (kind) {
            case END -> "the end";
            case PHRASE -> "a phrase";
            default -> "'" + (text.length() > 40 ? text.substring(0, 40) + "…" : text + (open ? "*" : "")) + "'";
        };
    }
}
