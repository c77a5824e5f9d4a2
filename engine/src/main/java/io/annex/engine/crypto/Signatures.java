package io.annex.engine.crypto;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.EdDSAParameterSpec;
import java.security.spec.InvalidKeySpecException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Signatures: the data are digested here, and what is signed is the digest, but
 * for Edwards' curves, which take all of them.
 */
final class Signatures {
    /** Stands for as many bytes of salt as there can be. */
    private static final int MOST_SALT = -3;

    private Signatures() {
    }

    /**
     * What is asked for.
     *
     * @param salt
     *            bytes; -1 as many as the digest has, -2 whichever there are, or as
     *            many as there can be, -3 as many as there can be
     */
    private record Wish(String digest, boolean pss, int salt, String mgf, boolean der, boolean digested,
            byte @Nullable [] context) {
    }

    /**
     * {@code digest \0 pkcs1, pss or empty \0 salt or empty \0 mgf or empty \0 der or ieee-p1363 \0 1 for a digest that is there},
     * and a context in the last block.
     */
    private static Wish wish(Call call, AnyKey key, int context) throws CryptoFailure {
        boolean pss = call.field(1).isEmpty() ? key.type().equals("rsa-pss") : call.field(1).equals("pss");
        String mgf = call.has(3) ? call.field(3) : call.field(0);
        int salt = call.has(2) ? call.number(2, "saltLength", -4, RsaKey.MOST_BITS) : -2;
        return new Wish(call.field(0), pss, salt, mgf, !call.field(4).equals("ieee-p1363"), call.field(5).equals("1"),
                call.blocks() > context ? call.bytes(context) : null);
    }

    private static byte[] digest(Wish wish, ByteBuffer data, Call call) throws CryptoFailure {
        if (wish.digested()) {
            byte[] given = new byte[data.remaining()];
            data.get(data.position(), given);
            return given;
        }
        Digesting digest = call.digest(wish.digest());
        Digests.update(digest, data, call);
        return digest.finish();
    }

    /** The {@link #wish fields}, and key, data and perhaps a context. */
    static Answer sign(Call call) throws CryptoFailure, GeneralSecurityException {
        AnyKey key = Import.key(call, 0);
        Wish wish = wish(call, key, 2);
        if (!key.isPrivate()) {
            throw CryptoFailure.key("key: a public one (expected: a private one)");
        }
        ByteBuffer data = call.view(1);
        return Answer.of(switch (key) {
            case RsaKey rsa -> {
                byte[] digest = digest(wish, data, call);
                check(rsa, wish);
                byte[] block = wish.pss()
                        ? Pss.encode(wish.digest(), wish.mgf(), digest, saltToSign(rsa, wish), rsa.n().bitLength() - 1)
                        : RsaBlocks.signing(rsa, DigestIds.info(wish.digest(), sized(wish, digest)));
                yield rsa.power(true, Bytes.fixed(Bytes.number(block), rsa.size()), call.turn());
            }
            case EcKey ec -> {
                BigInteger[] pair = OtherCurves.sign(ec.curve(), AnyKey.secret(ec.scalar()), digest(wish, data, call),
                        call.turn().random());
                yield written(wish, pair[0], pair[1], ec.curve().size());
            }
            case DsaKey dsa -> {
                BigInteger[] pair = OtherCurves.sign(dsa, AnyKey.secret(dsa.x()), digest(wish, data, call),
                        call.turn().random());
                yield written(wish, pair[0], pair[1], (dsa.q().bitLength() + 7) / 8);
            }
            case CurveKey curve -> {
                Signature signature = edwards(curve, wish);
                signature.initSign(curve.javaPrivate());
                signature.update(data.slice());
                yield signature.sign();
            }
            case DhKey _ -> throw cannot(key);
        });
    }

    private static CryptoFailure cannot(AnyKey key) {
        return CryptoFailure.unsupported("key: %s signs nothing".formatted(key.type()));
    }

    private static Signature edwards(CurveKey key, Wish wish) throws CryptoFailure, GeneralSecurityException {
        if (key.type().startsWith("x")) {
            throw cannot(key);
        }
        Signature signature = Signature.getInstance(key.java());
        byte[] context = wish.context();
        if (context != null && context.length > 0) {
            if (context.length > 255) {
                throw CryptoFailure.parameter("context: %d bytes (expected: at most 255)".formatted(context.length));
            }
            signature.setParameter(new EdDSAParameterSpec(false, context));
        }
        return signature;
    }

    private static byte[] sized(Wish wish, byte[] digest) throws CryptoFailure {
        int size = Digests.open(wish.digest()).finish().length;
        if (digest.length != size) {
            throw CryptoFailure.parameter("digest: %d bytes (expected: %d)".formatted(digest.length, size));
        }
        return digest;
    }

    /** A key for PSS alone may say with what. */
    private static void check(RsaKey key, Wish wish) throws CryptoFailure {
        PssRules rules = key.rules();
        if (key.pss() && !wish.pss()) {
            throw CryptoFailure.parameter("padding: the key is for PSS alone");
        }
        if (rules != null && (!rules.digest().equals(wish.digest()) || !rules.mgf().equals(wish.mgf()))) {
            throw CryptoFailure.parameter("digest: %s with MGF1 of %s (expected: %s with %s, as the key says)"
                    .formatted(wish.digest(), wish.mgf(), rules.digest(), rules.mgf()));
        }
    }

    private static int mostSalt(RsaKey key, int digest) {
        return (key.n().bitLength() - 1 + Byte.SIZE - 1) / Byte.SIZE - digest - 2;
    }

    private static int saltToSign(RsaKey key, Wish wish) throws CryptoFailure {
        int size = Digests.open(wish.digest()).finish().length;
        int most = mostSalt(key, size);
        PssRules rules = key.rules();
        int salt = switch (wish.salt()) {
            case -1 -> size;
            case -2, MOST_SALT -> most;
            case -4 -> Math.min(size, most);
            default -> wish.salt();
        };
        if (rules != null && salt < rules.salt()) {
            throw CryptoFailure
                    .parameter("saltLength: %d (expected: at least %d, as the key says)".formatted(salt, rules.salt()));
        }
        if (salt > most || most < 0) {
            throw new CryptoFailure(CryptoFailure.Code.LARGE, "data too large for key size");
        }
        return salt;
    }

    private static byte[] written(Wish wish, BigInteger r, BigInteger s, int size) {
        return wish.der()
                ? Der.sequence(Der.integer(r), Der.integer(s))
                : Bytes.join(Bytes.fixed(r, size), Bytes.fixed(s, size));
    }

    /** The {@link #wish fields}, and key, data, signature and perhaps a context. */
    static Answer verify(Call call) throws CryptoFailure, GeneralSecurityException {
        AnyKey given = Import.key(call, 0);
        Wish wish = wish(call, given, 3);
        return Answer
                .of(verifies(given.isPrivate() ? given.toPublic() : given, wish, call.view(1), call.bytes(2), call));
    }

    /** A signature of the digest over data, as certificates have them. */
    static boolean verifies(AnyKey key, String digest, @Nullable PssRules rules, byte[] data, byte[] signature,
            Call call) throws CryptoFailure, GeneralSecurityException {
        Wish wish = rules == null
                ? new Wish(digest, false, -2, digest, true, false, null)
                : new Wish(rules.digest(), true, rules.salt(), rules.mgf(), true, false, null);
        return verifies(key, wish, ByteBuffer.wrap(data), signature, call);
    }

    private static boolean verifies(AnyKey key, Wish wish, ByteBuffer data, byte[] signature, Call call)
            throws CryptoFailure, GeneralSecurityException {
        switch (key) {
            case RsaKey rsa -> {
                byte[] digest = digest(wish, data, call);
                check(rsa, wish);
                byte[] expected = wish.pss() ? null : DigestIds.info(wish.digest(), sized(wish, digest));
                if (signature.length != rsa.size() || Bytes.number(signature).compareTo(rsa.n()) >= 0) {
                    return false;
                }
                byte[] block = rsa.power(false, signature, call.turn());
                if (expected != null) {
                    return MessageDigest.isEqual(block, RsaBlocks.signing(rsa, expected));
                }
                PssRules rules = rsa.rules();
                int salt = wish.salt() == MOST_SALT ? Math.max(0, mostSalt(rsa, digest.length)) : wish.salt();
                return Pss.verify(wish.digest(), wish.mgf(), digest, salt, rules == null ? 0 : rules.salt(),
                        rsa.n().bitLength() - 1, block);
            }
            case EcKey ec -> {
                byte[] digest = digest(wish, data, call);
                BigInteger[] pair = read(wish, signature, ec.curve().size());
                BigInteger order = ec.curve().order();
                return pair != null && !isNone(pair[0], order) && !isNone(pair[1], order)
                        && OtherCurves.verify(ec.curve(), ec.point(), digest, pair[0], pair[1]);
            }
            case DsaKey dsa -> {
                byte[] digest = digest(wish, data, call);
                BigInteger[] pair = read(wish, signature, (dsa.q().bitLength() + 7) / 8);
                return pair != null && !isNone(pair[0], dsa.q()) && !isNone(pair[1], dsa.q())
                        && OtherCurves.verify(dsa, digest, pair[0], pair[1]);
            }
            case CurveKey curve -> {
                Signature verifying = edwards(curve, wish);
                byte[] open = curve.publicBytes();
                if (signature.length != 2 * open.length || SmallOrder.has(curve.type(), open)
                        || SmallOrder.has(curve.type(), Arrays.copyOf(signature, open.length))) {
                    return false;
                }
                try {
                    verifying.initVerify(curve.javaPublic());
                } catch (InvalidKeyException | InvalidKeySpecException e) {
                    // Its bytes are no point of the curve.
                    return false;
                }
                verifying.update(data.slice());
                return holds(verifying, signature);
            }
            case DhKey _ -> throw cannot(key);
        }
    }

    private static boolean holds(Signature verifying, byte[] signature) {
        try {
            return verifying.verify(signature);
        } catch (SignatureException e) {
            // The JDK throws where it cannot read one.
            return false;
        }
    }

    private static boolean isNone(BigInteger number, BigInteger order) {
        return number.signum() <= 0 || number.compareTo(order) >= 0;
    }

    /** Both numbers; {@code null} where it is no DER, or has another length. */
    private static BigInteger @Nullable [] read(Wish wish, byte[] signature, int size) {
        if (!wish.der()) {
            return signature.length == 2 * size
                    ? new BigInteger[]{Bytes.number(Arrays.copyOf(signature, size)),
                            Bytes.number(Arrays.copyOfRange(signature, size, 2 * size))}
                    : null;
        }
        try {
            Der pair = new Der(signature).enter(Der.SEQUENCE);
            BigInteger r = pair.integer();
            BigInteger s = pair.integer();
            // What is not written as DER would be is not DER.
            return Arrays.equals(Der.sequence(Der.integer(r), Der.integer(s)), signature)
                    ? new BigInteger[]{r, s}
                    : null;
        } catch (CryptoFailure e) {
            return null;
        }
    }
}
