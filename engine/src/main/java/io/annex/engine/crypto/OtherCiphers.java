package io.annex.engine.crypto;

import java.util.Arrays;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.OCBBlockCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.jspecify.annotations.Nullable;

/** Modes that the JDK has none of. */
final class OtherCiphers {
    private OtherCiphers() {
    }

    /** OCB of RFC 7253. */
    static Ciphering ocb(boolean encrypts, byte[] key, byte[] iv, int tag) throws CryptoFailure {
        if (tag < 8) {
            throw CryptoFailure.parameter("authTagLength: %d (expected: 8 to 16)".formatted(tag));
        }
        OCBBlockCipher cipher = new OCBBlockCipher(AESEngine.newInstance(), AESEngine.newInstance());
        cipher.init(encrypts, new AEADParameters(new KeyParameter(key), tag * Byte.SIZE, iv));
        return new Ocb(encrypts, cipher, tag);
    }

    /**
     * Bouncy Castle keeps as many bytes as the tag has, as these may be the tag:
     * what is deciphered comes that much later.
     */
    private static final class Ocb implements Ciphering {
        private final boolean encrypts;
        private final OCBBlockCipher cipher;
        private final int length;
        private byte @Nullable [] expected;
        private byte @Nullable [] tag;

        Ocb(boolean encrypts, OCBBlockCipher cipher, int length) {
            this.encrypts = encrypts;
            this.cipher = cipher;
            this.length = length;
        }

        @Override
        public void aad(byte[] data) {
            cipher.processAADBytes(data, 0, data.length);
        }

        @Override
        public void expectTag(byte[] given) {
            expected = given;
        }

        @Override
        public byte[] update(byte[] bytes, int from, int count) {
            byte[] out = new byte[cipher.getUpdateOutputSize(count)];
            return Arrays.copyOf(out, cipher.processBytes(bytes, from, count, out, 0));
        }

        @Override
        public byte[] finish() throws CryptoFailure {
            byte[] before = {};
            if (!encrypts) {
                byte[] given = expected;
                if (given == null || given.length != length) {
                    Authenticated.check(new byte[length], null);
                    return before;
                }
                before = update(given, 0, given.length);
            }
            byte[] out = new byte[cipher.getOutputSize(0)];
            try {
                int made = cipher.doFinal(out, 0);
                if (!encrypts) {
                    return Bytes.join(before, Arrays.copyOf(out, made));
                }
                tag = Arrays.copyOfRange(out, made - length, made);
                return Arrays.copyOf(out, made - length);
            } catch (InvalidCipherTextException e) {
                throw new CryptoFailure(CryptoFailure.Code.AUTH,
                        "the data, or what was authenticated with them, are not those of the tag");
            }
        }

        @Override
        public byte[] tag() throws CryptoFailure {
            byte[] made = tag;
            if (made == null) {
                throw new CryptoFailure(CryptoFailure.Code.STATE, "the tag is there at the end");
            }
            return made;
        }
    }
}
