package io.annex.engine.crypto;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;

/**
 * A key of two, public or private: the numbers in it, whichever way it came.
 * Its DER is always the same for the same numbers.
 */
sealed interface AnyKey permits RsaKey, EcKey, CurveKey, DhKey, DsaKey {
    /** What Node calls it. */
    String type();

    boolean isPrivate();

    AnyKey toPublic() throws CryptoFailure, GeneralSecurityException;

    /** The algorithm as DER has it. */
    byte[] algorithm();

    /** What stands in PKCS #8, or in SubjectPublicKeyInfo. */
    byte[] content() throws CryptoFailure, GeneralSecurityException;

    /**
     * What the guest is told of it, with NUL between: bits, exponent, curve, and of
     * the rules of a key for PSS alone the digest, MGF's digest and length of the
     * salt; bits of a divisor.
     */
    String details();

    /** PKCS #8 or SubjectPublicKeyInfo. */
    default byte[] der() throws CryptoFailure, GeneralSecurityException {
        return isPrivate()
                ? Der.sequence(Der.integer(0), algorithm(), Der.octets(content()))
                : Der.sequence(algorithm(), Der.bitString(content()));
    }

    /** As the guest is given it. */
    default Answer answer() throws CryptoFailure, GeneralSecurityException {
        return Answer.of((isPrivate() ? "private" : "public") + '\0' + type() + '\0' + details(), der());
    }

    /** A number that is there in private keys alone. */
    static BigInteger secret(@Nullable BigInteger number) throws CryptoFailure {
        if (number == null) {
            throw CryptoFailure.key("key: a public one (expected: a private one)");
        }
        return number;
    }
}
