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
    private static final String START = UNFINISHED + '"';
    private static final String NAME = "etag";
    /** SHA-1 in Base64, without the padding. */
    private static final int DIGITS = 27;
    private static final Base64.Encoder BASE64 = Base64.getEncoder();
    /** Looking for one costs as much as the digest of a short body. */
    private static final ThreadLocal<MessageDigest> SHA1 = ThreadLocal.withInitial(EntityTag::sha1);

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
        byte[] digest = BASE64.encode(SHA1.get().digest(body));
        String length = Integer.toHexString(body.length);
        byte[] tag = new byte[START.length() + length.length() + 1 + DIGITS + 1];
        int at = put(tag, 0, START);
        at = put(tag, at, length);
        tag[at++] = '-';
        System.arraycopy(digest, 0, tag, at, DIGITS);
        tag[at + DIGITS] = '"';
        return new String(tag, StandardCharsets.ISO_8859_1);
    }

    private static int put(byte[] target, int at, String text) {
        for (int i = 0; i < text.length(); i++) {
            target[at + i] = (byte) text.charAt(i);
        }
        return at + text.length();
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }
}
