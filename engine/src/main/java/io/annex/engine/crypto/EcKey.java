package io.annex.engine.crypto;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import org.jspecify.annotations.Nullable;

/** A key of a curve of Weierstraß'. */
record EcKey(Curve curve, ECPoint point, @Nullable BigInteger scalar) implements AnyKey {
    static final String OID = "1.2.840.10045.2.1";

    @Override
    public String type() {
        return "ec";
    }

    @Override
    public boolean isPrivate() {
        return scalar != null;
    }

    @Override
    public AnyKey toPublic() {
        return new EcKey(curve, point, null);
    }

    @Override
    public byte[] algorithm() {
        return Der.sequence(Der.oid(OID), Der.oid(curve.oid()));
    }

    @Override
    public byte[] content() throws CryptoFailure {
        return isPrivate() ? sec1(false) : curve.bytes(point, false);
    }

    /** As SEC 1 has a private key. */
    byte[] sec1(boolean named) throws CryptoFailure {
        byte[] secret = Der.octets(Bytes.fixed(AnyKey.secret(scalar), curve.size()));
        byte[] open = Der.write(Der.context(1), Der.bitString(curve.bytes(point, false)));
        return named
                ? Der.sequence(Der.integer(1), secret, Der.write(Der.context(0), Der.oid(curve.oid())), open)
                : Der.sequence(Der.integer(1), secret, open);
    }

    @Override
    public String details() {
        return "\0\0" + curve.node() + "\0\0\0\0";
    }

    static EcKey ofPrivate(@Nullable Curve known, Der content) throws CryptoFailure, GeneralSecurityException {
        Der fields = content.enter(Der.SEQUENCE);
        if (fields.small() != 1) {
            throw CryptoFailure.key("the EC key is of no version that is known");
        }
        BigInteger scalar = Bytes.number(fields.take(Der.OCTETS));
        Curve curve = known;
        if (fields.is(Der.context(0))) {
            Der parameters = fields.enter(Der.context(0));
            String oid = parameters.oid();
            if (curve == null) {
                curve = Curve.ofOid(oid);
            }
        }
        if (curve == null) {
            throw CryptoFailure.key("the EC key names no curve");
        }
        curve.scalar(scalar);
        ECPoint point = fields.is(Der.context(1))
                ? curve.point(fields.enter(Der.context(1)).bits())
                : OtherCurves.publicOf(curve, scalar);
        return new EcKey(curve, point, scalar);
    }

    /** The JDK's key. */
    PublicKey javaPublic() throws GeneralSecurityException {
        return KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, curve.parameters()));
    }

    /** The JDK's key. */
    PrivateKey javaPrivate() throws CryptoFailure, GeneralSecurityException {
        return KeyFactory.getInstance("EC")
                .generatePrivate(new ECPrivateKeySpec(AnyKey.secret(scalar), curve.parameters()));
    }
}
