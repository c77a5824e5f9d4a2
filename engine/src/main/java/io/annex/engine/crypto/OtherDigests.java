package io.annex.engine.crypto;

import org.bouncycastle.crypto.ExtendedDigest;
import org.bouncycastle.crypto.Xof;
import org.bouncycastle.crypto.digests.Blake2bDigest;
import org.bouncycastle.crypto.digests.Blake2sDigest;
import org.bouncycastle.crypto.digests.RIPEMD160Digest;
import org.bouncycastle.crypto.digests.SHAKEDigest;
import org.bouncycastle.crypto.digests.SM3Digest;

/** Digests that the JDK has none of. */
final class OtherDigests {
    private static final int SHAKE128_BYTES = 16;
    private static final int SHAKE256_BYTES = 32;

    private OtherDigests() {
    }

    static Digesting open(String name) throws CryptoFailure {
        return switch (name) {
            case "RIPEMD-160" -> new Plain(new RIPEMD160Digest());
            case "BLAKE2B-512" -> new Plain(new Blake2bDigest(512));
            case "BLAKE2S-256" -> new Plain(new Blake2sDigest(256));
            case "SM3" -> new Plain(new SM3Digest());
            case "SHAKE128" -> new Extendable(new SHAKEDigest(128), SHAKE128_BYTES);
            case "SHAKE256" -> new Extendable(new SHAKEDigest(256), SHAKE256_BYTES);
            default -> throw CryptoFailure.unsupported("digest: %s is not there".formatted(Call.shown(name)));
        };
    }

    private record Plain(ExtendedDigest digest) implements Digesting {
        @Override
        public void update(byte[] bytes, int from, int length) {
            digest.update(bytes, from, length);
        }

        @Override
        public byte[] finish() {
            byte[] made = new byte[digest.getDigestSize()];
            digest.doFinal(made, 0);
            return made;
        }

        @Override
        public void reset() {
            digest.reset();
        }

        @Override
        public Digesting copy() {
            return new Plain(switch (digest) {
                case RIPEMD160Digest known -> new RIPEMD160Digest(known);
                case Blake2bDigest known -> new Blake2bDigest(known);
                case Blake2sDigest known -> new Blake2sDigest(known);
                case SM3Digest known -> new SM3Digest(known);
                default -> throw new IllegalStateException(digest.getAlgorithmName());
            });
        }
    }

    /** One of any length; {@code usual} bytes where none is asked for. */
    private record Extendable(Xof digest, int usual) implements Digesting {
        @Override
        public void update(byte[] bytes, int from, int length) {
            digest.update(bytes, from, length);
        }

        @Override
        public byte[] finish() {
            return finish(usual);
        }

        @Override
        public byte[] finish(int length) {
            byte[] made = new byte[length];
            digest.doFinal(made, 0, length);
            return made;
        }

        @Override
        public void reset() {
            digest.reset();
        }

        @Override
        public Digesting copy() {
            return new Extendable(new SHAKEDigest((SHAKEDigest) digest), usual);
        }
    }
}
