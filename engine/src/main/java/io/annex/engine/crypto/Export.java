package io.annex.engine.crypto;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.util.Base64;

/** Keys for outside. */
final class Export {
    private Export() {
    }

    /**
     * {@code pem or der \0 spki, pkcs8, pkcs1 or sec1 \0 cipher or empty}, and the
     * key and perhaps a passphrase.
     */
    static Answer encoded(Call call) throws CryptoFailure, GeneralSecurityException {
        AnyKey key = Import.key(call, 0);
        boolean pem = call.field(0).equals("pem");
        String cipher = call.field(2);
        byte[] passphrase = call.blocks() > 1 ? call.bytes(1) : new byte[0];
        String label;
        byte[] der;
        switch (call.field(1)) {
            case "spki" -> {
                label = "PUBLIC KEY";
                der = key.toPublic().der();
            }
            case "pkcs8" -> {
                AnyKey.secret(key.isPrivate() ? BigInteger.ONE : null);
                label = cipher.isEmpty() ? "PRIVATE KEY" : "ENCRYPTED PRIVATE KEY";
                der = cipher.isEmpty() ? key.der() : EncryptedKeys.close(cipher, key.der(), passphrase, call.turn());
                cipher = "";
            }
            case "pkcs1" -> {
                if (!(key instanceof RsaKey rsa) || rsa.pss()) {
                    throw CryptoFailure.unsupported("type: pkcs1 of %s (expected: of rsa)".formatted(key.type()));
                }
                label = rsa.isPrivate() ? "RSA PRIVATE KEY" : "RSA PUBLIC KEY";
                der = rsa.content();
            }
            case "sec1" -> {
                if (!(key instanceof EcKey ec)) {
                    throw CryptoFailure.unsupported("type: sec1 of %s (expected: of ec)".formatted(key.type()));
                }
                label = "EC PRIVATE KEY";
                der = ec.sec1(true);
            }
            default -> throw CryptoFailure.parameter("type: %s is not known".formatted(Call.shown(call.field(1))));
        }
        if (!cipher.isEmpty()) {
            if (!pem) {
                throw CryptoFailure.unsupported("cipher: %s is encrypted as PEM alone".formatted(call.field(1)));
            }
            return Answer.of(EncryptedKeys.closeOld(label, cipher, der, passphrase, call.turn()));
        }
        return Answer.of(pem ? Der.pem(label, "", der) : der);
    }

    /** {@code kty crv n e d p q dp dq qi x y} with NUL between, of the key. */
    static Answer jwk(Call call) throws CryptoFailure, GeneralSecurityException {
        AnyKey key = Import.key(call, 0);
        return Answer.of(switch (key) {
            case RsaKey rsa when !rsa.pss() -> {
                RsaKey.Secret secret = rsa.secret();
                String open = "RSA\0\0" + text(rsa.n()) + '\0' + text(rsa.e()) + '\0';
                yield secret == null
                        ? open + "\0\0\0\0\0\0\0"
                        : open + text(secret.d()) + '\0' + text(secret.p()) + '\0' + text(secret.q()) + '\0'
                                + text(secret.dp()) + '\0' + text(secret.dq()) + '\0' + text(secret.qi()) + "\0\0";
            }
            case EcKey ec -> {
                int size = ec.curve().size();
                String secret = ec.isPrivate() ? text(Bytes.fixed(AnyKey.secret(ec.scalar()), size)) : "";
                yield "EC\0" + ec.curve().jwk() + "\0\0\0" + secret + "\0\0\0\0\0\0"
                        + text(Bytes.fixed(ec.point().getAffineX(), size)) + '\0'
                        + text(Bytes.fixed(ec.point().getAffineY(), size));
            }
            case CurveKey curve -> {
                String secret = curve.isPrivate() ? text(curve.secretBytes()) : "";
                yield "OKP\0" + curve.java() + "\0\0\0" + secret + "\0\0\0\0\0\0" + text(curve.publicBytes()) + '\0';
            }
            default -> throw CryptoFailure.unsupported("format: jwk of %s".formatted(key.type()));
        });
    }

    private static String text(BigInteger number) {
        return text(Bytes.unsigned(number));
    }

    private static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** {@code 1 for a compressed point}, and the key: its bytes. */
    static Answer raw(Call call) throws CryptoFailure, GeneralSecurityException {
        return Answer.of(switch (Import.key(call, 0)) {
            case EcKey ec -> {
                BigInteger scalar = ec.scalar();
                yield scalar == null
                        ? ec.curve().bytes(ec.point(), call.field(0).equals("1"))
                        : Bytes.fixed(scalar, ec.curve().size());
            }
            case CurveKey curve -> curve.isPrivate() ? curve.secretBytes() : curve.publicBytes();
            case AnyKey other -> throw CryptoFailure.unsupported("format: raw of %s".formatted(other.type()));
        });
    }
}
