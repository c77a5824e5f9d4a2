package io.annex.engine.crypto;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.spec.ECPoint;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Keys from outside, in any form that Node reads. */
final class Import {
    /** Of a key, in bytes. */
    private static final int MOST = 1 << 16;

    private Import() {
    }

    /** The key of a call, by its DER, as the guest was given it. */
    static AnyKey key(Call call, int block) throws CryptoFailure, GeneralSecurityException {
        byte[] der = call.bytes(block);
        return call.keys().get(der, AnyKey.class, Import::canonical);
    }

    /** PKCS #8 or SubjectPublicKeyInfo, as the JDK and we write them. */
    static AnyKey canonical(byte[] der) throws CryptoFailure, GeneralSecurityException {
        return new Der(der).enter(Der.SEQUENCE).is(Der.INTEGER) ? pkcs8(der) : spki(new Der(der));
    }

    private static byte[] bounded(Call call, int block) throws CryptoFailure {
        if (call.view(block).remaining() > MOST) {
            throw CryptoFailure
                    .bound("key: %d bytes (expected: at most %d)".formatted(call.view(block).remaining(), MOST));
        }
        return call.bytes(block);
    }

    private static byte @Nullable [] passphrase(Call call) throws CryptoFailure {
        return call.blocks() > 1 ? bounded(call, 1) : null;
    }

    // ---- DER
    // ---------------------------------------------------------------------------------------------------

    /** SubjectPublicKeyInfo. */
    static AnyKey spki(Der der) throws CryptoFailure, GeneralSecurityException {
        Der info = der.enter(Der.SEQUENCE);
        Der algorithm = info.enter(Der.SEQUENCE);
        String oid = algorithm.oid();
        byte[] content = info.bits();
        String curve = CurveKey.ofOid(oid);
        if (curve != null) {
            return CurveKey.of(curve, content, null);
        }
        return switch (oid) {
            case RsaKey.OID -> {
                readable(algorithm);
                yield RsaKey.ofPublic(false, null, new Der(content));
            }
            case RsaKey.PSS_OID -> RsaKey.ofPublic(true, rules(algorithm), new Der(content));
            case EcKey.OID -> {
                Curve known = curve(algorithm);
                yield new EcKey(known, known.point(content), null);
            }
            case DhKey.OID -> {
                Der group = algorithm.enter(Der.SEQUENCE);
                yield dh(group.natural(), group.natural(), new Der(content).natural(), null);
            }
            case DsaKey.OID -> {
                Der group = algorithm.enter(Der.SEQUENCE);
                yield new DsaKey(group.natural(), group.natural(), group.natural(), new Der(content).natural(), null)
                        .checked();
            }
            default -> throw CryptoFailure.unsupported("key: the algorithm %s is not there".formatted(oid));
        };
    }

    /** RSA has no parameters; what stands there is DER all the same. */
    private static void readable(Der algorithm) throws CryptoFailure {
        if (algorithm.tag() >= 0) {
            algorithm.whole();
        }
        algorithm.nothingMore();
    }

    private static @Nullable PssRules rules(Der algorithm) throws CryptoFailure {
        return algorithm.is(Der.SEQUENCE) ? PssRules.read(algorithm) : null;
    }

    private static Curve curve(Der algorithm) throws CryptoFailure {
        if (!algorithm.is(Der.OID)) {
            throw CryptoFailure.unsupported("curve: one by its numbers (expected: one by its name)");
        }
        return Curve.ofOid(algorithm.oid());
    }

    private static DhKey dh(BigInteger p, BigInteger g, BigInteger y, @Nullable BigInteger x) throws CryptoFailure {
        Primes.modulus(p);
        return new DhKey(p, g, y, x);
    }

    private static AnyKey pkcs8(byte[] der) throws CryptoFailure, GeneralSecurityException {
        Der info = new Der(der).enter(Der.SEQUENCE);
        if (info.small() > 1) {
            throw CryptoFailure.key("the private key is of no version that is known");
        }
        Der algorithm = info.enter(Der.SEQUENCE);
        String oid = algorithm.oid();
        byte[] content = info.take(Der.OCTETS);
        String curve = CurveKey.ofOid(oid);
        if (curve != null) {
            return CurveKey.of(curve, null, new Der(content).take(Der.OCTETS));
        }
        return switch (oid) {
            case RsaKey.OID -> {
                readable(algorithm);
                yield RsaKey.ofPrivate(false, null, new Der(content));
            }
            case RsaKey.PSS_OID -> RsaKey.ofPrivate(true, rules(algorithm), new Der(content));
            case EcKey.OID -> EcKey.ofPrivate(curve(algorithm), new Der(content));
            case DhKey.OID -> {
                Der group = algorithm.enter(Der.SEQUENCE);
                BigInteger p = group.natural();
                BigInteger g = group.natural();
                BigInteger x = new Der(content).natural();
                Primes.modulus(p);
                yield dh(p, g, Primes.power(g, x, p, null), x);
            }
            case DsaKey.OID -> {
                Der group = algorithm.enter(Der.SEQUENCE);
                BigInteger p = group.natural();
                BigInteger q = group.natural();
                BigInteger g = group.natural();
                BigInteger x = new Der(content).natural();
                Primes.modulus(p);
                yield new DsaKey(p, q, g, Primes.power(g, x, p, null), x).checked();
            }
            default -> throw CryptoFailure.unsupported("key: the algorithm %s is not there".formatted(oid));
        };
    }

    /** {@code format \0 public or private}, and DER and perhaps a passphrase. */
    static Answer der(Call call) throws CryptoFailure, GeneralSecurityException {
        byte[] der = bounded(call, 0);
        return read(call.field(0), !call.field(1).equals("public"), der, passphrase(call), call.turn()).answer();
    }

    private static AnyKey read(String format, boolean asPrivate, byte[] der, byte @Nullable [] passphrase, Turn turn)
            throws CryptoFailure, GeneralSecurityException {
        return switch (format) {
            case "spki" -> spki(new Der(der));
            case "pkcs8" -> pkcs8(EncryptedKeys.isEncrypted(der) ? EncryptedKeys.open(der, passphrase, turn) : der);
            case "pkcs1" ->
                asPrivate ? RsaKey.ofPrivate(false, null, new Der(der)) : RsaKey.ofPublic(false, null, new Der(der));
            case "sec1" -> EcKey.ofPrivate(null, new Der(der));
            default -> throw CryptoFailure.parameter("format: %s is not known".formatted(Call.shown(format)));
        };
    }

    // ---- PEM
    // ---------------------------------------------------------------------------------------------------

    /** What PEM may be labelled with, in the order in which it is looked for. */
    private record Label(String text, String format, boolean isPrivate) {
    }

    private static final List<Label> LABELS = List.of(new Label("PRIVATE KEY", "pkcs8", true),
            new Label("ENCRYPTED PRIVATE KEY", "pkcs8", true), new Label("RSA PRIVATE KEY", "pkcs1", true),
            new Label("EC PRIVATE KEY", "sec1", true), new Label("PUBLIC KEY", "spki", false),
            new Label("RSA PUBLIC KEY", "pkcs1", false), new Label("CERTIFICATE", "certificate", false),
            new Label("X509 CERTIFICATE", "certificate", false));

    /** {@code public, private or any}, and PEM and perhaps a passphrase. */
    static Answer pem(Call call) throws CryptoFailure, GeneralSecurityException {
        String text = new String(bounded(call, 0), StandardCharsets.ISO_8859_1);
        String want = call.field(0);
        for (int from = text.indexOf("-----BEGIN "); from >= 0; from = text.indexOf("-----BEGIN ", from + 1)) {
            for (Label label : LABELS) {
                boolean wanted = want.equals("any") || want.equals(label.isPrivate() ? "private" : "public");
                String line = "-----BEGIN " + label.text() + "-----";
                if (wanted && isLine(text, line, from)) {
                    return pem(label, text, from, passphrase(call), call.turn()).answer();
                }
            }
        }
        throw CryptoFailure.key("there is no PEM of a %s key".formatted(want.equals("any") ? "readable" : want));
    }

    /**
     * Whether the line stands there, with nothing before it and only space behind.
     */
    private static boolean isLine(String text, String line, int at) {
        if (!text.startsWith(line, at) || (at > 0 && text.charAt(at - 1) != '\n')) {
            return false;
        }
        int end = text.indexOf('\n', at);
        return text.substring(at + line.length(), end < 0 ? text.length() : end).isBlank();
    }

    private static AnyKey pem(Label label, String text, int from, byte @Nullable [] passphrase, Turn turn)
            throws CryptoFailure, GeneralSecurityException {
        int start = from + 16 + label.text().length();
        String last = "-----END " + label.text() + "-----";
        int end = text.indexOf(last, start);
        if (end < 0 || !isLine(text, last, end)) {
            throw CryptoFailure.key("the PEM has no end");
        }
        String body = text.substring(start, end).strip();
        String info = "";
        if (body.startsWith("Proc-Type:")) {
            int empty = body.replace("\r", "").indexOf("\n\n");
            if (empty < 0) {
                throw CryptoFailure.key("the PEM has heads and no body");
            }
            String plain = body.replace("\r", "");
            for (String line : plain.substring(0, empty).split("\n")) {
                if (line.startsWith("DEK-Info:")) {
                    info = line.substring("DEK-Info:".length()).strip();
                }
            }
            body = plain.substring(empty);
        }
        byte[] der = base64(body.replaceAll("\\s+", ""));
        if (!info.isEmpty()) {
            der = EncryptedKeys.openOld(info, der, passphrase, turn);
        }
        return label.format().equals("certificate")
                ? Certificates.publicKey(der)
                : read(label.format(), label.isPrivate(), der, passphrase, turn);
    }

    private static byte[] base64(String text) throws CryptoFailure {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw CryptoFailure.key("what is no base64 stands in the key");
        }
    }

    // ---- raw and JWK
    // -------------------------------------------------------------------------------------------

    /** {@code type \0 public or private \0 curve}, and the bytes. */
    static Answer raw(Call call) throws CryptoFailure, GeneralSecurityException {
        String type = call.field(0);
        boolean isPrivate = call.field(1).equals("private");
        byte[] bytes = bounded(call, 0);
        if (CurveKey.has(type)) {
            return (isPrivate ? CurveKey.of(type, null, bytes) : CurveKey.of(type, bytes, null)).answer();
        }
        if (!type.equals("ec")) {
            throw CryptoFailure.unsupported("type: %s has no raw keys".formatted(Call.shown(type)));
        }
        Curve curve = Curve.named(call.field(2));
        if (!isPrivate) {
            return new EcKey(curve, curve.point(bytes), null).answer();
        }
        BigInteger scalar = curve.scalar(Bytes.number(bytes));
        return new EcKey(curve, OtherCurves.publicOf(curve, scalar), scalar).answer();
    }

    private static byte[] base64url(String name, String text) throws CryptoFailure {
        try {
            return Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/').replaceAll("=+$", ""));
        } catch (IllegalArgumentException e) {
            throw CryptoFailure.key("%s of the JWK is no base64url".formatted(name));
        }
    }

    private static BigInteger number(Call call, int field, String name) throws CryptoFailure {
        if (!call.has(field)) {
            throw CryptoFailure.key("%s of the JWK is missing".formatted(name));
        }
        return Bytes.number(base64url(name, call.field(field)));
    }

    /**
     * The members {@code kty crv n e d p q dp dq qi x y}, as they stand, with NUL
     * between.
     */
    static Answer jwk(Call call) throws CryptoFailure, GeneralSecurityException {
        boolean isPrivate = call.has(4);
        return switch (call.field(0)) {
            case "RSA" -> {
                RsaKey.Secret secret = isPrivate
                        ? new RsaKey.Secret(number(call, 4, "d"), number(call, 5, "p"), number(call, 6, "q"),
                                number(call, 7, "dp"), number(call, 8, "dq"), number(call, 9, "qi"))
                        : null;
                BigInteger n = number(call, 2, "n");
                if (secret != null && !secret.p().multiply(secret.q()).equals(n)) {
                    throw CryptoFailure.key("n of the JWK is not the product of p and q");
                }
                yield new RsaKey(false, null, n, number(call, 3, "e"), secret).checked().answer();
            }
            case "EC" -> {
                Curve curve = Curve.named(call.field(1));
                ECPoint point = curve.point(number(call, 10, "x"), number(call, 11, "y"));
                BigInteger scalar = isPrivate ? curve.scalar(number(call, 4, "d")) : null;
                if (scalar != null && !OtherCurves.publicOf(curve, scalar).equals(point)) {
                    throw notOfOnePair();
                }
                yield new EcKey(curve, point, scalar).answer();
            }
            case "OKP" -> {
                String type = call.field(1).toLowerCase(Locale.ROOT);
                if (!CurveKey.has(type)) {
                    throw CryptoFailure.unsupported("crv: %s is not there".formatted(Call.shown(call.field(1))));
                }
                number(call, 10, "x");
                byte[] open = base64url("x", call.field(10));
                if (!isPrivate) {
                    yield CurveKey.of(type, open, null).answer();
                }
                CurveKey secret = CurveKey.of(type, null, base64url("d", call.field(4)));
                if (!Arrays.equals(secret.publicBytes(), open)) {
                    throw notOfOnePair();
                }
                yield secret.answer();
            }
            default -> throw CryptoFailure.unsupported("kty: %s is not there".formatted(Call.shown(call.field(0))));
        };
    }

    private static CryptoFailure notOfOnePair() {
        return CryptoFailure.key("x and d of the JWK are not of one pair");
    }

    /** A private key: its public one. */
    static Answer publicOf(Call call) throws CryptoFailure, GeneralSecurityException {
        return key(call, 0).toPublic().answer();
    }
}
