package io.annex.core.request;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;

/**
 * The weak entity tag of an answer that Express would give one: the length in
 * hexadecimal digits and a part of the body's SHA-1 in Base64, as npm's package
 * {@code etag} writes it.
 *
 * <p>
 * It is made here and not by the guest, as here are the bytes: a crossing for
 * the digest alone would cost as much again, and the digest in JavaScript five
 * times as much.
 */
final class EntityTag {
    /** What the guest leaves to be completed. */
    private static final String UNFINISHED = "W/";
    private static final String NAME = "etag";
    /** SHA-1 in Base64, without the padding. */
    private static final int DIGITS = 27;
    private static final Base64.Encoder BASE64 = Base64.getEncoder();

    private EntityTag() {
    }

    /** Completes the tag of an answer that asks for it. */
    static void complete(List<String> headers, String body) {
        int at = unfinished(headers);
        if (at >= 0) {
            headers.set(at, of(body.getBytes(StandardCharsets.UTF_8)));
        }
    }

    /** Completes the tag of an answer that asks for it. */
    static void complete(List<String> headers, byte[] body) {
        int at = unfinished(headers);
        if (at >= 0) {
            headers.set(at, of(body));
        }
    }

    private static int unfinished(List<String> headers) {
        for (int i = 0; i + 1 < headers.size(); i += 2) {
            if (headers.get(i + 1).equals(UNFINISHED) && headers.get(i).equals(NAME)) {
                return i + 1;
            }
        }
        return -1;
    }

    private static String of(byte[] body) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(body);
            return "W/\"" + Integer.toHexString(body.length) + '-' + BASE64.encodeToString(digest).substring(0, DIGITS)
                    + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }
}
