package io.annex.engine.crypto;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.util.Arrays;

/**
 * The curves of ECDSA and ECDH. All have primes of 3 modulo 4, so that a square
 * root is a power.
 */
enum Curve {
    P256("prime256v1", "P-256", "secp256r1", "1.2.840.10045.3.1.7"), P384("secp384r1", "P-384", "secp384r1",
            "1.3.132.0.34"), P521("secp521r1", "P-521", "secp521r1",
                    "1.3.132.0.35"), K256("secp256k1", "secp256k1", "secp256k1", "1.3.132.0.10");

    private final String node;
    private final String jwk;
    private final String java;
    private final String oid;

    /**
     * @param node
     *            what Node calls it
     * @param jwk
     *            what a JWK calls it
     * @param java
     *            what the JDK calls it
     */
    Curve(String node, String jwk, String java, String oid) {
        this.node = node;
        this.jwk = jwk;
        this.java = java;
        this.oid = oid;
    }

    String node() {
        return node;
    }

    String jwk() {
        return jwk;
    }

    /** What the JDK and Bouncy Castle call it. */
    String standard() {
        return java;
    }

    String oid() {
        return oid;
    }

    /** The JDK has none of Koblitz's. */
    boolean isOfJdk() {
        return this != K256;
    }

    static Curve named(String name) throws CryptoFailure {
        for (Curve curve : values()) {
            if (curve.node.equals(name) || curve.jwk.equals(name) || curve.java.equals(name)) {
                return curve;
            }
        }
        throw CryptoFailure.unsupported("curve: %s is not there".formatted(Call.shown(name)));
    }

    static Curve ofOid(String oid) throws CryptoFailure {
        for (Curve curve : values()) {
            if (curve.oid.equals(oid)) {
                return curve;
            }
        }
        throw CryptoFailure.unsupported("curve: %s is not there".formatted(oid));
    }

    ECParameterSpec parameters() throws GeneralSecurityException {
        if (this == K256) {
            return OtherCurves.koblitz();
        }
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec(java));
        return parameters.getParameterSpec(ECParameterSpec.class);
    }

    /** Bytes of a coordinate. */
    int size() {
        return this == P521 ? 66 : this == P384 ? 48 : 32;
    }

    BigInteger order() throws GeneralSecurityException {
        return parameters().getOrder();
    }

    private BigInteger prime() throws GeneralSecurityException {
        return ((ECFieldFp) parameters().getCurve().getField()).getP();
    }

    private BigInteger square(BigInteger x) throws GeneralSecurityException {
        BigInteger p = prime();
        return x.pow(2).add(parameters().getCurve().getA()).multiply(x).add(parameters().getCurve().getB()).mod(p);
    }

    /**
     * A point of the curve that is not infinity.
     *
     * @throws CryptoFailure
     *             when it is none
     */
    ECPoint point(BigInteger x, BigInteger y) throws CryptoFailure, GeneralSecurityException {
        BigInteger p = prime();
        if (x.signum() < 0 || y.signum() < 0 || x.compareTo(p) >= 0 || y.compareTo(p) >= 0
                || !square(x).equals(y.pow(2).mod(p))) {
            throw CryptoFailure.key("the point is not on %s".formatted(node));
        }
        return new ECPoint(x, y);
    }

    /** Reads a point: plain, compressed, or both at once. */
    ECPoint point(byte[] bytes) throws CryptoFailure, GeneralSecurityException {
        int size = size();
        int form = bytes.length == 0 ? -1 : bytes[0];
        if (bytes.length == 2 * size + 1 && (form == 4 || form == 6 || form == 7)) {
            BigInteger y = Bytes.number(Arrays.copyOfRange(bytes, size + 1, bytes.length));
            if (form == 4 || y.testBit(0) == (form == 7)) {
                return point(Bytes.number(Arrays.copyOfRange(bytes, 1, size + 1)), y);
            }
        } else if (bytes.length == size + 1 && (form == 2 || form == 3)) {
            BigInteger p = prime();
            BigInteger x = Bytes.number(Arrays.copyOfRange(bytes, 1, size + 1));
            if (x.compareTo(p) < 0) {
                BigInteger y = square(x).modPow(p.add(BigInteger.ONE).shiftRight(2), p);
                return point(x, y.signum() != 0 && y.testBit(0) != (form == 3) ? p.subtract(y) : y);
            }
        }
        throw CryptoFailure.key("a point of %s is not understood".formatted(node));
    }

    byte[] bytes(ECPoint point, boolean compressed) {
        byte[] x = Bytes.fixed(point.getAffineX(), size());
        if (compressed) {
            return Bytes.join(new byte[]{(byte) (point.getAffineY().testBit(0) ? 3 : 2)}, x);
        }
        return Bytes.join(new byte[]{4}, x, Bytes.fixed(point.getAffineY(), size()));
    }

    /** A number that may be a private key. */
    BigInteger scalar(BigInteger number) throws CryptoFailure, GeneralSecurityException {
        if (number.signum() <= 0 || number.compareTo(order()) >= 0) {
            throw CryptoFailure.key("the private key is none of %s".formatted(node));
        }
        return number;
    }
}
