package io.annex.engine.crypto;

import io.annex.engine.crypto.CryptoFailure.Code;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** X.509 certificates (RFC 5280), to be read. */
final class Certificates {
    private static final int MOST = 1 << 16;
    private static final int MOST_NAMES = 1000;
    private static final int SIGNING = 0x80;

    /** What OpenSSL calls the parts of names. */
    private static final Map<String, String> PARTS = Map.ofEntries(Map.entry("2.5.4.3", "CN"),
            Map.entry("2.5.4.4", "SN"), Map.entry("2.5.4.5", "serialNumber"), Map.entry("2.5.4.6", "C"),
            Map.entry("2.5.4.7", "L"), Map.entry("2.5.4.8", "ST"), Map.entry("2.5.4.9", "street"),
            Map.entry("2.5.4.10", "O"), Map.entry("2.5.4.11", "OU"), Map.entry("2.5.4.12", "title"),
            Map.entry("2.5.4.13", "description"), Map.entry("2.5.4.15", "businessCategory"),
            Map.entry("2.5.4.17", "postalCode"), Map.entry("2.5.4.42", "GN"), Map.entry("2.5.4.43", "initials"),
            Map.entry("2.5.4.46", "dnQualifier"), Map.entry("2.5.4.97", "organizationIdentifier"),
            Map.entry("1.2.840.113549.1.9.1", "emailAddress"), Map.entry("0.9.2342.19200300.100.1.25", "DC"),
            Map.entry("0.9.2342.19200300.100.1.1", "UID"), Map.entry("1.3.6.1.4.1.311.60.2.1.1", "jurisdictionL"),
            Map.entry("1.3.6.1.4.1.311.60.2.1.2", "jurisdictionST"),
            Map.entry("1.3.6.1.4.1.311.60.2.1.3", "jurisdictionC"));

    /** An algorithm of signatures: what OpenSSL calls it, and its digest. */
    private record Signed(String name, String digest) {
    }

    private static final String PSS = "1.2.840.113549.1.1.10";
    private static final Map<String, Signed> SIGNATURES = Map.ofEntries(
            Map.entry("1.2.840.113549.1.1.4", new Signed("md5WithRSAEncryption", "MD5")),
            Map.entry("1.2.840.113549.1.1.5", new Signed("sha1WithRSAEncryption", "SHA-1")),
            Map.entry("1.2.840.113549.1.1.14", new Signed("sha224WithRSAEncryption", "SHA-224")),
            Map.entry("1.2.840.113549.1.1.11", new Signed("sha256WithRSAEncryption", "SHA-256")),
            Map.entry("1.2.840.113549.1.1.12", new Signed("sha384WithRSAEncryption", "SHA-384")),
            Map.entry("1.2.840.113549.1.1.13", new Signed("sha512WithRSAEncryption", "SHA-512")),
            Map.entry(PSS, new Signed("rsassaPss", "SHA-1")),
            Map.entry("1.2.840.10045.4.1", new Signed("ecdsa-with-SHA1", "SHA-1")),
            Map.entry("1.2.840.10045.4.3.1", new Signed("ecdsa-with-SHA224", "SHA-224")),
            Map.entry("1.2.840.10045.4.3.2", new Signed("ecdsa-with-SHA256", "SHA-256")),
            Map.entry("1.2.840.10045.4.3.3", new Signed("ecdsa-with-SHA384", "SHA-384")),
            Map.entry("1.2.840.10045.4.3.4", new Signed("ecdsa-with-SHA512", "SHA-512")),
            Map.entry("1.2.840.10040.4.3", new Signed("dsaWithSHA1", "SHA-1")),
            Map.entry("2.16.840.1.101.3.4.3.2", new Signed("dsa_with_SHA256", "SHA-256")),
            Map.entry("1.3.101.112", new Signed("ED25519", "")), Map.entry("1.3.101.113", new Signed("ED448", "")));

    private Certificates() {
    }

    /**
     * What is in one.
     *
     * @param signed
     *            what the signature is over
     */
    private record Read(byte[] der, byte[] signed, String algorithm, @Nullable PssRules rules, byte[] signature,
            BigInteger serial, Der issuer, Der subject, long from, long to, byte[] key, List<Extension> extensions) {
    }

    private record Extension(String oid, byte[] content) {
    }

    private static Read read(byte[] der) throws CryptoFailure {
        Der all = new Der(der);
        byte[] whole = all.whole();
        Der certificate = new Der(whole).enter(Der.SEQUENCE);
        byte[] signed = certificate.whole();
        Der algorithm = certificate.enter(Der.SEQUENCE);
        String oid = algorithm.oid();
        PssRules rules = oid.equals(PSS) && algorithm.is(Der.SEQUENCE) ? PssRules.read(algorithm) : null;
        byte[] signature = certificate.bits();
        Der fields = new Der(signed).enter(Der.SEQUENCE);
        if (fields.is(Der.context(0))) {
            fields.whole();
        }
        BigInteger serial = fields.integer();
        fields.whole();
        Der issuer = fields.enter(Der.SEQUENCE);
        Der validity = fields.enter(Der.SEQUENCE);
        long from = time(validity);
        long to = time(validity);
        Der subject = fields.enter(Der.SEQUENCE);
        byte[] key = fields.whole();
        List<Extension> extensions = new ArrayList<>();
        while (fields.hasMore()) {
            if (fields.is(Der.context(3))) {
                Der list = fields.enter(Der.context(3)).enter(Der.SEQUENCE);
                while (list.hasMore() && extensions.size() < MOST_NAMES) {
                    Der extension = list.enter(Der.SEQUENCE);
                    String name = extension.oid();
                    if (extension.is(1)) {
                        extension.whole();
                    }
                    extensions.add(new Extension(name, extension.take(Der.OCTETS)));
                }
            } else {
                fields.whole();
            }
        }
        return new Read(whole, signed, oid, rules, signature, serial, issuer, subject, from, to, key, extensions);
    }

    private static long time(Der from) throws CryptoFailure {
        boolean isShort = from.is(0x17);
        String text = new String(from.take(isShort ? 0x17 : 0x18), StandardCharsets.ISO_8859_1);
        try {
            int year = Integer.parseInt(text.substring(0, isShort ? 2 : 4));
            String rest = text.substring(isShort ? 2 : 4);
            return LocalDateTime
                    .of(isShort ? year + (year < 50 ? 2000 : 1900) : year, part(rest, 0), part(rest, 2), part(rest, 4),
                            part(rest, 6), rest.length() > 9 ? part(rest, 8) : 0)
                    .toInstant(ZoneOffset.UTC).toEpochMilli();
        } catch (NumberFormatException | IndexOutOfBoundsException | DateTimeException e) {
            throw CryptoFailure.key("a time in the certificate is not understood");
        }
    }

    private static int part(String text, int at) {
        return Integer.parseInt(text, at, at + 2, 10);
    }

    private static byte[] given(Call call) throws CryptoFailure {
        if (call.view(0).remaining() > MOST) {
            throw CryptoFailure
                    .bound("certificate: %d bytes (expected: at most %d)".formatted(call.view(0).remaining(), MOST));
        }
        byte[] bytes = call.bytes(0);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        for (String label : List.of("CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE")) {
            int begin = text.indexOf("-----BEGIN " + label + "-----");
            int end = text.indexOf("-----END " + label + "-----", Math.max(0, begin));
            if (begin >= 0 && end > begin) {
                try {
                    return Base64.getDecoder()
                            .decode(text.substring(begin + 16 + label.length(), end).replaceAll("\\s+", ""));
                } catch (IllegalArgumentException e) {
                    throw new CryptoFailure(Code.CERTIFICATE, "what is no base64 stands in the certificate");
                }
            }
        }
        return bytes;
    }

    /** Its public key. */
    static AnyKey publicKey(byte[] der) throws CryptoFailure, GeneralSecurityException {
        return Import.spki(new Der(read(der).key()));
    }

    /**
     * DER or PEM: what is in it as JSON, its key's details, and blocks of its DER
     * and that key.
     */
    static Answer read(Call call) throws CryptoFailure, GeneralSecurityException {
        byte[] bytes = given(call);
        try {
            Read read = read(bytes);
            Answer key = Import.spki(new Der(read.key())).answer();
            return Answer.of(key.text() + '\0' + json(read), read.der(), key.blocks().get(0));
        } catch (CryptoFailure e) {
            throw e.code() == Code.KEY ? new CryptoFailure(Code.CERTIFICATE, "the certificate is not understood") : e;
        }
    }

    /** A certificate, and a key: whether it was signed by that. */
    static Answer verify(Call call) throws CryptoFailure, GeneralSecurityException {
        Read read = read(given(call));
        AnyKey key = Import.key(call, 1);
        Signed signed = SIGNATURES.get(read.algorithm());
        if (signed == null) {
            throw CryptoFailure.unsupported("signature: the algorithm %s is not there".formatted(read.algorithm()));
        }
        boolean fits = switch (key) {
            case RsaKey _ -> signed.name().contains("RSA") || read.rules() != null;
            case EcKey _ -> signed.name().startsWith("ecdsa");
            case DsaKey _ -> signed.name().startsWith("dsa");
            case CurveKey curve -> signed.name().equalsIgnoreCase(curve.type());
            case DhKey _ -> false;
        };
        return Answer.of(fits && Signatures.verifies(key.toPublic(), signed.digest(), read.rules(), read.signed(),
                read.signature(), call));
    }

    // ---- as JSON
    // ------------------------------------------------------------------------------------------------

    private static String json(Read read) throws CryptoFailure {
        Signed signed = SIGNATURES.get(read.algorithm());
        Json json = new Json();
        json.pairs("subject", names(read.subject()));
        json.pairs("issuer", names(read.issuer()));
        json.text("serial", serial(read.serial()));
        json.raw("validFrom", Long.toString(read.from()));
        json.raw("validTo", Long.toString(read.to()));
        json.text("signatureAlgorithmOid", read.algorithm());
        json.text("signatureAlgorithm", signed == null ? read.algorithm() : signed.name());
        List<String[]> alternative = List.of();
        List<String[]> access = List.of();
        List<String> usage = List.of();
        boolean ca = false;
        for (Extension extension : read.extensions()) {
            Der content = new Der(extension.content());
            switch (extension.oid()) {
                case "2.5.29.17" -> alternative = general(content.enter(Der.SEQUENCE));
                case "1.3.6.1.5.5.7.1.1" -> access = access(content.enter(Der.SEQUENCE));
                case "2.5.29.37" -> usage = ids(content.enter(Der.SEQUENCE));
                case "2.5.29.19" -> {
                    Der constraints = content.enter(Der.SEQUENCE);
                    ca = constraints.is(1) && constraints.take(1)[0] != 0;
                }
                case "2.5.29.14" -> json.text("subjectKeyId", HexFormat.of().formatHex(content.take(Der.OCTETS)));
                case "2.5.29.35" -> {
                    Der id = content.enter(Der.SEQUENCE);
                    if (id.is(SIGNING)) {
                        json.text("authorityKeyId", HexFormat.of().formatHex(id.take(SIGNING)));
                    }
                }
                default -> {
                    // Nobody asks for it.
                }
            }
        }
        json.raw("ca", Boolean.toString(ca));
        json.pairs("altNames", alternative);
        json.pairs("infoAccess", access);
        json.texts("keyUsage", usage);
        return json.end();
    }

    private static String serial(BigInteger serial) {
        String hex = serial.abs().toString(16).toUpperCase(Locale.ROOT);
        return (serial.signum() < 0 ? "-" : "") + (hex.length() % 2 == 0 ? hex : "0" + hex);
    }

    private static List<String> ids(Der list) throws CryptoFailure {
        List<String> found = new ArrayList<>();
        while (list.hasMore() && found.size() < MOST_NAMES) {
            found.add(list.oid());
        }
        return found;
    }

    private static List<String[]> names(Der name) throws CryptoFailure {
        List<String[]> found = new ArrayList<>();
        while (name.hasMore() && found.size() < MOST_NAMES) {
            Der set = name.enter(Der.SET);
            while (set.hasMore()) {
                Der part = set.enter(Der.SEQUENCE);
                String oid = part.oid();
                found.add(new String[]{PARTS.getOrDefault(oid, oid), string(part)});
            }
        }
        return found;
    }

    private static String string(Der from) throws CryptoFailure {
        int tag = from.tag();
        byte[] content = from.take(tag);
        return new String(content, switch (tag) {
            case 0x0c -> StandardCharsets.UTF_8;
            case 0x1e -> StandardCharsets.UTF_16BE;
            default -> StandardCharsets.ISO_8859_1;
        });
    }

    private static List<String[]> general(Der list) throws CryptoFailure {
        List<String[]> found = new ArrayList<>();
        while (list.hasMore() && found.size() < MOST_NAMES) {
            found.add(general1(list));
        }
        return found;
    }

    /** As RFC 2253 writes a name: the last part first. */
    private static String oneLine(List<String[]> name) {
        StringBuilder text = new StringBuilder();
        for (String[] part : name.reversed()) {
            text.append(text.isEmpty() ? "" : ",").append(part[0]).append('=')
                    .append(part[1].replaceAll("[,+\"\\\\<>;]|^[ #]| $", "\\\\$0"));
        }
        return text.toString();
    }

    private static String[] general1(Der from) throws CryptoFailure {
        int tag = from.tag();
        return switch (tag) {
            case 0x81 -> new String[]{"email", new String(from.take(tag), StandardCharsets.ISO_8859_1)};
            case 0x82 -> new String[]{"DNS", new String(from.take(tag), StandardCharsets.ISO_8859_1)};
            case 0x86 -> new String[]{"URI", new String(from.take(tag), StandardCharsets.ISO_8859_1)};
            case 0x87 -> new String[]{"IP Address", address(from.take(tag))};
            case 0x88 -> new String[]{"Registered ID", new Der(Der.write(Der.OID, from.take(tag))).oid()};
            case 0xa4 -> new String[]{"DirName", oneLine(names(from.enter(tag).enter(Der.SEQUENCE)))};
            default -> {
                from.whole();
                yield new String[]{"othername", "<unsupported>"};
            }
        };
    }

    private static String address(byte[] bytes) {
        if (bytes.length == 4) {
            return (bytes[0] & 0xff) + "." + (bytes[1] & 0xff) + '.' + (bytes[2] & 0xff) + '.' + (bytes[3] & 0xff);
        }
        if (bytes.length != 16) {
            return "<invalid>";
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < bytes.length; i += 2) {
            text.append(i == 0 ? "" : ":")
                    .append(Integer.toHexString((bytes[i] & 0xff) << 8 | bytes[i + 1] & 0xff).toUpperCase(Locale.ROOT));
        }
        return text.toString();
    }

    private static List<String[]> access(Der list) throws CryptoFailure {
        List<String[]> found = new ArrayList<>();
        while (list.hasMore() && found.size() < MOST_NAMES) {
            Der one = list.enter(Der.SEQUENCE);
            String method = one.oid();
            String[] place = general1(one);
            found.add(new String[]{switch (method) {
                case "1.3.6.1.5.5.7.48.1" -> "OCSP";
                case "1.3.6.1.5.5.7.48.2" -> "CA Issuers";
                default -> method;
            }, place[0] + ':' + place[1]});
        }
        return found;
    }
}
