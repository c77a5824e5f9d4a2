package io.annex.engine.crypto;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import javax.crypto.KeyAgreement;

/** Secrets that two have in common. */
final class Agreements {
    private Agreements() {
    }

    /** A private key and the other's public one. */
    static Answer agree(Call call) throws CryptoFailure, GeneralSecurityException {
        AnyKey own = Import.key(call, 0);
        AnyKey given = Import.key(call, 1);
        AnyKey other = given.isPrivate() ? given.toPublic() : given;
        if (!own.isPrivate()) {
            throw CryptoFailure.key("key: a public one (expected: a private one)");
        }
        try {
            return Answer.of(switch (own) {
                case EcKey ec when other instanceof EcKey point && point.curve() == ec.curve() -> agree(ec, point);
                case CurveKey curve when other.type().equals(curve.type()) && curve.type().startsWith("x") -> {
                    KeyAgreement agreement = KeyAgreement.getInstance(curve.java());
                    agreement.init(curve.javaPrivate());
                    agreement.doPhase(((CurveKey) other).javaPublic(), true);
                    yield agreement.generateSecret();
                }
                case DhKey dh when other instanceof DhKey open && open.p().equals(dh.p())
                        && open.g().equals(dh.g()) -> {
                    BigInteger one = BigInteger.ONE;
                    if (open.y().compareTo(one) <= 0 || open.y().compareTo(dh.p().subtract(one)) >= 0) {
                        throw CryptoFailure.key("the public key is none of this group");
                    }
                    yield Bytes.fixed(Primes.power(open.y(), AnyKey.secret(dh.x()), dh.p(), call.turn()),
                            (dh.p().bitLength() + Byte.SIZE - 1) / Byte.SIZE);
                }
                default ->
                    throw CryptoFailure.key("both keys: %s and %s (expected: of one kind, and of one that agrees)"
                            .formatted(own.type(), other.type()));
            });
        } catch (InvalidKeyException e) {
            throw CryptoFailure.operation("the public key gives no secret");
        }
    }

    private static byte[] agree(EcKey own, EcKey other) throws CryptoFailure, GeneralSecurityException {
        if (!own.curve().isOfJdk()) {
            return Bytes.fixed(OtherCurves.agree(own.curve(), AnyKey.secret(own.scalar()), other.point()),
                    own.curve().size());
        }
        KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
        agreement.init(own.javaPrivate());
        agreement.doPhase(other.javaPublic(), true);
        return agreement.generateSecret();
    }
}
