package io.annex.server.docs;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Something to send.
 *
 * @param tag
 *            its entity tag, made of its content
 */
record Page(String type, byte[] body, String tag) {
    private static final int TAG_DIGITS = 32;

    static Page of(String type, byte[] body) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
            return new Page(type, body, '"' + HexFormat.of().formatHex(digest).substring(0, TAG_DIGITS) + '"');
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
