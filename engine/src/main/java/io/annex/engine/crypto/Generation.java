package io.annex.engine.crypto;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import org.jspecify.annotations.Nullable;

/** New keys. */
final class Generation {
    /** The JDK looks for such primes in a time that an exchange may have. */
    private static final int MOST_BITS = 4096;
    private static final int FEWEST_BITS = 512;
    /**
     * Bits of a private key of Diffie and Hellman's, at most: twice the strength of
     * the largest group.
     */
    private static final int MOST_SECRET = 512;

    private Generation() {
    }

    /**
     * {@code type \0 bits \0 exponent \0 curve \0 digest \0 mgf \0 salt}, and for
     * Diffie-Hellman a prime and a generator: both keys, each as the guest is given
     * it.
     */
    static Answer generate(Call call) throws CryptoFailure, GeneralSecurityException {
        String type = call.field(0);
        AnyKey made = switch (type) {
            case "rsa", "rsa-pss" -> rsa(call, type.equals("rsa-pss"));
            case "ec" -> ec(Curve.named(call.field(3)), call.turn());
            case "dh" -> dh(call);
            default -> {
                if (!CurveKey.has(type)) {
                    throw CryptoFailure.unsupported("type: keys of %s are not made here".formatted(Call.shown(type)));
                }
                yield curve(type, call.turn());
            }
        };
        Answer open = made.toPublic().answer();
        Answer secret = made.answer();
        return Answer.of(open.text() + '\0' + secret.text(), open.blocks().get(0), secret.blocks().get(0));
    }

    private static AnyKey curve(String type, Turn turn) throws CryptoFailure, GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(CurveKey.of(type, null, null).java());
        KeyPair made = generator.generateKeyPair();
        turn.goOn();
        CurveKey open = (CurveKey) Import.canonical(made.getPublic().getEncoded());
        CurveKey secret = (CurveKey) Import.canonical(made.getPrivate().getEncoded());
        return CurveKey.of(type, open.publicBytes(), secret.secretBytes());
    }

    private static RsaKey rsa(Call call, boolean pss) throws CryptoFailure, GeneralSecurityException {
        int bits = call.number(1, "modulusLength", FEWEST_BITS, MOST_BITS);
        BigInteger exponent = BigInteger.valueOf(call.number(2, "publicExponent", 3, Integer.MAX_VALUE));
        if (!exponent.testBit(0)) {
            throw CryptoFailure.parameter("publicExponent: %d (expected: an odd number)".formatted(exponent));
        }
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(new RSAKeyGenParameterSpec(bits, exponent), call.turn().random());
        RSAPrivateCrtKey made = (RSAPrivateCrtKey) generator.generateKeyPair().getPrivate();
        return new RsaKey(pss, rules(call, pss), made.getModulus(), made.getPublicExponent(),
                new RsaKey.Secret(made.getPrivateExponent(), made.getPrimeP(), made.getPrimeQ(),
                        made.getPrimeExponentP(), made.getPrimeExponentQ(), made.getCrtCoefficient()));
    }

    private static @Nullable PssRules rules(Call call, boolean pss) throws CryptoFailure {
        if (!pss || !call.has(4) && !call.has(5) && !call.has(6)) {
            return null;
        }
        String digest = call.has(4) ? call.field(4) : "SHA-1";
        String mgf = call.has(5) ? call.field(5) : digest;
        int salt = call.has(6) ? call.number(6, "saltLength", 0, MOST_BITS) : Digests.open(digest).finish().length;
        DigestIds.info(digest, new byte[0]);
        DigestIds.info(mgf, new byte[0]);
        return new PssRules(digest, mgf, salt);
    }

    private static EcKey ec(Curve curve, Turn turn) throws CryptoFailure, GeneralSecurityException {
        if (!curve.isOfJdk()) {
            BigInteger scalar;
            do {
                turn.goOn();
                scalar = new BigInteger(Byte.SIZE * curve.size(), turn.random());
            } while (scalar.signum() == 0 || scalar.compareTo(curve.order()) >= 0);
            return new EcKey(curve, OtherCurves.publicOf(curve, scalar), scalar);
        }
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve.standard()), turn.random());
        KeyPair made = generator.generateKeyPair();
        return new EcKey(curve, ((ECPublicKey) made.getPublic()).getW(), ((ECPrivateKey) made.getPrivate()).getS());
    }

    private static DhKey dh(Call call) throws CryptoFailure {
        BigInteger p = call.blocks() > 0
                ? Bytes.number(call.bytes(0))
                : Primes.prime(call.number(1, "primeLength", FEWEST_BITS, MOST_BITS), true, BigInteger.ZERO,
                        BigInteger.ZERO, call.turn());
        BigInteger g = call.blocks() > 1 ? Bytes.number(call.bytes(1)) : BigInteger.TWO;
        Primes.modulus(p);
        if (p.bitLength() < 2 || g.compareTo(BigInteger.ONE) <= 0) {
            throw CryptoFailure.parameter("generator: %d bits (expected: more than 1)".formatted(g.bitLength()));
        }
        BigInteger x;
        do {
            call.turn().goOn();
            x = new BigInteger(Math.min(p.bitLength() - 1, MOST_SECRET), call.turn().random());
        } while (x.signum() == 0);
        return new DhKey(p, g, Primes.power(g, x, p, call.turn()), x);
    }
}
