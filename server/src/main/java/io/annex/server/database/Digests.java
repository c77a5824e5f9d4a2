package io.annex.server.database;

import io.annex.engine.Sha256;
import java.util.Base64;

/**
 * SHA-256 of what was drawn at random (keys, session ids), so that whoever
 * reads the database cannot use them. A slow hash, as for passwords, would be
 * of no use: with 100 bits and more there is nothing to guess.
 */
final class Digests {
    private Digests() {
    }

    static String of(String secret) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Sha256.bytes(secret));
    }
}
