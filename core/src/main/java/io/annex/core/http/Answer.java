package io.annex.core.http;

import java.nio.channels.FileChannel;
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

    /**
     * Pieces of an open file. Who sends it closes it.
     *
     * @param end
     *            ASCII text that follows the last piece
     */
    record Opened(int status, List<String> headers, FileChannel file, List<Piece> pieces,
            String end) implements Answer {
        /**
         * A piece.
         *
         * @param before
         *            ASCII text that stands before it
         * @param from
         *            its place in the file
         * @param length
         *            in bytes
         */
        public record Piece(String before, long from, long length) {
        }

        /** Length of the whole body in bytes. */
        public long length() {
            long length = end.length();
            for (Piece piece : pieces) {
                length += piece.before().length() + piece.length();
            }
            return length;
        }
    }

    /**
     * A body that comes piece by piece, of a length that nobody knows. It is not
     * compressed.
     */
    record Streamed(int status, List<String> headers, PieceSource source) implements Answer {
    }

    /** No body. */
    record Empty(int status, List<String> headers) implements Answer {
    }
}
