package io.annex.core;

import java.nio.file.Path;
import java.util.List;

/**
 * An answer for the edge to write: status, headers as name, value, name, value
 * …, and a body.
 */
public sealed interface Answer {
    int status();

    List<String> headers();

    /** A text, to be sent as UTF-8. */
    record Text(int status, List<String> headers, String body) implements Answer {
    }

    /** Bytes. */
    record Bytes(int status, List<String> headers, byte[] body) implements Answer {
    }

    /**
     * A file.
     *
     * @param size
     *            its length in bytes
     * @param sent
     *            to be run when it has been sent, or could not be
     */
    record File(int status, List<String> headers, Path path, long size, Runnable sent) implements Answer {
    }

    /** No body. */
    record Empty(int status, List<String> headers) implements Answer {
    }
}
