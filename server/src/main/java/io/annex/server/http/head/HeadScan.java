package io.annex.server.http.head;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Reads the bytes of HTTP/1.1 heads once more after the decoder, for what the
 * decoder repairs instead of refusing: a continued header line (RFC 9112
 * section 5.2), a lone CR (section 2.2), control characters (RFC 9110 section
 * 5.5), anything but single spaces between the parts of the request line (RFC
 * 9112 section 3), and a version in small letters or with more digits than two
 * (section 2.3), and a tab beside a transfer coding, which is white space to
 * some (section 5) and part of the coding to others. Whoever stands before us
 * may repair it differently, and that is how requests are smuggled.
 *
 * <p>
 * Eight bytes are looked at together as long as they hold no control character,
 * so that a head costs a few nanoseconds.
 */
public final class HeadScan {
    private static final long EACH = 0x0101010101010101L;
    private static final String NOT_THREE = "the request line is not three words";
    private static final String NO_VERSION = "the request line does not end in a version of HTTP";
    /** A zero stands for any digit. */
    private static final String VERSION = "HTTP/0.0";
    private static final String CODING_NAME = "transfer-encoding:";
    private static final long HIGH = 0x8080808080808080L;

    private enum Place {
        BEFORE, REQUEST_LINE, LINE_START, LINE, CODING_LINE, BEHIND
    }

    private Place place = Place.BEFORE;
    private boolean afterReturn;
    private int spaces;
    /** Characters of the version that have come. */
    private int version;
    /** Characters of the name that have come. */
    private int codingName;

    /** To be called between two heads. */
    public void reset() {
        place = Place.BEFORE;
        afterReturn = false;
        spaces = 0;
        version = 0;
        codingName = 0;
    }

    /**
     * Judges the bytes that the decoder has just taken; a head may come in several
     * parts, and what is behind its end is not looked at. What is wrong, or
     * {@code null}.
     */
    @Nullable
    public String flaw(ByteBuf bytes, int from, int to) {
        int at = from;
        while (at < to && place != Place.BEHIND) {
            if (place == Place.LINE && !afterReturn && at + 8 <= to && isPlain(bytes.getLongLE(at))) {
                at += 8;
                continue;
            }
            String flaw = step(bytes.getByte(at++) & 0xff);
            if (flaw != null) {
                return flaw;
            }
        }
        return null;
    }

    /**
     * Whether none of eight bytes is below 0x20 or 0x7f (see Bit Twiddling Hacks,
     * "determine if a word has a byte less than n").
     */
    private static boolean isPlain(long word) {
        long low = word - EACH * 0x20 & ~word;
        long delete = word ^ EACH * 0x7f;
        return ((low | delete - EACH & ~delete) & HIGH) == 0;
    }

    private @Nullable String step(int octet) {
        if (afterReturn) {
            afterReturn = false;
            if (octet != '\n') {
                return "a carriage return without a line feed";
            }
            return endOfLine();
        }
        if (octet == '\r') {
            afterReturn = true;
            return null;
        }
        if (octet == '\n') {
            return "a line feed without a carriage return";
        }
        return switch (place) {
            case BEHIND -> null;
            case BEFORE, REQUEST_LINE -> requestLine(octet);
            case LINE_START, LINE, CODING_LINE -> headerLine(octet);
        };
    }

    private @Nullable String endOfLine() {
        if (place == Place.REQUEST_LINE) {
            place = Place.LINE_START;
            return spaces != 2 ? NOT_THREE : version == VERSION.length() ? null : NO_VERSION;
        }
        if (place == Place.LINE || place == Place.CODING_LINE) {
            place = Place.LINE_START;
            codingName = 0;
        } else if (place == Place.LINE_START) {
            place = Place.BEHIND;
        }
        return null;
    }

    private @Nullable String requestLine(int octet) {
        place = Place.REQUEST_LINE;
        if (octet == ' ') {
            spaces++;
            return spaces <= 2 ? null : NOT_THREE;
        }
        if (spaces == 2 && !continuesVersion(octet)) {
            return NO_VERSION;
        }
        return octet > ' ' && octet != 0x7f ? null : "a control character in the request line";
    }

    private boolean continuesVersion(int octet) {
        if (version == VERSION.length()) {
            return false;
        }
        char expected = VERSION.charAt(version++);
        return expected == '0' ? octet >= '0' && octet <= '9' : octet == expected;
    }

    private @Nullable String headerLine(int octet) {
        if (place == Place.LINE_START && (octet == ' ' || octet == '\t')) {
            return "a header line is continued on the next";
        }
        if (place != Place.LINE) {
            if (codingName == CODING_NAME.length()) {
                if (octet == '\t') {
                    return "a tab beside a transfer coding";
                }
            } else {
                place = isLetter(octet, CODING_NAME.charAt(codingName++)) ? Place.CODING_LINE : Place.LINE;
            }
        }
        return octet >= ' ' && octet != 0x7f || octet == '\t' ? null : "a control character in a header";
    }

    private static boolean isLetter(int octet, char small) {
        return octet == small || small >= 'a' && octet == small - 0x20;
    }
}
