package io.annex.core.storage.query;

/**
 * A query that cannot be read; the message says where, and what could stand
 * there.
 */
public final class QueryMistake extends Exception {
    private static final long serialVersionUID = 1L;

    private final int column;

    QueryMistake(int column, String found, String expected) {
        super("query, column " + column + ": " + found + " (expected: " + expected + ")", null, false, false);
        this.column = column;
    }

    /** Of the character that cannot stand there, from 1. */
    public int column() {
        return column;
    }
}
