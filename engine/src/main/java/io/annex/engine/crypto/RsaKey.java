package io.annex.engine.crypto;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;
import javax.crypto.Cipher;
import org.jspecify.annotations.Nullable;

/**
 * A key of RSA.
 *
 * @param rules
 *            for which signatures alone it is, where it is for PSS
 */
record RsaKey(boolean pss, @Nullable PssRules rules, BigInteger n, BigInteger e,
        RsaKey.@Nullable Secret secret) implements AnyKey {
    static final String OID = "1.2.840.113549.1.1.1";
    static final String PSS_OID = "1.2.840.113549.1.1.10";
    /** A private key of more takes longer than a stopped worker is given. */
    static final int MOST_BITS = 8192;
    private static final int FEWEST_BITS = 512;

    /** What a private key has besides. */
    record Secret(BigInteger d, BigInteger p, BigInteger q, BigInteger dp, BigInteger dq, BigInteger qi) {
    }

    /** The same, where its sizes are those of a key. */
    RsaKey checked() throws CryptoFailure {
        if (n.bitLength() > MOST_BITS) {
            throw CryptoFailure
                    .bound("modulusLength: %d bits (expected: at most %d)".formatted(n.bitLength(), MOST_BITS));
        }
        if (n.bitLength() < FEWEST_BITS) {
            throw CryptoFailure.unsupported(
                    "modulusLength: %d bits (expected: at least %d)".formatted(n.bitLength(), FEWEST_BITS));
        }
        if (!n.testBit(0) || e.signum() <= 0 || !e.testBit(0) || e.equals(BigInteger.ONE) || e.compareTo(n) >= 0) {
            throw CryptoFailure.key("the numbers are none of an RSA key");
        }
        return this;
    }

    @Override
    public String type() {
        return pss ? "rsa-pss" : "rsa";
    }

    @Override
    public boolean isPrivate() {
        return secret != null;
    }

    @Override
    public AnyKey toPublic() {
        return new RsaKey(pss, rules, n, e, null);
    }

    @Override
    public byte[] algorithm() {
        if (!pss) {
            return Der.sequence(Der.oid(OID), Der.nothing());
        }
        return rules == null ? Der.sequence(Der.oid(PSS_OID)) : Der.sequence(Der.oid(PSS_OID), rules.der());
    }

    /** As PKCS #1 has it. */
    @Override
    public byte[] content() {
        Secret known = secret;
        if (known == null) {
            return Der.sequence(Der.integer(n), Der.integer(e));
        }
        return Der.sequence(Der.integer(0), Der.integer(n), Der.integer(e), Der.integer(known.d()),
                Der.integer(known.p()), Der.integer(known.q()), Der.integer(known.dp()), Der.integer(known.dq()),
                Der.integer(known.qi()));
    }

    @Override
    public String details() {
        return n.bitLength() + "\0" + e + "\0\0" + (rules == null ? "\0\0" : rules.text()) + "\0";
    }

    static RsaKey ofPublic(boolean pss, @Nullable PssRules rules, Der content) throws CryptoFailure {
        Der numbers = content.enter(Der.SEQUENCE);
        return new RsaKey(pss, rules, numbers.natural(), numbers.natural(), null).checked();
    }

    static RsaKey ofPrivate(boolean pss, @Nullable PssRules rules, Der content) throws CryptoFailure {
        Der numbers = content.enter(Der.SEQUENCE);
        if (numbers.small() != 0) {
            throw CryptoFailure.unsupported("key: RSA of more than two primes");
        }
        BigInteger n = numbers.natural();
        BigInteger e = numbers.natural();
        return new RsaKey(pss, rules, n, e, new Secret(numbers.natural(), numbers.natural(), numbers.natural(),
                numbers.natural(), numbers.natural(), numbers.natural())).checked();
    }

    int size() {
        return (n.bitLength() + Byte.SIZE - 1) / Byte.SIZE;
    }

    /** The JDK's key. */
    private Key key(boolean asPrivate) throws CryptoFailure, GeneralSecurityException {
        KeyFactory factory = KeyFactory.getInstance("RSA");
        if (!asPrivate) {
            return factory.generatePublic(new RSAPublicKeySpec(n, e));
        }
        Secret known = secret;
        if (known == null) {
            throw CryptoFailure.key("key: a public one (expected: a private one)");
        }
        return factory.generatePrivate(
                new RSAPrivateCrtKeySpec(n, e, known.d(), known.p(), known.q(), known.dp(), known.dq(), known.qi()));
    }

    /**
     * The power of a block that has as many bytes as the modulus.
     *
     * @param asPrivate
     *            whether with the private exponent
     */
    byte[] power(boolean asPrivate, byte[] block, Turn turn) throws CryptoFailure, GeneralSecurityException {
        if (Bytes.number(block).compareTo(n) >= 0) {
            throw new CryptoFailure(CryptoFailure.Code.LARGE, "data too large for modulus");
        }
        Cipher cipher = Cipher.getInstance("RSA/ECB/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, key(asPrivate), turn.random());
        return cipher.doFinal(block);
    }
}
