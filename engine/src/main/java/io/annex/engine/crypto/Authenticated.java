package io.annex.engine.crypto;

import io.annex.engine.crypto.CryptoFailure.Code;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import org.jspecify.annotations.Nullable;

/**
 * A stream cipher with a tag over what it has enciphered. The JDK gives no
 * plaintext before it has seen all, and so holds all; Node gives it as it
 * comes, and says at the end whether to believe it. So the stream is computed
 * apart, and the JDK enciphers the plaintext once more for its tag, also where
 * it is the plaintext that is wanted.
 */
final class Authenticated implements Ciphering {
    /** A mode, as the JDK has it. */
    interface Mode {
        /** The JDK's cipher, which makes the tag; what it enciphers is dropped. */
        Cipher tagging() throws GeneralSecurityException;

        /** Data one way or the other. */
        Ciphering stream() throws GeneralSecurityException;
    }

    private static final int TAG = 16;

    private final boolean encrypts;
    private final int length;
    private final Cipher tagging;
    private final Ciphering stream;
    private byte @Nullable [] expected;
    private byte @Nullable [] tag;

    Authenticated(boolean encrypts, int length, Mode mode) throws GeneralSecurityException {
        this.encrypts = encrypts;
        this.length = length;
        this.tagging = mode.tagging();
        this.stream = mode.stream();
    }

    @Override
    public void aad(byte[] data) {
        tagging.updateAAD(data);
    }

    @Override
    public void expectTag(byte[] given) {
        expected = given;
    }

    @Override
    public byte[] update(byte[] bytes, int from, int count) throws GeneralSecurityException, CryptoFailure {
        byte[] out = stream.update(bytes, from, count);
        Aes.updated(tagging, encrypts ? bytes : out, encrypts ? from : 0, count);
        return out;
    }

    @Override
    public byte[] finish() throws GeneralSecurityException, CryptoFailure {
        byte[] last = tagging.doFinal();
        byte[] made = Arrays.copyOfRange(last, last.length - TAG, last.length);
        tag = made;
        if (!encrypts) {
            check(made, expected);
        }
        return new byte[0];
    }

    /** Whether the first bytes of the tag are those that were expected. */
    static void check(byte[] made, byte @Nullable [] expected) throws CryptoFailure {
        if (expected == null || expected.length == 0 || expected.length > made.length
                || !MessageDigest.isEqual(Arrays.copyOf(made, expected.length), expected)) {
            throw new CryptoFailure(Code.AUTH,
                    "the data, or what was authenticated with them, are not those of the tag");
        }
    }

    @Override
    public byte[] tag() throws CryptoFailure {
        byte[] made = tag;
        if (made == null) {
            throw new CryptoFailure(Code.STATE, "the tag is there at the end");
        }
        return Arrays.copyOf(made, length);
    }
}
