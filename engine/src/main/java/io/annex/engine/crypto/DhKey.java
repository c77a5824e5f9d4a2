package io.annex.engine.crypto;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** A key of Diffie and Hellman's, as PKCS #3 has it. */
record DhKey(BigInteger p, BigInteger g, BigInteger y, @Nullable BigInteger x) implements AnyKey {
    static final String OID = "1.2.840.113549.1.3.1";

    @Override
    public String type() {
        return "dh";
    }

    @Override
    public boolean isPrivate() {
        return x != null;
    }

    @Override
    public AnyKey toPublic() {
        return new DhKey(p, g, y, null);
    }

    @Override
    public byte[] algorithm() {
        return Der.sequence(Der.oid(OID), Der.sequence(Der.integer(p), Der.integer(g)));
    }

    @Override
    public byte[] content() {
        BigInteger known = x;
        return Der.integer(known == null ? y : known);
    }

    @Override
    public String details() {
        return p.bitLength() + "\0\0\0\0\0\0";
    }
}
