package io.annex.engine.crypto;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** A key of DSA. */
record DsaKey(BigInteger p, BigInteger q, BigInteger g, BigInteger y, @Nullable BigInteger x) implements AnyKey {
    static final String OID = "1.2.840.10040.4.1";

    @Override
    public String type() {
        return "dsa";
    }

    @Override
    public boolean isPrivate() {
        return x != null;
    }

    @Override
    public AnyKey toPublic() {
        return new DsaKey(p, q, g, y, null);
    }

    @Override
    public byte[] algorithm() {
        return Der.sequence(Der.oid(OID), Der.sequence(Der.integer(p), Der.integer(q), Der.integer(g)));
    }

    @Override
    public byte[] content() {
        BigInteger known = x;
        return Der.integer(known == null ? y : known);
    }

    @Override
    public String details() {
        return p.bitLength() + "\0\0\0\0\0\0" + q.bitLength();
    }

    /** The same, where its sizes are bounded ones. */
    DsaKey checked() throws CryptoFailure {
        if (p.bitLength() > Primes.MOST_MODULUS || q.bitLength() > 512 || q.signum() <= 0 || g.compareTo(p) >= 0) {
            throw CryptoFailure.bound(
                    "modulusLength: %d bits (expected: at most %d)".formatted(p.bitLength(), Primes.MOST_MODULUS));
        }
        return this;
    }
}
