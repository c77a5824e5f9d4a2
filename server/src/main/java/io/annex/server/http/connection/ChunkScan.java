package io.annex.server.http.connection;

import io.annex.server.http.head.RequestHead;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Reads the bytes of a chunked body beside the decoder, for what the decoder
 * repairs instead of refusing: white space and control characters around a
 * size, an extension without a name, a trailer line that is continued (RFC 9112
 * section 7.1). Where a body ends must not depend on who reads it.
 *
 * <p>
 * Stricter than the grammar in one thing: white space around an extension,
 * which a recipient would have to take and a sender must not send, is refused.
 * The bytes of the chunks themselves are passed over.
 */
final class ChunkScan {
    /** So many hold any length that a body may have. */
    private static final int MOST_DIGITS = 15;
    private static final String SIZE_FLAW = "a chunk size is not a hexadecimal number";
    private static final String EXTENSION_FLAW = "a chunk extension is not a name, or a name and a value";

    private enum Place {
        SIZE, EXTENSION, NAME, VALUE, TOKEN, QUOTED, ESCAPED, AFTER_QUOTED, DATA, BEHIND_DATA, TRAILER, TRAILER_NAME, TRAILER_VALUE
    }

    private Place place = Place.SIZE;
    private boolean afterReturn;
    private int digits;
    private long size;

    /** To be called before each body. */
    void reset() {
        place = Place.SIZE;
        afterReturn = false;
        digits = 0;
        size = 0;
    }

    /**
     * Judges the bytes that the decoder has just taken; a body may come in any
     * number of parts. What is wrong, or {@code null}.
     */
    @Nullable
    String flaw(ByteBuf bytes, int from, int to) {
        int at = from;
        while (at < to) {
            if (place == Place.DATA) {
                int passed = (int) Math.min(size, to - at);
                at += passed;
                size -= passed;
                if (size == 0) {
                    place = Place.BEHIND_DATA;
                }
                continue;
            }
            String flaw = step(bytes.getByte(at++) & 0xff);
            if (flaw != null) {
                return flaw;
            }
        }
        return null;
    }

    private @Nullable String step(int octet) {
        if (afterReturn) {
            afterReturn = false;
            if (octet != '\n') {
                return "a carriage return without a line feed";
            }
            endOfLine();
            return null;
        }
        if (octet == '\n') {
            return "a line feed without a carriage return";
        }
        return switch (place) {
            case SIZE -> size(octet);
            case EXTENSION, NAME, VALUE, TOKEN, QUOTED, ESCAPED, AFTER_QUOTED -> extension(octet);
            case BEHIND_DATA -> end(octet, "a chunk is longer than its size");
            case TRAILER, TRAILER_NAME, TRAILER_VALUE -> trailer(octet);
            case DATA -> throw new IllegalStateException("passed over");
        };
    }

    private void endOfLine() {
        if (place == Place.BEHIND_DATA) {
            digits = 0;
            place = Place.SIZE;
        } else if (place == Place.TRAILER || place == Place.TRAILER_VALUE || size == 0) {
            place = Place.TRAILER;
        } else {
            place = Place.DATA;
        }
    }

    /** Only a line's end may stand here. */
    private @Nullable String end(int octet, String otherwise) {
        afterReturn = octet == '\r';
        return afterReturn ? null : otherwise;
    }

    private @Nullable String size(int octet) {
        int digit = Character.digit(octet, 16);
        if (digit >= 0) {
            size = digits == 0 ? digit : size << 4 | digit;
            return ++digits <= MOST_DIGITS ? null : "a chunk size has more than " + MOST_DIGITS + " digits";
        }
        if (digits == 0) {
            return SIZE_FLAW;
        }
        if (octet == ';') {
            place = Place.EXTENSION;
            return null;
        }
        return end(octet, SIZE_FLAW);
    }

    private @Nullable String extension(int octet) {
        if (place == Place.QUOTED || place == Place.ESCAPED) {
            return quoted(octet);
        }
        if (place == Place.VALUE && octet == '"') {
            place = Place.QUOTED;
            return null;
        }
        if (place != Place.AFTER_QUOTED && RequestHead.isTokenCharacter((char) octet)) {
            place = place == Place.EXTENSION ? Place.NAME : place == Place.VALUE ? Place.TOKEN : place;
            return null;
        }
        if (place == Place.EXTENSION || place == Place.VALUE) {
            return EXTENSION_FLAW;
        }
        if (octet == ';') {
            place = Place.EXTENSION;
            return null;
        }
        if (octet == '=' && place == Place.NAME) {
            place = Place.VALUE;
            return null;
        }
        return end(octet, EXTENSION_FLAW);
    }

    private @Nullable String quoted(int octet) {
        if (octet < ' ' && octet != '\t' || octet == 0x7f) {
            return "a control character in a chunk extension";
        }
        if (place == Place.ESCAPED) {
            place = Place.QUOTED;
        } else if (octet == '\\') {
            place = Place.ESCAPED;
        } else if (octet == '"') {
            place = Place.AFTER_QUOTED;
        }
        return null;
    }

    private @Nullable String trailer(int octet) {
        if (place == Place.TRAILER_VALUE) {
            if (octet == '\r') {
                afterReturn = true;
                return null;
            }
            return octet >= ' ' && octet != 0x7f || octet == '\t' ? null : "a control character in a trailer";
        }
        if (place == Place.TRAILER && octet == '\r') {
            afterReturn = true;
            return null;
        }
        if (place == Place.TRAILER && (octet == ' ' || octet == '\t')) {
            return "a trailer line is continued on the next";
        }
        if (RequestHead.isTokenCharacter((char) octet)) {
            place = Place.TRAILER_NAME;
            return null;
        }
        if (place == Place.TRAILER_NAME && octet == ':') {
            place = Place.TRAILER_VALUE;
            return null;
        }
        return "a trailer line is not a name, a colon and a value";
    }
}
