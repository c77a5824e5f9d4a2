package io.annex.core.service.cache;

/**
 * What is said to a question for a key.
 *
 * @param text
 *            the value, or the token of a production; empty for others
 */
record CacheAnswer(Kind kind, String text) {
    /** What there is, with the character that stands for it in messages. */
    enum Kind {
        /** A value. */
        VALUE('v'),
        /** A value that an asynchronous producer gave. */
        LATER_VALUE('a'),
        /** Nothing, and who asks is the one to produce it. */
        TURN('p'),
        /** Nothing, and who asks is to produce it for itself alone. */
        ALONE('s'),
        /** A producer runs, and has not given a promise so far. */
        BUSY('b'),
        /** A producer runs that has given a promise. */
        LATER('l'),
        /** Who asks is part of the producer. */
        WITHIN('w');

        private final char code;

        Kind(char code) {
            this.code = code;
        }
    }

    static CacheAnswer of(Kind kind) {
        return new CacheAnswer(kind, "");
    }

    /** As the guest reads it. */
    String message() {
        return kind.code + text;
    }
}
