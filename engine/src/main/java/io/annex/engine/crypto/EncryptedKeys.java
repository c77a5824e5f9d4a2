package io.annex.engine.crypto;

import io.annex.engine.crypto.CryptoFailure.Code;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Keys under a passphrase: PBES2 of RFC 8018, and what PEM had before. The
 * passphrase is derived by our own loops, so that a key that asks for a billion
 * iterations ends with its exchange.
 */
final class EncryptedKeys {
    private static final String PBES2 = "1.2.840.113549.1.5.13";
    private static final String PBKDF2 = "1.2.840.113549.1.5.12";
    private static final String SCRYPT = "1.3.6.1.4.1.11591.4.11";
    private static final String HMAC = "1.2.840.113549.2.";
    /** Digests of HMAC from that number on. */
    private static final String[] HMACS = {"SHA-1", "SHA-224", "SHA-256", "SHA-384", "SHA-512", "SHA-512/224",
            "SHA-512/256"};
    private static final int FIRST_HMAC = 7;
    private static final String AES = "2.16.840.1.101.3.4.1.";
    private static final String DES3 = "1.2.840.113549.3.7";
    private static final int ITERATIONS = 2048;
    private static final int SALT = 16;
    private static final int OLD_SALT = 8;

    private EncryptedKeys() {
    }

    /** A cipher that keys are under. */
    private record Under(String name, String oid, int key, int iv) {
    }

    private static final Under[] CIPHERS = {new Under("aes-128-cbc", AES + 2, 16, 16),
            new Under("aes-192-cbc", AES + 22, 24, 16), new Under("aes-256-cbc", AES + 42, 32, 16),
            new Under("des-ede3-cbc", DES3, 24, 8)};

    private static Under cipher(String name) throws CryptoFailure {
        for (Under each : CIPHERS) {
            if (each.name().equals(name) || each.oid().equals(name)) {
                return each;
            }
        }
        throw CryptoFailure.unsupported("cipher: no keys are read or written under %s".formatted(Call.shown(name)));
    }

    /** Whether what is there instead of a version is an algorithm. */
    static boolean isEncrypted(byte[] der) throws CryptoFailure {
        return new Der(der).enter(Der.SEQUENCE).is(Der.SEQUENCE);
    }

    private static byte[] given(byte @Nullable [] passphrase) throws CryptoFailure {
        if (passphrase == null) {
            throw new CryptoFailure(Code.PASSPHRASE, "the key is encrypted, and no passphrase was given");
        }
        return passphrase;
    }

    /** PKCS #8 from under its passphrase. */
    static byte[] open(byte[] der, byte @Nullable [] passphrase, Turn turn)
            throws CryptoFailure, GeneralSecurityException {
        Der info = new Der(der).enter(Der.SEQUENCE);
        Der algorithm = info.enter(Der.SEQUENCE);
        byte[] data = info.take(Der.OCTETS);
        String scheme = algorithm.oid();
        if (!scheme.equals(PBES2)) {
            throw CryptoFailure.unsupported("key: encrypted by the scheme %s (expected: PBES2)".formatted(scheme));
        }
        byte[] secret = given(passphrase);
        Der parameters = algorithm.enter(Der.SEQUENCE);
        Der derivation = parameters.enter(Der.SEQUENCE);
        Der encryption = parameters.enter(Der.SEQUENCE);
        Under cipher = cipher(encryption.oid());
        byte[] iv = encryption.take(Der.OCTETS);
        byte[] key = derived(derivation, cipher.key(), secret, turn);
        return opened(cipher, key, iv, data);
    }

    private static byte[] derived(Der derivation, int length, byte[] secret, Turn turn) throws CryptoFailure {
        String function = derivation.oid();
        Der parameters = derivation.enter(Der.SEQUENCE);
        byte[] salt = parameters.take(Der.OCTETS);
        if (function.equals(SCRYPT)) {
            return Scrypt.derive(secret, salt, parameters.small(), parameters.small(), parameters.small(), length,
                    turn);
        }
        if (!function.equals(PBKDF2)) {
            throw CryptoFailure.unsupported("key: derived by %s (expected: PBKDF2 or scrypt)".formatted(function));
        }
        int iterations = parameters.small();
        if (iterations < 1 || iterations > Derivations.MOST_ITERATIONS) {
            throw CryptoFailure
                    .bound("iterations: %d (expected: at most %d)".formatted(iterations, Derivations.MOST_ITERATIONS));
        }
        if (parameters.is(Der.INTEGER) && parameters.small() != length) {
            throw CryptoFailure.key("the length of the derived key is not that of the cipher");
        }
        String digest = HMACS[0];
        if (parameters.is(Der.SEQUENCE)) {
            String oid = parameters.enter(Der.SEQUENCE).oid();
            digest = "";
            for (int i = 0; i < HMACS.length; i++) {
                if (oid.equals(HMAC + (FIRST_HMAC + i))) {
                    digest = HMACS[i];
                }
            }
        }
        return Derivations.pbkdf2(digest, secret, salt, iterations, length, turn);
    }

    private static byte[] opened(Under cipher, byte[] key, byte[] iv, byte[] data)
            throws CryptoFailure, GeneralSecurityException {
        if (iv.length != cipher.iv()) {
            throw CryptoFailure.key("the IV of the encrypted key has %d bytes".formatted(iv.length));
        }
        Blocks blocks = new Blocks(false, cipher.iv() == 8 ? "DESede" : "AES", key, iv);
        try {
            byte[] first = blocks.update(data, 0, data.length);
            byte[] opened = Bytes.join(first, blocks.finish());
            new Der(opened).enter(Der.SEQUENCE);
            return opened;
        } catch (CryptoFailure e) {
            throw new CryptoFailure(Code.BAD_PASSPHRASE, "the passphrase does not open the key");
        }
    }

    private static byte[] closed(Under cipher, byte[] key, byte[] iv, byte[] data)
            throws CryptoFailure, GeneralSecurityException {
        Blocks blocks = new Blocks(true, cipher.iv() == 8 ? "DESede" : "AES", key, iv);
        return Bytes.join(blocks.update(data, 0, data.length), blocks.finish());
    }

    /** PKCS #8 under a passphrase. */
    static byte[] close(String name, byte[] der, byte[] passphrase, Turn turn)
            throws CryptoFailure, GeneralSecurityException {
        Under cipher = cipher(name.toLowerCase(Locale.ROOT));
        byte[] salt = random(SALT);
        byte[] iv = random(cipher.iv());
        byte[] key = Derivations.pbkdf2("SHA-256", passphrase, salt, ITERATIONS, cipher.key(), turn);
        byte[] derivation = Der.sequence(Der.oid(PBKDF2), Der.sequence(Der.octets(salt), Der.integer(ITERATIONS),
                Der.sequence(Der.oid(HMAC + (FIRST_HMAC + 2)), Der.nothing())));
        byte[] encryption = Der.sequence(Der.oid(cipher.oid()), Der.octets(iv));
        return Der.sequence(Der.sequence(Der.oid(PBES2), Der.sequence(derivation, encryption)),
                Der.octets(closed(cipher, key, iv, der)));
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        Randoms.next(bytes);
        return bytes;
    }

    // ---- as PEM had it before
    // ----------------------------------------------------------------------------------

    /** MD5 of what was before, the passphrase, and the IV's first bytes. */
    private static byte[] old(byte[] passphrase, byte[] iv, int length, Turn turn) throws CryptoFailure {
        byte[] made = {};
        byte[] last = {};
        while (made.length < length) {
            turn.goOn();
            Digesting digest = Digests.open("MD5");
            digest.update(last, 0, last.length);
            digest.update(passphrase, 0, passphrase.length);
            digest.update(iv, 0, OLD_SALT);
            last = digest.finish();
            made = Bytes.join(made, last);
        }
        return Arrays.copyOf(made, length);
    }

    /**
     * What stands below heads.
     *
     * @param info
     *            the cipher, a comma, and the IV in hexadecimal
     */
    static byte[] openOld(String info, byte[] data, byte @Nullable [] passphrase, Turn turn)
            throws CryptoFailure, GeneralSecurityException {
        String[] parts = info.split(",", 2);
        Under cipher = cipher(parts[0].strip().toLowerCase(Locale.ROOT));
        byte[] iv;
        try {
            iv = HexFormat.of().parseHex(parts.length > 1 ? parts[1].strip() : "");
        } catch (IllegalArgumentException e) {
            throw CryptoFailure.key("the IV of the encrypted key is no hexadecimal number");
        }
        if (iv.length != cipher.iv()) {
            throw CryptoFailure.key("the IV of the encrypted key has %d bytes".formatted(iv.length));
        }
        return opened(cipher, old(given(passphrase), iv, cipher.key(), turn), iv, data);
    }

    /** PEM with heads. */
    static byte[] closeOld(String label, String name, byte[] der, byte[] passphrase, Turn turn)
            throws CryptoFailure, GeneralSecurityException {
        Under cipher = cipher(name.toLowerCase(Locale.ROOT));
        byte[] iv = random(cipher.iv());
        byte[] data = closed(cipher, old(passphrase, iv, cipher.key(), turn), iv, der);
        String heads = "Proc-Type: 4,ENCRYPTED\nDEK-Info: %s,%s\n\n".formatted(cipher.name().toUpperCase(Locale.ROOT),
                HexFormat.of().withUpperCase().formatHex(iv));
        return Der.pem(label, heads, data);
    }
}
