package io.annex.engine.crypto;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.security.spec.ECFieldFp;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.EllipticCurve;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.DSAParameters;
import org.bouncycastle.crypto.params.DSAPrivateKeyParameters;
import org.bouncycastle.crypto.params.DSAPublicKeyParameters;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.DSASigner;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.bouncycastle.math.ec.rfc7748.X448;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.bouncycastle.math.ec.rfc8032.Ed448;

/**
 * What the JDK has no way to: secp256k1, the public key of a private one, and
 * DSA of a digest that is there already. And ECDSA, for which the JDK needs
 * from half as long again (signing, P-256) to seven times as long (verifying,
 * P-521).
 */
final class OtherCurves {
    private static final ECParameterSpec KOBLITZ = readKoblitz();

    private OtherCurves() {
    }

    static ECParameterSpec koblitz() {
        return KOBLITZ;
    }

    private static ECParameterSpec readKoblitz() {
        X9ECParameters known = CustomNamedCurves.getByName("secp256k1");
        EllipticCurve curve = new EllipticCurve(new ECFieldFp(known.getCurve().getField().getCharacteristic()),
                known.getCurve().getA().toBigInteger(), known.getCurve().getB().toBigInteger());
        return new ECParameterSpec(curve, point(known.getG()), known.getN(), known.getH().intValue());
    }

    private static ECPoint point(org.bouncycastle.math.ec.ECPoint point) {
        org.bouncycastle.math.ec.ECPoint affine = point.normalize();
        return new ECPoint(affine.getAffineXCoord().toBigInteger(), affine.getAffineYCoord().toBigInteger());
    }

    private static X9ECParameters known(Curve curve) {
        return CustomNamedCurves.getByName(curve.standard());
    }

    private static ECDomainParameters domain(Curve curve) {
        return new ECDomainParameters(known(curve));
    }

    /** The point of a private key. */
    static ECPoint publicOf(Curve curve, BigInteger scalar) {
        return point(known(curve).getG().multiply(scalar));
    }

    /** What both have in common: the first coordinate. */
    static BigInteger agree(Curve curve, BigInteger scalar, ECPoint other) {
        return point(known(curve).getCurve().createPoint(other.getAffineX(), other.getAffineY()).multiply(scalar))
                .getAffineX();
    }

    static BigInteger[] sign(Curve curve, BigInteger scalar, byte[] digest, SecureRandom random) {
        ECDSASigner signer = new ECDSASigner();
        signer.init(true, new ParametersWithRandom(new ECPrivateKeyParameters(scalar, domain(curve)), random));
        return signer.generateSignature(digest);
    }

    static boolean verify(Curve curve, ECPoint point, byte[] digest, BigInteger r, BigInteger s) {
        ECDSASigner signer = new ECDSASigner();
        signer.init(false, new ECPublicKeyParameters(
                known(curve).getCurve().createPoint(point.getAffineX(), point.getAffineY()), domain(curve)));
        return signer.verifySignature(digest, r, s);
    }

    static BigInteger[] sign(DsaKey key, BigInteger secret, byte[] digest, SecureRandom random) {
        DSASigner signer = new DSASigner();
        signer.init(true, new ParametersWithRandom(
                new DSAPrivateKeyParameters(secret, new DSAParameters(key.p(), key.q(), key.g())), random));
        return signer.generateSignature(digest);
    }

    static boolean verify(DsaKey key, byte[] digest, BigInteger r, BigInteger s) {
        DSASigner signer = new DSASigner();
        signer.init(false, new DSAPublicKeyParameters(key.y(), new DSAParameters(key.p(), key.q(), key.g())));
        return signer.verifySignature(digest, r, s);
    }

    /** The public key of a private one of Edwards' and Montgomery's curves. */
    static byte[] publicOf(String type, byte[] secret) {
        return switch (type) {
            case "ed25519" -> {
                byte[] made = new byte[Ed25519.PUBLIC_KEY_SIZE];
                Ed25519.generatePublicKey(secret, 0, made, 0);
                yield made;
            }
            case "ed448" -> {
                byte[] made = new byte[Ed448.PUBLIC_KEY_SIZE];
                Ed448.generatePublicKey(secret, 0, made, 0);
                yield made;
            }
            case "x25519" -> {
                byte[] made = new byte[X25519.POINT_SIZE];
                X25519.generatePublicKey(secret, 0, made, 0);
                yield made;
            }
            default -> {
                byte[] made = new byte[X448.POINT_SIZE];
                X448.generatePublicKey(secret, 0, made, 0);
                yield made;
            }
        };
    }
}
