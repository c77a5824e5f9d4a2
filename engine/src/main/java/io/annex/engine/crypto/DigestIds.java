package io.annex.engine.crypto;

import java.util.HashMap;
import java.util.Map;

/** Object identifiers of digests. */
final class DigestIds {
    private static final Map<String, String> IDS = Map.ofEntries(Map.entry("MD5", "1.2.840.113549.2.5"),
            Map.entry("SHA-1", "1.3.14.3.2.26"), Map.entry("SHA-224", "2.16.840.1.101.3.4.2.4"),
            Map.entry("SHA-256", "2.16.840.1.101.3.4.2.1"), Map.entry("SHA-384", "2.16.840.1.101.3.4.2.2"),
            Map.entry("SHA-512", "2.16.840.1.101.3.4.2.3"), Map.entry("SHA-512/224", "2.16.840.1.101.3.4.2.5"),
            Map.entry("SHA-512/256", "2.16.840.1.101.3.4.2.6"), Map.entry("SHA3-224", "2.16.840.1.101.3.4.2.7"),
            Map.entry("SHA3-256", "2.16.840.1.101.3.4.2.8"), Map.entry("SHA3-384", "2.16.840.1.101.3.4.2.9"),
            Map.entry("SHA3-512", "2.16.840.1.101.3.4.2.10"), Map.entry("RIPEMD-160", "1.3.36.3.2.1"),
            Map.entry("SM3", "1.2.156.10197.1.401"));
    private static final String SM3_WITH_RSA = "1.2.156.10197.1.504";
    private static final Map<String, String> NAMES = names();

    private DigestIds() {
    }

    private static Map<String, String> names() {
        Map<String, String> names = new HashMap<>();
        IDS.forEach((name, id) -> names.put(id, name));
        return Map.copyOf(names);
    }

    static String named(String oid) throws CryptoFailure {
        String name = NAMES.get(oid);
        if (name == null) {
            throw CryptoFailure.unsupported("digest: %s is not there".formatted(oid));
        }
        return name;
    }

    private static String id(String name) {
        String id = IDS.get(name);
        if (id == null) {
            throw new IllegalArgumentException(name + " has no number for signatures");
        }
        return id;
    }

    /** AlgorithmIdentifier. */
    static byte[] algorithm(String name) {
        return Der.sequence(Der.oid(id(name)), Der.nothing());
    }

    /** What a signature of PKCS #1 is of; the digest of old TLS stands alone. */
    static byte[] info(String name, byte[] digest) throws CryptoFailure {
        if (name.equals("MD5-SHA1")) {
            return digest;
        }
        if (!IDS.containsKey(name)) {
            throw CryptoFailure.unsupported("digest: %s is none of RSA's signatures".formatted(name));
        }
        if (name.equals("SM3")) {
            // OpenSSL's signatures name what they are, and not the digest.
            return Der.sequence(Der.sequence(Der.oid(SM3_WITH_RSA), Der.nothing()), Der.octets(digest));
        }
        return Der.sequence(algorithm(name), Der.octets(digest));
    }
}
